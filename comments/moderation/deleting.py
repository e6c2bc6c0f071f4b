"""Whoever is asked whether to delete pages learns what goes with them: one page, or several at once."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction

from comments.moderation import lists


def warn_before_deleting(request: HttpRequest, page: Any) -> None:
    """Hook: of one page. One query."""
    number = lists.public_below(page)
    if request.method == "GET" and number:
        messages.warning(
            request, f"{_go(number)} with it, for good. Unpublish it instead to keep what people wrote."
        )


class DeletePages(DeleteBulkAction):  # type: ignore[misc]  # wagtail has no types
    """Wagtail's own, in its place; it runs no hook before it asks. One query more."""

    template_name = "discussion/admin/delete_pages.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        number = lists.public_below(*(each["item"] for each in context["items"]))
        return {
            **context,
            "wagtails_own": DeleteBulkAction.template_name,
            "goes_along": _go(number) if number else "",
        }


def _go(number: int) -> str:
    return "1 comment goes" if number == 1 else f"{number:,} comments go"
