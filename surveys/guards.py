"""What the admin refuses with a clear message: to delete a survey that somebody has answered, and to publish
a changed one past the form that asks for the ruling.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from surveys import actions, queries

MESSAGE = (
    "“{title}” has answers, or holds a survey that has, so it can't be deleted. "
    "Unpublish it instead: nobody sees it then, and the answers stay."
)

UNRULED = (
    "“{title}” was not published: its questionnaire has changed. "
    "Under “Versions”, say whether old and new answers still compare, and publish it here."
)


def refuse_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook `before_delete_page`."""
    return _refuse(request, [page])


def refuse_pages(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Hook `before_bulk_action`."""
    if action_type != "delete":
        return None
    return _refuse(request, [item for item in objects if isinstance(item, Page)])


def refuse_unruled(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Hook `before_bulk_action`: the list of pages has no place to say what a change means."""
    if action_type != "publish":
        return None
    pages = [item for item in objects if isinstance(item, Page)]
    changed = queries.surveys_with_unpublished_changes(pages)
    for survey in changed:
        messages.error(request, UNRULED.format(title=survey.get_admin_display_title()))
    return redirect("wagtailadmin_pages:edit", changed[0].pk) if changed else None


def _refuse(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    kept = [page for page in pages if queries.responses_exist_below(page)]
    for page in kept:
        messages.error(request, MESSAGE.format(title=page.get_admin_display_title()))
    if not kept:
        if request.method == "POST":
            for page in pages:
                actions.forget_trials(below=page)
        return None
    parent = kept[0].get_parent()
    return redirect("wagtailadmin_explore", parent.pk) if parent else redirect("wagtailadmin_explore_root")
