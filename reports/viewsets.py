"""Releases in the Wagtail admin: built, looked at, published, revoked. Analysts look; the release manager
acts.
"""

from typing import Any, ClassVar, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.formats import date_format
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from reports import actions, building, jobs, methods, queries
from reports.looking import about_release
from reports.models import Build, Release
from website.core.filters import SafeFilterSet

Row = TypeVar("Row", Build, Release)


class ReleaseIndexView(generic.IndexView):
    """Every release, newest first."""

    base_filterset_class = SafeFilterSet

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


class ReleasePage(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page below the list of releases."""

    permission_policy = policy_registry.get_by_type(Release, fallback=False)
    permission_required = "view"
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("reports_release:index"), "label": "Releases"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.get_page_title()}]

    def may_act(self) -> bool:
        return bool(self.permission_policy.user_has_permission(self.request.user, "add"))


class MakeReleaseView(ReleasePage):
    """Shows which waves can be released. GET asks, POST builds one and leads to it."""

    permission_required = "add"
    template_name = "reports/admin/make_release.html"
    page_title = "Release a wave"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "waves": queries.releasable_waves()}

    def post(self, request: HttpRequest) -> HttpResponse:
        wave = next((w for w in queries.releasable_waves() if str(w.pk) == request.POST.get("wave")), None)
        if wave is None:
            messages.error(request, "Choose one of the waves below. Nothing was built.")
            return redirect("reports_release:make")
        try:
            build = building.ask(
                wave=wave.wave,
                by=request.user,
                milestone=wave.milestone,
                is_weighted=request.POST.get("weighting") == "weighted",
            )
        except building.ReleaseRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("reports_release:make")
        jobs.build.enqueue(build.pk)
        return redirect("reports_release:build", build.pk)


class BuildView(ReleasePage):
    """How far a build is; leads on to the release when it is ready."""

    template_name = "reports/admin/build.html"
    page_title = "Building a release"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        build = _found(queries.build_by_pk(pk))
        if build.status == Build.Status.DONE and build.release_id:
            return redirect("reports_release:look", build.release_id)
        return self.render_to_response({**self.get_context_data(), "build": build})


class LookView(ReleasePage):
    """A release before and after it is public: what changed, what was hidden; publishing and revoking."""

    template_name = "reports/admin/look.html"
    page_title = "Look at a release"
    header_icon = "view"

    def release(self) -> Release:
        return _found(queries.release_by_pk(self.kwargs["pk"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        release = self.release()
        found = about_release(release)
        return {
            **super().get_context_data(**kwargs),
            "release": release,
            "found": found,
            "may_act": self.may_act(),
            "missing": methods.missing(release.wave) if release.state == Release.State.BUILT else [],
            "note": kwargs.get("note", ""),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """`do` says which: publish or revoke."""
        if not self.may_act():
            return self.handle_no_permission()
        release = self.release()
        try:
            if request.POST.get("do") == "publish":
                actions.publish_release(release=release, by=request.user)
                messages.success(request, f"{release} is public now.")
            elif request.POST.get("do") == "revoke":
                actions.revoke_release(release=release, note=request.POST.get("note", ""), by=request.user)
                messages.success(request, f"{release} was revoked. Readers see your note in its place.")
            else:
                messages.error(request, "Choose one of the buttons.")
        except actions.ReleaseRefused as refusal:
            messages.error(request, str(refusal))
            context = self.get_context_data(note=request.POST.get("note", ""))
            return self.render_to_response(context, status=422)
        return redirect("reports_release:look", pk)

    def handle_no_permission(self) -> HttpResponse:
        messages.error(self.request, "Only a release manager publishes and revokes.")
        return redirect("wagtailadmin_home")


def _frozen(release: Release) -> str:
    """A day has no hour, so that 'two hours ago' would be invented."""
    return date_format(release.released_on, "j F Y")


class ReleaseViewSet(ModelViewSet):
    """Read-only as a list: what a release says is made once and never changes."""

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
    list_filter = ("survey", "state", "is_demo")
    form_fields: ClassVar[list[str]] = []
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "number",
            label="Release",
            accessor=str,
            get_url=lambda release: reverse("reports_release:look", args=[release.pk]),
            classname="whole-name",
        ),
        Column("survey", accessor="survey.title", label="Survey"),
        Column("kind", accessor="get_kind_display", label="Occasion"),
        Column("state", accessor="get_state_display", label="State", sort_key="state"),
        Column("released_on", label="Frozen", accessor=_frozen, sort_key="released_on"),
        BooleanColumn("is_demo", label="Demo data"),
        Column("sha256", accessor=lambda release: f"{release.sha256[:16]}…", label="SHA-256"),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("make/", MakeReleaseView.as_view(), name="make"),
            path("build/<int:pk>/", BuildView.as_view(), name="build"),
            path("look/<int:pk>/", LookView.as_view(), name="look"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("history", "usage", "add", "edit", "delete", "inspect")
        return {**super().get_common_view_kwargs(**kwargs), **{f"{name}_url_name": None for name in names}}

    def register_admin_url_finder(self) -> None:
        """A release has no page to edit it on."""


def _found(row: Row | None) -> Row:
    """Raise Http404 for nothing."""
    if row is None:
        raise Http404("It is not there any more.")
    return row
