"""How the lists can be narrowed."""

from typing import Any

import django_filters
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page

from comments.models import Comment, Report, Thread, Writer
from comments.moderation.words import REASONS


def _pages_discussed(request: Any) -> QuerySet[Page]:
    return Page.objects.filter(discussion_threads__isnull=False).distinct().order_by("title")


class CommentFilter(WagtailFilterSet):
    """By state, by why it is held, by page, and whether readers have reported it."""

    state = django_filters.ChoiceFilter(choices=Comment.State.choices, label="State")
    reason = django_filters.ChoiceFilter(
        choices=tuple(REASONS.items()), label="Why it is held", method="with_reason"
    )
    page = django_filters.ModelChoiceFilter(
        queryset=_pages_discussed, field_name="discussion__page", label="Page"
    )
    reported = django_filters.BooleanFilter(label="Reported", method="with_reports")

    class Meta:
        model = Comment
        fields: list[str] = []

    def with_reason(self, queryset: QuerySet[Comment], name: str, value: str) -> QuerySet[Comment]:
        """Reasons are a list in JSON; SQLite can't look into one, so its text is searched."""
        return queryset.annotate(reasons_text=Cast("reasons", TextField())).filter(
            reasons_text__contains=f'"{value}"'
        )

    def with_reports(self, queryset: QuerySet[Comment], name: str, value: bool) -> QuerySet[Comment]:
        return queryset.filter(open_reports__gt=0) if value else queryset.filter(open_reports=0)


class ReportFilter(WagtailFilterSet):
    class Meta:
        model = Report
        fields = ["open", "reason"]


class WriterFilter(WagtailFilterSet):
    banned = django_filters.BooleanFilter(
        field_name="banned_on", lookup_expr="isnull", exclude=True, label="Banned"
    )

    class Meta:
        model = Writer
        fields: list[str] = []


class ThreadFilter(WagtailFilterSet):
    class Meta:
        model = Thread
        fields = ["policy"]
