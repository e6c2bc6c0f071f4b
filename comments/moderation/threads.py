"""Discussions, and whether each is open."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from comments import actions, queries
from comments.closing import Opening
from comments.models import Thread
from comments.moderation import lists
from comments.moderation.filters import ThreadFilter
from website.core.formatting import day


class ThreadIndexView(generic.IndexView):
    """Every discussion that somebody has begun; those with held comments first."""

    page_title = "Discussions"

    def get_base_queryset(self) -> Any:
        return lists.threads()

    def get_list_buttons(self, instance: Thread) -> list[Any]:
        return []


class PageDiscussionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The discussions of one page. POST opens one, closes it, or lets it follow the rule."""

    permission_policy = policy_registry.get_by_type(Thread, fallback=False)
    permission_required = "change"
    template_name = "discussion/admin/page.html"
    page_title = "Discussion"
    header_icon = "comment"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("discussion_thread:index"), "label": "Discussions"},
            {"url": "", "label": "Discussion"},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=self.kwargs["page_id"])
        found = list(lists.threads_of(page.pk))
        if not any(thread.subject == "" for thread in found):
            found.insert(0, Thread(page=page))
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "threads": [(thread, _choices(page, thread)) for thread in found],
        }

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page_id)
        policy = request.POST.get("policy", "")
        subject = request.POST.get("subject", "")
        known = {"", *lists.threads_of(page_id).values_list("subject", flat=True)}
        if policy not in Thread.Policy.values or subject not in known:
            messages.error(request, "Choose one of the three. Nothing was changed.")
        else:
            actions.set_policy(page=page, subject=subject, policy=policy, by=request.user)
            messages.success(request, "Saved. Readers see it within a minute.")
        return redirect("discussion_thread:page", page_id)


def _choices(page: Page, thread: Thread) -> list[tuple[str, str]]:
    """(value, words) of the three, with what the rule means today."""
    rule = in_words(queries.by_the_rule(page, thread.subject))
    return [
        (value, f"{words}: {rule}" if value == Thread.Policy.RULE else words)
        for value, words in Thread.Policy.choices
    ]


def in_words(opening: Opening) -> str:
    """What becomes of a discussion that follows the rule, as half a sentence."""
    if opening.is_open:
        return f"open now, {f'closes on {day(opening.closes_on)}' if opening.closes_on else 'never closes'}"
    if opening.closes_on is None:
        return "closed now, because the page was never published"
    return f"closed now, since {day(opening.closes_on)}"


class ThreadViewSet(ModelViewSet):
    model = Thread
    name = "discussion_thread"
    url_prefix = "discussion/threads"
    icon = "list-ul"
    menu_label = "Discussions"
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = ThreadIndexView
    filterset_class = ThreadFilter
    form_fields: ClassVar[list[str]] = []
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "page",
            label="Page",
            accessor=str,
            get_url=lambda thread: reverse("discussion_thread:page", args=[thread.page_id]),
        ),
        Column("policy", label="Opening", accessor="get_policy_display"),
        Column("public", label="Comments"),
        Column("held", label="Held", accessor=lambda thread: thread.held or ""),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("page/<int:page_id>/", PageDiscussionView.as_view(), name="page"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("history", "usage", "add", "edit", "delete", "inspect")
        return {**super().get_common_view_kwargs(**kwargs), **{f"{name}_url_name": None for name in names}}

    def register_admin_url_finder(self) -> None:
        """A discussion is edited on the page of its page."""
