"""Versions in the Wagtail admin."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from surveys import queries
from surveys.models import QuestionnaireVersion
from surveys.viewsets.days import day
from website.core.filters import SafeFilterSet


class ChangesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One version: who published it, the ruling, and every change since the version before."""

    permission_policy = policy_registry.get_by_type(QuestionnaireVersion, fallback=False)
    permission_required = "view"
    template_name = "surveys/admin/version_changes.html"
    page_title = "Versions"
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            {"url": reverse("surveys_version:index"), "label": "Versions"},
            {"url": "", "label": "One version"},
        ]
        return [*super().get_breadcrumbs_items(), *items]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = get_object_or_404(
            QuestionnaireVersion.objects.select_related("survey"), pk=self.kwargs["pk"]
        )
        line = next(line for line in queries.version_list(version.survey) if line.version == version)
        return {**super().get_context_data(**kwargs), "line": line, "survey": version.survey}


class VersionIndexView(generic.IndexView):
    """Every version of every survey, newest first."""

    base_filterset_class = SafeFilterSet

    def get_base_queryset(self) -> Any:
        return queries.versions_with_counts()

    def get_list_buttons(self, instance: QuestionnaireVersion) -> list[Any]:
        return []


def _publisher(version: QuestionnaireVersion) -> str:
    return queries.name_of(version.published_by)


class VersionViewSet(ModelViewSet):
    """Read-only: a version is made by publishing, and never changes."""

    model = QuestionnaireVersion
    name = "surveys_version"
    url_prefix = "surveys/versions"
    icon = "history"
    menu_label = "Versions"
    menu_order = 200
    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_reference_index = False
    index_view_class = VersionIndexView
    list_filter = ("survey",)
    list_display: ClassVar[list[Any]] = [
        TitleColumn("__str__", label="Version", url_name="surveys_version:changes", width="9rem"),
        Column("survey", accessor="survey.title", label="Survey"),
        Column("published_on", accessor=lambda version: day(version.published_on), label="Published"),
        Column("published_by", label="By", accessor=_publisher),
        Column("ruling", label="Ruling"),
        Column("summary", accessor=queries.summary_of, label="What changed"),
        Column("note", label="Note"),
        Column("answers", label="Answers"),
    ]
    form_fields: ClassVar[list[str]] = []

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("changes/<int:pk>/", ChangesView.as_view(), name="changes"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("history", "usage", "add", "edit", "delete", "inspect")
        return {**super().get_common_view_kwargs(**kwargs), **{f"{name}_url_name": None for name in names}}

    def register_admin_url_finder(self) -> None:
        """A version has no page to edit it on."""
