"""One section a page: show it, save it, and go where the answers lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from surveys import actions, forms, queries, wording
from surveys.logic import routing, validation
from surveys.logic.definition import Definition, Section
from surveys.logic.validation import Reading
from surveys.models import Response, SurveyPage
from surveys.views import starting
from surveys.views.holder import held, live_survey, private, unknown_link
from website.core import limits


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request is: whose answers, which questionnaire, which section."""

    request: HttpRequest
    survey: SurveyPage
    response: Response
    definition: Definition
    section: Section

    @property
    def address(self) -> str:
        return section_address(self.survey.slug, self.section.id)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, slug: str, section_id: str) -> HttpResponse:
    survey = live_survey(slug)
    response = held(request, survey)
    if response is None:
        return unknown_link(request, survey)
    if not response.consent_version:
        return HttpResponseRedirect(reverse("surveys:go_on", kwargs={"slug": slug}))
    definition = queries.definition_of(response.version)
    here = next((s for s in definition.sections if s.id == section_id), None)
    if here is None:
        raise Http404
    place = Place(request, survey, response, definition, here)
    if request.method == "POST":
        return _save(place)
    if response.is_submitted:
        return HttpResponseRedirect(ending_address(response, slug))
    if not queries.takes_answers(response):
        return starting.closed_before(request, survey, response)
    if here not in routing.sections(definition, response.answers):
        return HttpResponseRedirect(reverse("surveys:go_on", kwargs={"slug": slug}))
    return _show(place)


def section_address(slug: str, section_id: str) -> str:
    return reverse("surveys:section", kwargs={"slug": slug, "section_id": section_id})


