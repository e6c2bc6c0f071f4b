"""Preview modes of a survey in the editor: one for each section of the draft, unsaved changes included.

The panel asks by GET, so everything that the editor makes up on the way comes in the query: `walk` names what
was filled in (a section, or `path` for the earlier questions that decide), `to` where to go.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from surveys import previewing, wording
from surveys.logic import instrument, routing
from surveys.logic.definition import Definition
from surveys.logic.errors import InstrumentError
from surveys.models import SurveyPage
from surveys.previewing import MODE, Path

Query = Mapping[str, list[str]]


def modes(page: SurveyPage) -> list[tuple[str, str]]:
    """A mode for each section that has a code."""
    found = [(section.value["code"], section.value["title"]) for section in page.sections]
    return [
        (f"{MODE}{code}", f"Section {number}: {title}")
        for number, (code, title) in enumerate(found, 1)
        if code and title
    ]


def section(request: HttpRequest, page: SurveyPage, mode: str, asked: Query, session: Any) -> HttpResponse:
    """One section of the draft, or what keeps it from being drawn."""
    context: dict[str, Any] = {
        "survey": page,
        "page": page,
        "mode": mode,
        "panel": asked.get("in_preview_panel"),
    }
    try:
        d = instrument.to_definition(page.to_instrument())
    except InstrumentError as error:
        return render(request, "pages/preview_section.html", {**context, "problems": error.problems[:12]})
    key = f"survey_preview:{page.pk}"
    path = Path.read(session.get(key))
    code = mode.removeprefix(MODE)
    if previewing.section_of(d, code) is None:
        code = d.sections[0].id
    errors: Mapping[str, str] = {}
    if "forget" in asked:
        path = Path(draw=path.draw)
    if "draw" in asked:
        path.draw += 1
    walked = asked.get("walk", [""])[-1]
    if walked == "path":
        _take_path(d, path, code, asked)
    elif previewing.section_of(d, walked) is not None:
        errors = previewing.take(d, path, walked, asked)
        code = walked if errors else _leads_to(d, path, walked, asked)
    session[key] = path.kept()
    return render(request, "pages/preview_section.html", {**context, **_drawn(d, path, code, errors)})


def _take_path(d: Definition, path: Path, code: str, asked: Query) -> None:
    wanted = {q.id for q in previewing.deciding(d, code)}
    for earlier in d.sections:
        if any(q.id in wanted for q in d.in_section(earlier.id)):
            previewing.take(d, path, earlier.id, asked, only=wanted)


def _leads_to(d: Definition, path: Path, walked: str, asked: Query) -> str:
    if asked.get("to", ["next"])[-1] == "back":
        return routing.previous_section(d, path.answers, walked) or walked
    return routing.next_section(d, path.answers, walked)


def _drawn(d: Definition, path: Path, code: str, errors: Mapping[str, str]) -> dict[str, Any]:
    if code in (routing.END, routing.SCREENED_OUT):
        return {
            "definition": d,
            "title": "The end" if code == routing.END else "The end, for people whom this is not about",
            "outro": wording.curly(d.outro) if code == routing.END else "",
            "is_over": True,
        }
    here = previewing.section_of(d, code)
    assert here is not None  # the caller looked it up, or routing named it
    following = routing.next_section(d, path.answers, code)
    titles = {s.id: wording.curly(s.title) for s in d.sections}
    return {
        "definition": d,
        "section": here,
        "mode": f"{MODE}{code}",
        "title": titles[code],
        "form": previewing.drawn(d, path, code, errors),
        "deciding": previewing.deciding_views(d, path, code),
        "is_asked": previewing.is_asked(d, path, code),
        "next_title": titles.get(following, ""),
        "has_back": routing.previous_section(d, path.answers, code) is not None,
        "is_random": any(q.randomize or q.type == "vignette" for q in d.in_section(code)),
        "progress": routing.progress(d, path.answers, (), code),
    }
