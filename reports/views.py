"""The public results. Each view opens one release; none reads a response."""

import csv
import io
import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import changes, methods, queries, release_log, results_pages
from reports.charts import Chart
from reports.charts.long_rows import HEAD, lines
from reports.release_format import Item, ReleaseDoc
from reports.release_text import canonical
from surveys import queries as surveys
from website.core.cache import cacheable
from website.core.models import SiteSettings

FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""A downloaded picture carries its colours in a style block and may do nothing else."""


@require_safe
@cacheable
def newest(request: HttpRequest) -> HttpResponse:
    """The newest release of the survey, or a page that says there is none yet."""
    doc = queries.newest_release()
    if doc is None:
        return render(request, "pages/results_none.html", {"survey": surveys.live_surveys().first()})
    return _overview(request, doc)


@require_safe
@cacheable
def wave(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    gone = None if queries.release(slug, number) else release_log.gone(request, slug, number)
    return gone or _overview(request, _release(slug, number))


def _overview(request: HttpRequest, doc: ReleaseDoc) -> HttpResponse:
    found = results_pages.highlights(doc)
    waves = [each.number for each in queries.released_waves(doc.survey.slug)]
    return render(
        request,
        "pages/results.html",
        {
            "doc": doc,
            "facts": results_pages.facts(doc),
            "protection": results_pages.protection(doc),
            "tiers": results_pages.tiers(doc),
            "weighting": results_pages.weighting(doc),
            "methods": results_pages.methods_url(doc),
            "figures": [results_pages.figure(doc, item) for item in found],
            "chapters": results_pages.chapters(doc),
            "waves": results_pages.wave_links(doc, waves, None, ()),
            "survey_page": surveys.survey_by_slug(doc.survey.slug),
            "subject": f"wave-{doc.wave.number}",
        },
    )


@require_safe
@cacheable
def item(request: HttpRequest, slug: str, number: int, item_id: str, segment_id: str = "") -> HttpResponse:
    """One question, or one question split by one segment."""
    doc, found = _item(slug, number, item_id, segment_id)
    waves = [each.number for each in queries.released_waves(slug)]
    others = [queries.release(slug, each) for each in waves]
    having = [other.wave.number for other in others if other and other.item(item_id)]
    before_this = results_pages.earlier_wave(doc, having)
    earlier = next((other for other in others if other and other.wave.number == before_this), None)
    changed = None
    if earlier is not None and not segment_id:
        versions = earlier.questionnaire.version, doc.questionnaire.version
        changed = changes.changes(earlier, doc, item_id, surveys.rulings(slug, *versions))
    before, after = results_pages.neighbours(doc, found)
    figure = results_pages.figure(doc, found, segment_id)
    return render(
        request,
        "pages/results_question.html",
        {
            "doc": doc,
            "item": found,
            "name": results_pages.item_name(found),
            "words": results_pages.words(found),
            "section": next((s for s in doc.sections if s.id == found.section), None),
            "figure": figure,
            "splits": results_pages.splits(doc, found, segment_id),
            "changes": changed,
            "changes_table": changed.table(doc.wave.number) if changed else None,
            "segment": results_pages.segment_name(doc.segment(segment_id), segment_id) if segment_id else "",
            "waves": results_pages.wave_links(doc, waves, found, having),
            "overview": results_pages.wave_url(doc),
            "before": before,
            "after": after,
        },
    )


@require_safe
@cacheable
def wave_methods(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How a released wave was done, protected and weighted, and how to cite it."""
    doc = _release(slug, number)
    saved, items = methods.written(slug, number)
    site = SiteSettings.for_request(request)
    address = request.build_absolute_uri(results_pages.wave_url(doc))
    return render(
        request,
        "pages/results_methods.html",
        {
            "doc": doc,
            "items": items,
            "saved": saved,
            "overview": results_pages.wave_url(doc),
            "protection": results_pages.protection(doc),
            "weighting": results_pages.weighting(doc),
            "tiers": results_pages.tiers(doc),
            "citation": results_pages.citation(doc, site.run_by or site.publication_name, address),
        },
    )


@require_safe
@cacheable
def release_json(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The whole release, byte for byte as it was hashed."""
    response = HttpResponse(canonical(_release(slug, number)), content_type="application/json")
    return _named(response, f"{slug}-wave-{number}.json")


@require_safe
@cacheable
def chart_svg(
    request: HttpRequest, slug: str, number: int, item_id: str, segment_id: str = ""
) -> HttpResponse:
    """A picture that keeps its colours and its words away from the site."""
    chart = _chart(request, slug, number, item_id, segment_id)
    if not chart.svg:
        raise Http404("This question has no picture.")
    response = HttpResponse(chart.svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = FILE_POLICY
    return _named(response, _file_name(slug, number, item_id, segment_id, "svg"))


@require_safe
@cacheable
def chart_json(
    request: HttpRequest, slug: str, number: int, item_id: str, segment_id: str = ""
) -> HttpResponse:
    """A Plotly figure."""
    chart = _chart(request, slug, number, item_id, segment_id)
    if not chart.spec:
        raise Http404("This question has no picture.")
    response = JsonResponse(chart.spec, json_dumps_params={"ensure_ascii": False, "allow_nan": False})
    return _named(response, _file_name(slug, number, item_id, segment_id, "json"))


@require_safe
@cacheable
def table_csv(
    request: HttpRequest, slug: str, number: int, item_id: str, segment_id: str = ""
) -> HttpResponse:
    """The released cells, one a line; the first line names the columns."""
    doc, found = _item(slug, number, item_id, segment_id)
    table = found.banners.get(segment_id) if segment_id else found.topline
    if table is None:
        raise Http404("This question has no table.")
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(HEAD)
    segment = doc.segment(segment_id) if segment_id else None
    for line in lines(found, table, results_pages.context(doc, segment=segment)):
        writer.writerow(
            [
                "" if value is None else json.dumps(value) if isinstance(value, float) else value
                for value in line
            ]
        )
    response = HttpResponse(buffer.getvalue(), content_type="text/csv; charset=utf-8")
    return _named(response, _file_name(slug, number, item_id, segment_id, "csv"))


def _release(slug: str, number: int) -> ReleaseDoc:
    doc = queries.release(slug, number)
    if doc is None:
        raise Http404("No results have been released at this address.")
    return doc


def _item(slug: str, number: int, item_id: str, segment_id: str) -> tuple[ReleaseDoc, Item]:
    """Raise Http404 for what the release does not hold."""
    doc = _release(slug, number)
    found = doc.item(item_id)
    if found is None or (segment_id and segment_id not in found.banners):
        raise Http404("The release holds no such question or comparison.")
    return doc, found


def _chart(request: HttpRequest, slug: str, number: int, item_id: str, segment_id: str) -> Chart:
    doc, found = _item(slug, number, item_id, segment_id)
    return results_pages.chart_of(doc, found, segment_id, settings.SITE_URL)


def _file_name(slug: str, number: int, item_id: str, segment_id: str, ending: str) -> str:
    by = f"-by-{segment_id}" if segment_id else ""
    return f"{slug}-wave-{number}-{item_id}{by}.{ending}"


def _named(response: HttpResponse, name: str) -> HttpResponse:
    """`name` is made of URL slugs, so it needs no quoting."""
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