def _show(
    place: Place,
    *,
    reading: Reading | None = None,
    busy: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw the section: from the store, or from what was posted when it comes back."""
    d, response = place.definition, actions.prepare_section(response=place.response, section=place.section.id)
    answers = reading.answers if reading else response.answers
    form = forms.section_form(
        definition=d,
        section_id=place.section.id,
        answers=answers,
        state=response.state,
        errors=reading.errors if reading and not busy else None,
        typed=reading.typed if reading else None,
    )
    following = routing.next_section(d, answers, place.section.id)
    titles = {s.id: wording.curly(s.title) for s in d.sections}
    context = {
        "survey": place.survey,
        "definition": d,
        "title": titles[place.section.id],
        "form": form,
        "revision": response.revision,
        "action": place.address,
        "progress": routing.progress(d, answers, response.state.get("saved", ()), place.section.id),
        "next_title": titles.get(following, ""),
        "has_back": routing.previous_section(d, answers, place.section.id) is not None,
        "added": _added(place, form),
        "busy": busy,
    }
    return render(place.request, "pages/answer.html", context, status=status)


def _added(place: Place, form: forms.SectionForm) -> dict[str, Any] | None:
    """The notice above a section that comes back because the answers brought something new."""
    named = place.request.GET.get("added", "").split()
    questions = [q for q in form.questions if q.question.id in named and not q.is_hidden]
    if not questions:
        return None
    more = wording.counted(len(questions), "more question", "more questions")
    return {"questions": questions, "sentence": f"Your answers brought {more}"}


def _save(place: Place) -> HttpResponse:
    posted = dict(place.request.POST.lists())
    if place.response.is_submitted:
        return _after_the_end(place, posted)
    decision = limits.spend(place.request, "survey.save")
    if not decision.allowed:
        answer = _show(place, reading=_read(place, posted), busy=decision.retry_after_text, status=429)
        answer["Retry-After"] = str(decision.seconds)
        return answer
    try:
        saved = actions.save_section(
            response=place.response,
            section=place.section.id,
            post=posted,
            revision=_revision(posted),
            leaving=place.request.POST.get("to") == "leave",
        )
    except actions.WaveClosed:
        return starting.not_open(place.request, place.survey, began=True)
    except actions.Conflict:
        return _sent_already(place)
    place = Place(place.request, place.survey, saved.response, place.definition, place.section)
    reading = saved.reading
    if saved.conflict and not _same_here(place, reading.answers, saved.response.answers):
        return _two_versions(place, reading, posted)
    to = place.request.POST.get("to", "next")
    if _holds_back(reading, to):
        return _show(place, reading=reading, status=422)
    return HttpResponseRedirect(_leads_to(place, reading.answers, to))


def _read(place: Place, posted: Mapping[str, list[str]]) -> Reading:
    reader = validation.validator(place.definition)
    return reader.read(place.section.id, posted, place.response.answers, place.response.state)


def _revision(posted: Mapping[str, list[str]]) -> int:
    """What the form was made from; -1, which no response has, if that was tampered with."""
    text = posted.get("revision", [""])[-1]
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _holds_back(reading: Reading, to: str) -> bool:
    """Whether an error keeps the person on the page. Back and leave pass over questions merely left open."""
    if to == "next":
        return bool(reading.errors)
    return any(any(text.strip() for text in reading.typed.get(name, ())) for name in reading.errors)


def _leads_to(place: Place, answers: Mapping[str, Any], to: str) -> str:
    """Address of what comes after a save; sends the answers off if that was the last section."""
    d, slug, here = place.definition, place.survey.slug, place.section.id
    if to == "leave":
        actions.issue_resume(response=place.response)
        return reverse("surveys:leave", kwargs={"slug": slug})
    if to == "back":
        return section_address(slug, routing.previous_section(d, answers, here) or here)
    new = forms.new_marks(d, here, answers, place.request.POST.get("shown", ""))
    if new:
        return f"{place.address}?{urlencode({'added': ' '.join(new)})}#q-{new[0]}"
    following = routing.next_section(d, answers, here)
    if following not in (routing.END, routing.SCREENED_OUT):
        return section_address(slug, following)
    return _send(place)


def _send(place: Place) -> str:
    slug = place.survey.slug
    try:
        receipt = actions.submit(response=place.response)
    except actions.Incomplete as incomplete:
        return section_address(slug, incomplete.section)
    except actions.WaveClosed:
        return reverse("surveys:go_on", kwargs={"slug": slug})
    return ending_address(receipt.response, slug)


def ending_address(response: Response, slug: str) -> str:
    out = response.status == Response.Status.SCREENED_OUT
    return reverse("surveys:screened_out" if out else "surveys:done", kwargs={"slug": slug})


def _after_the_end(place: Place, posted: Mapping[str, list[str]]) -> HttpResponse:
    """A retry of what was sent gets the same receipt; something else is refused and said so."""
    reading = _read(place, posted)
    if not reading.errors and _same_here(place, reading.answers, place.response.answers):
        return HttpResponseRedirect(ending_address(place.response, place.survey.slug))
    return _sent_already(place)


def _sent_already(place: Place) -> HttpResponse:
    ending = reverse("surveys:go_on", kwargs={"slug": place.survey.slug})
    return render(place.request, "pages/sent.html", {"survey": place.survey, "ending": ending}, status=409)


def _same_here(place: Place, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    d = place.definition
    here = {q.id for q in d.in_section(place.section.id)}
    mine, theirs = routing.effective(d, mine), routing.effective(d, theirs)
    return all(
        mine.get(key) == theirs.get(key) for key in mine.keys() | theirs.keys() if key.split("__")[0] in here
    )


def _two_versions(place: Place, reading: Reading, posted: Mapping[str, list[str]]) -> HttpResponse:
    """Both versions of the section, only where they differ; nothing is stored until one is chosen."""
    d, response = place.definition, place.response
    mine, theirs = (
        {a.question_id: a for a in _plain_here(place, answers)}
        for answers in (reading.answers, response.answers)
    )
    differing = [q.id for q in d.in_section(place.section.id) if mine.get(q.id) != theirs.get(q.id)]
    fields = [(name, text) for name, texts in posted.items() for text in texts if name not in _NOT_REPEATED]
    versions = [
        {
            "name": "here",
            "title": "On this page",
            "answers": [mine[q] for q in differing if q in mine],
            "fields": fields,
        },
        {
            "name": "there",
            "title": "Saved elsewhere",
            "answers": [theirs[q] for q in differing if q in theirs],
        },
    ]
    context = {
        "survey": place.survey,
        "title": wording.curly(place.section.title),
        "versions": versions,
        "revision": response.revision,
        "action": place.address,
    }
    return render(place.request, "pages/conflict.html", context, status=409)


_NOT_REPEATED = frozenset({"csrfmiddlewaretoken", "revision"})


def _plain_here(place: Place, answers: Mapping[str, Any]) -> tuple[wording.PlainAnswer, ...]:
    sections = wording.in_plain_words(place.definition, answers, place.response.state)
    return next((s.answers for s in sections if s.id == place.section.id), ())
