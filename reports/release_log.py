"""The public list of what was released, and of what was taken back."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import queries
from website.core.cache import cacheable


@require_safe
@cacheable
def changes(request: HttpRequest) -> HttpResponse:
    """Every release that was public, by survey and wave, newest first. One query."""
    lines = queries.change_log()
    waves = [
        {"survey": first.survey_title, "slug": first.survey_slug, "wave": first, "lines": found}
        for found in (list(group) for _, group in groupby(lines, lambda line: (line.survey_slug, line.wave)))
        if (first := found[0])
    ]
    return render(request, "pages/results_releases.html", {"waves": waves})


def gone(request: HttpRequest, slug: str, number: int) -> HttpResponse | None:
    """The page of a wave of which every release was taken back; None for any other."""
    notes = queries.taken_back(slug, number)
    if not notes:
        return None
    return render(request, "pages/results_gone.html", {"notes": notes, "number": number}, status=410)
