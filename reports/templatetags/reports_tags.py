"""What other pages may show of reports: figures, a teaser, a person's profile, the list of released waves."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from reports import queries, results_pages
from reports.charts import Chart
from reports.profile_page import PartView, profile_parts
from reports.readers import ReaderFigure, reader_figure
from reports.release_format import ReleaseDoc
from reports.results_pages import Figure
from surveys import queries as surveys
from surveys.asking import InlineQuestion
from surveys.wording import curly

register = template.Library()


@register.filter
def as_percent(share: float) -> str:
    """0.125 -> "12.5%"."""
    return f"{100 * share:.4g}%"


@register.filter
def marks(chart: Chart) -> SafeString:
    """A chart's own markup."""
    # Safe: reports.charts.page escapes every word that comes from a release, and a test feeds it hostile
    # labels.
    return mark_safe(chart.marks)  # noqa: S308  # escaped by reports.charts.page


@register.filter
def readers_marks(figure: ReaderFigure) -> SafeString:
    """The readers' answers, drawn."""
    return mark_safe(figure.marks)  # noqa: S308  # escaped by reports.charts.page


@register.filter
def key(chart: Chart) -> SafeString:
    """The chart's legend."""
    return mark_safe(chart.key)  # noqa: S308  # escaped by reports.charts.page like the marks


@register.filter
def drawing(part: PartView) -> SafeString:
    """The picture of one part of a profile."""
    return mark_safe(part.drawing)  # noqa: S308  # made of numbers and escaped words by reports.profile_page


@register.inclusion_tag("reports/figure.html")
def chart_figure(figure: Figure) -> dict[str, Any]:
    """A chart in its frame: claim, wording, marks, base, table, downloads."""
    return {"figure": figure}


@register.inclusion_tag("reports/compact.html")
def chart_compact(figure: Figure, *, anchor: bool = True) -> dict[str, Any]:
    """A chart in a few lines: claim, marks, base, and a link to everything else. Without `anchor` it has no
    id, for a place where the same chart may stand already.
    """
    return {"figure": figure, "anchor": anchor}


@register.inclusion_tag("reports/chart_styles.html")
def chart_styles() -> dict[str, Any]:
    return {}


@register.inclusion_tag("reports/chart_script.html")
def chart_script() -> dict[str, Any]:
    return {}


@register.filter
def has_charts(body: Any, layout: str = "") -> bool:
    """Whether a page's body holds a live chart (of this layout), so that it loads their styles only then."""
    return any(
        block.block_type == "live_chart" and (not layout or block.value.get("layout") == layout)
        for block in body or ()
    )


@register.simple_tag
def results_address(survey_slug: str) -> str:
    """Where the newest released wave of a survey stands; empty while there is none. One query."""
    waves = queries.released_waves(survey_slug)
    return reverse("reports:wave", args=[survey_slug, waves[0].number]) if waves else ""


@register.inclusion_tag("reports/teaser.html")
def results_teaser() -> dict[str, Any]:
    """The newest release in one picture; says so plainly if there is none. One query."""
    doc = queries.newest_release()
    if doc is None:
        return {"doc": None}
    item = results_pages.highlights(doc)[:1]
    return {
        "doc": doc,
        "figure": results_pages.figure(doc, item[0], heading="h3") if item else None,
        "facts": results_pages.facts(doc),
        "url": results_pages.wave_url(doc),
    }


@register.inclusion_tag("reports/waves.html")
def released_waves(slug: str) -> dict[str, Any]:
    """Links to the released waves of a survey, newest first. One query."""
    return {"waves": queries.released_waves(slug), "slug": slug}


@register.inclusion_tag("reports/taken_back.html")
def taken_back(doc: ReleaseDoc) -> dict[str, Any]:
    """Newer releases of the same wave that were revoked, with their notes. One query."""
    notes = queries.taken_back(doc.survey.slug, doc.wave.number, doc.release.number)
    return {"notes": notes, "shown": doc.release.number}


@register.inclusion_tag("reports/profile.html")
def profile_panel(definition: Any, encoded: Mapping[str, Any], survey_slug: str) -> dict[str, Any]:
    """One person's scores beside the newest release of the survey. Reads no other response."""
    return {"parts": profile_parts(definition, encoded, survey_slug)}


@register.inclusion_tag("reports/readers.html")
def readers_answers(survey: Any, question: InlineQuestion, own: str = "") -> dict[str, Any]:
    """What readers of this site answered to one question, beside the survey's newest chart of it, if the same
    words were asked there. `own`: the code of the reader's answer. Three queries.
    """
    doc = queries.latest_release(survey.slug)
    item = doc.item(question.question_id) if doc else None
    same = item is not None and item.topline is not None and curly(item.text) == question.words
    return {
        "readers": reader_figure(question, surveys.reader_counts(survey, question.question_id), own=own),
        "figure": results_pages.figure(doc, item) if doc and item and same else None,
        "wave": doc.wave.number if doc else None,
    }
