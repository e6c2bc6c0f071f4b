"""A wave's account of dispositions, to look at and to take along."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from surveys import queries
from surveys.queries.dispositions import Account, Dispositions
from surveys.viewsets.pages import WavePageView

HEADINGS = {
    "source": "Came by",
    "tier": "Known",
    "everybody": "Began",
    "waiting": "No consent",
    "started": "Started",
    "screened_out": "Screened out",
    "quota_full": "Quota full",
    "partial": "Partial",
    "complete": "Complete",
    "flagged": "Marked",
    "quarantined": "Held back",
}
WAYS = {
    "site": "Survey's page",
    "inline": "Question in an article",
    "link": "Link",
    "other": "Another way",
}
"""The codes of `source` in words; the files keep the codes."""


class DispositionsView(SpreadsheetExportMixin, WavePageView):
    """Exact counts: for analysts, never for publication."""

    template_name = "surveys/admin/dispositions.html"
    page_title = "Account of dispositions"
    header_icon = "table"
    list_export: ClassVar[list[str]] = list(HEADINGS)
    export_headings: ClassVar[dict[str, str]] = HEADINGS

    @cached_property
    def account(self) -> Account:
        return queries.account(self.wave)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_export:
            answer: HttpResponse = self.as_spreadsheet(
                [*self.account.lines, self.account.total], request.GET["export"]
            )
            return answer
        return super().get(request, *args, **kwargs)

    def get_heading(self, queryset: Any, field: str) -> str:
        return HEADINGS[field]

    def get_filename(self) -> str:
        return f"{self.wave.survey.slug}-wave-{self.wave.number}-dispositions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "account": self.account,
            "headings": list(HEADINGS.values()),
            "lines": [self._cells(line) for line in self.account.lines],
            "total": self._cells(self.account.total),
        }

    def _cells(self, line: Dispositions) -> list[Any]:
        cells = [getattr(line, name) for name in HEADINGS]
        return [WAYS.get(cells[0], cells[0]), *cells[1:]]
