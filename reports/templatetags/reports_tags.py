"""What other pages may show of reports: figures, a teaser, a person's profile, the list of released waves."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports import queries, results_pages
from reports.charts import Chart
from reports.profile_page import PartView, profile_parts
from reports.results_pages import Figure

register = template.Library()


@register.filter
def marks(chart: Chart) -> SafeString:
    """A chart's own markup."""
    # Safe: reports.charts.page escapes every word that comes from a release, and a test feeds it hostile
    # labels.
    return mark_safe(chart.marks)  # noqa: S308


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


@register.inclusion_tag("reports/chart_styles.html")
def chart_styles() -> dict[str, Any]:
    return {}


@register.inclusion_tag("reports/chart_script.html")
def chart_script() -> dict[str, Any]:
    return {}


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


@register.inclusion_tag("reports/profile.html")
def profile_panel(definition: Any, encoded: Mapping[str, Any], survey_slug: str) -> dict[str, Any]:
    """One person's scores beside the newest release of the survey. Reads no other response."""
    return {"parts": profile_parts(definition, encoded, survey_slug)}
