"""People who write: their comments, a ban, a word beside the name, and erasing all of it."""

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
from wagtail.permissions import policy_registry

from comments import actions, queries
from comments.models import Writer
from comments.moderation import badges, lists, words
from comments.moderation.filters import WriterFilter
from website.core import formatting

SHOWN = 100


class WriterIndexView(generic.IndexView):
    page_title = "Writers"
    search_fields = ["name", "address"]

    def get_base_queryset(self) -> Any:
        return queries.writers().order_by("name", "pk")

    def get_list_buttons(self, instance: Writer) -> list[Any]:
        return []


class WriterView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One writer. POST bans, lifts a ban, or changes the word beside the name."""

    permission_policy = policy_registry.get_by_type(Writer, fallback=False)
    permission_required = "view"
    template_name = "discussion/admin/writer.html"
    page_title = "Writer"
    header_icon = "user"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("discussion_writer:index"), "label": "Writers"},
            {"url": "", "label": "Writer"},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        writer = get_object_or_404(queries.writers(), pk=self.kwargs["pk"])
        return {
            **super().get_context_data(**kwargs),
            "writer": writer,
            "comments": [(comment, words.excerpt(comment)) for comment in lists.comments_of(writer)[:SHOWN]],
            "history": lists.history_of_writer(writer),
            "may_decide": self.user_has_permission("change"),
            "may_erase": self.user_has_permission("delete"),
            "badge_length": badges.LONGEST,
        }

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        writer = get_object_or_404(Writer, pk=pk)
        chosen = request.POST.get("do", "")
        if not self.user_has_permission("change"):
            messages.error(request, "You may look at writers, but not decide about them.")
        elif chosen == "ban":
            actions.ban(writer=writer, by=request.user)
            messages.success(request, "Banned. Nothing new from this address is accepted.")
        elif chosen == "unban":
            actions.unban(writer=writer, by=request.user)
            messages.success(request, "The ban is lifted.")
        elif chosen == "badge":
            badges.give(writer=writer, badge=request.POST.get("badge", ""))
            messages.success(request, "Saved.")
        return redirect("discussion_writer:read", pk)


class EraseView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks before everything of a writer is erased. GET shows the question, POST acts."""

    permission_policy = policy_registry.get_by_type(Writer, fallback=False)
    permission_required = "delete"
    template_name = "discussion/admin/erase.html"
    page_title = "Erase a writer"
    header_icon = "bin"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("discussion_writer:index"), "label": "Writers"},
            {"url": "", "label": "Erase a writer"},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        writer = get_object_or_404(queries.writers(), pk=self.kwargs["pk"])
        return {**super().get_context_data(**kwargs), "writer": writer}

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        writer = get_object_or_404(Writer, pk=pk)
        actions.erase_writer(address=writer.address, by=request.user)
        messages.success(request, "Erased: name, address and every comment.")
        return redirect("discussion_writer:index")


class WriterViewSet(ModelViewSet):
    model = Writer
    name = "discussion_writer"
    url_prefix = "discussion/writers"
    icon = "user"
    menu_label = "Writers"
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = WriterIndexView
    filterset_class = WriterFilter
    form_fields: ClassVar[list[str]] = []
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "name",
            label="Name",
            get_url=lambda writer: reverse("discussion_writer:read", args=[writer.pk]),
        ),
        Column("address", label="Address"),
        Column("public", label="Public"),
        Column("held", label="Held", accessor=lambda writer: writer.held or ""),
        Column("rejected", label="Rejected", accessor=lambda writer: writer.rejected or ""),
        Column(
            "banned_on",
            label="Banned",
            accessor=lambda writer: formatting.day(writer.banned_on) if writer.banned_on else "",
        ),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("read/<uuid:pk>/", WriterView.as_view(), name="read"),
            path("erase/<uuid:pk>/", EraseView.as_view(), name="erase"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("history", "usage", "add", "edit", "delete", "inspect")
        return {**super().get_common_view_kwargs(**kwargs), **{f"{name}_url_name": None for name in names}}

    def register_admin_url_finder(self) -> None:
        """A writer has no page to edit them on."""
