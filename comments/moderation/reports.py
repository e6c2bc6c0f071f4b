"""What readers reported."""

from typing import Any, ClassVar

from django.urls import path, reverse
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from comments.models import Report
from comments.moderation import lists, words
from comments.moderation.filters import ReportFilter
from website.core import formatting


class ReportIndexView(generic.IndexView):
    """Open reports first. Each leads to its comment, where it is decided."""

    page_title = "Reports"

    def get_base_queryset(self) -> Any:
        return lists.reports()

    def get_list_buttons(self, instance: Report) -> list[Any]:
        return []


class ReportViewSet(ModelViewSet):
    """Read-only: a report is put aside together with its comment."""

    model = Report
    name = "discussion_report"
    url_prefix = "discussion/reports"
    icon = "warning"
    menu_label = "Reports"
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = ReportIndexView
    filterset_class = ReportFilter
    form_fields: ClassVar[list[str]] = []
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "comment",
            label="Comment",
            accessor=lambda report: words.excerpt(report.comment),
            get_url=lambda report: reverse("discussion_comment:read", args=[report.comment_id]),
        ),
        Column("page", label="Page", accessor=lambda report: words.place(report.comment)),
        Column("reason", label="Reason", accessor="get_reason_display"),
        Column("note", label="Note"),
        BooleanColumn("open", label="Open"),
        Column("day", label="Day", accessor=lambda report: formatting.day(report.day), sort_key="day"),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("history", "usage", "add", "edit", "delete", "inspect")
        return {**super().get_common_view_kwargs(**kwargs), **{f"{name}_url_name": None for name in names}}

    def register_admin_url_finder(self) -> None:
        """A report has no page to edit it on."""
