"""Releases in the Wagtail admin: a list to look at, and one action for the release manager."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from reports import actions, queries
from reports.models import Release


class ReleaseIndexView(generic.IndexView):
    """Every release, newest first."""

    def get_base_queryset(self) -> Any:
        return queries.releases()

    def get_list_buttons(self, instance: Release) -> list[Any]:
        return []

    @property
    def header_buttons(self) -> list[Any]:
        buttons = []
        if self.user_has_permission("add"):
            url = reverse_lazy("reports_release:make")
            buttons.append(HeaderButton("Release a wave", url=url, icon_name="upload"))
        if self.request.user.has_perm("surveys.review_response"):
            url = reverse_lazy("reports_sensitivity")
            buttons.append(HeaderButton("With and without careless answers", url=url, icon_name="view"))
        return buttons


class MakeReleaseView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Shows which closed waves can be released. GET asks, POST releases one."""

    permission_policy = policy_registry.get_by_type(Release, fallback=False)
    permission_required = "add"
    template_name = "reports/admin/make_release.html"
    page_title = "Release a wave"
    header_icon = "upload"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "waves": queries.releasable_waves()}

    def post(self, request: HttpRequest) -> HttpResponse:
        wave = next((w for w in queries.releasable_waves() if str(w.pk) == request.POST.get("wave")), None)
        if wave is None:
            messages.error(request, "Choose one of the closed waves below. Nothing was released.")
            return redirect("reports_release:make")
        try:
            release = actions.release_wave(wave=wave.wave)
        except actions.ReleaseRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{release} is public now.")
        return redirect("reports_release:index")


class ReleaseViewSet(ModelViewSet):
    """Read-only: a release is made once and never changes."""

    model = Release
    name = "reports_release"
    url_prefix = "reports/releases"
    icon = "view"
    menu_label = "Releases"
    menu_order = 160
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = ReleaseIndexView
    list_filter = ("survey", "is_demo")
    form_fields: ClassVar[list[str]] = []
    list_display: ClassVar[list[Any]] = [
        Column("number", label="Release"),
        Column("wave", label="Wave"),
        Column("survey", accessor="survey.title", label="Survey"),
        Column("kind", accessor="get_kind_display", label="Occasion"),
        DateColumn("released_on", label="Released", sort_key="released_on"),
        BooleanColumn("is_demo", label="Demo data"),
        Column("sha256", label="SHA-256"),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("make/", MakeReleaseView.as_view(), name="make"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("history", "usage", "add", "edit", "delete", "inspect")
        return {**super().get_common_view_kwargs(**kwargs), **{f"{name}_url_name": None for name in names}}

    def register_admin_url_finder(self) -> None:
        """A release has no page to edit it on."""
