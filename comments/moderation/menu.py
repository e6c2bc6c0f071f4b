"""The discussion's entries in the menu and its way in from a page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from comments import queries
from comments.models import Comment, Thread


def queue_url() -> str:
    """The list of comments, narrowed to those that wait."""
    return f"{reverse('discussion_comment:index')}?state={Comment.State.HELD.value}"


class QueueMenuItem(MenuItem):
    """Says how many comments wait. One query for each page of the admin that a moderator opens."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(Comment)
        return bool(policy.user_has_permission(request.user, "view"))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        held = queries.held_count()
        return LinkMenuItem(
            self.name,
            f"Held comments ({held})" if held else "Comments",
            self.url if held else reverse("discussion_comment:index"),
            icon_name=self.icon_name,
            classname=self.classname,
            attrs=self.attrs,
        )


def page_button(page: Any, user: Any, *, next_url: str | None = None, **kwargs: Any) -> list[Button]:
    """Hook for the menus of a page: to its discussion, for whoever may open and close one."""
    policy = policy_registry.get_by_type(Thread)
    if page.is_root() or not policy.user_has_permission(user, "change"):
        return []
    url = reverse("discussion_thread:page", args=[page.pk])
    return [Button("Discussion", url=url, icon_name="comment", priority=68)]


def header_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    """The same in the head of the editor and of the explorer."""
    return page_button(page, user, next_url=next_url)


def listing_button(page: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """The same in the lists of pages."""
    return page_button(page, user, next_url=next_url)
