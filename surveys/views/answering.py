"""One section a page: show it, save it, and go where the answers lead."""

import re
import secrets
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from surveys import actions, forms, honeypot, queries, wording
from surveys.drafts import Page
from surveys.logic import routing
from surveys.logic.validation import Reading
from surveys.views import conflict, starting
from surveys.views.holder import live_survey, private, response_at_work, unknown_link
from surveys.views.place import Place, Posted, ending_address, receipt_address, section_address, unfinished
from website.core import limits

SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,3})?\Z")
PAGE_NAME = re.compile(r"[A-Za-z0-9_-]{8,40}\Z")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, slug: str, section_id: str) -> HttpResponse:
    """One read for a section that is shown or saved, and one write to save it; limits count apart."""
    response = response_at_work(request, slug, with_survey=request.method != "POST")
    if response is None:
        return unknown_link(request, live_survey(slug))
    if not response.consent_version:
        return HttpResponseRedirect(reverse("surveys:go_on", kwargs={"slug": slug}))
    definition = queries.definition_of(response.version)
    here = next((s for s in definition.sections if s.id == section_id), None)
    if here is None:
        raise Http404
    place = Place(request, slug, response, definition, here)
    if request.method == "POST":
        return _save(place)
    if response.is_submitted and not place.draft.amends:
        return HttpResponseRedirect(ending_address(response, slug))
    if not queries.takes_answers_now(response):
        if place.draft.amends:
            return HttpResponseRedirect(receipt_address(slug))
        return starting.closed_before(request, place.survey, response)
    if here not in routing.sections(definition, place.draft.answers):
        return HttpResponseRedirect(reverse("surveys:go_on", kwargs={"slug": slug}))
    return _show(place)


def _show(
    place: Place,
    *,
    reading: Reading | None = None,
    errors: bool = True,
    busy: str = "",
    revision: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the section: from the store, or from what was posted when it comes back.

    `revision`: what the form was made from, where nothing was stored of it; what another device has saved
    since must not be overwritten unseen.
    """
    d, response = place.definition, actions.prepare_section(response=place.response, section=place.section.id)
    draft = place.at(response).draft
    answers = reading.answers if reading else draft.answers
    form = forms.section_form(
        definition=d,
        section_id=place.section.id,
        answers=answers,
        state=draft.state,
        errors=reading.errors if reading and errors else None,
        typed=reading.typed if reading else None,
    )
    following = routing.next_section(d, answers, place.section.id)
    titles = {s.id: wording.curly(s.title) for s in d.sections}
    context = {
        "survey": place.survey,
        "definition": d,
        "title": titles[place.section.id],
        "form": form,
        "revision": response.revision if revision is None else revision,
        "page_name": secrets.token_urlsafe(9),
        "action": place.address,
        "amends": draft.amends,
        "progress": routing.progress(d, answers, draft.state.get("saved", ()), place.section.id),
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
    to = place.request.POST.get("to", "next")
    if honeypot.is_filled(place.request.POST):
        actions.set_aside(response=place.response, reason=honeypot.REASON)
    if place.response.is_submitted and not place.draft.amends:
        return _after_the_end(place, posted)
    if to == "keep":
        return _keep(place, posted)
    revision = _revision(posted)
    if to == "edit":
        return _show(place, reading=place.read(posted), errors=False, revision=revision)
    decision = limits.spend(place.request, "survey.save")
    if not decision.allowed:
        answer = _show(
            place,
            reading=place.read(posted),
            errors=False,
            busy=decision.retry_after_text,
            revision=revision,
            status=429,
        )
        answer["Retry-After"] = str(decision.seconds)
        return answer
    try:
        saved = actions.save_section(
            response=place.response,
            section=place.section.id,
            post=posted,
            revision=revision,
            leaving=to == "leave",
            page=_page(posted),
            seconds=_seconds(posted),
        )
    except actions.WaveClosed:
        return _closed(place)
    except actions.Conflict:
        return _sent_already(place)
    place, reading = place.at(saved.response), saved.reading
    if saved.conflict and conflict.collides(place, reading):
        return conflict.two_versions(place, reading, posted)
    if _holds_back(reading, to):
        return _show(place, reading=reading, status=422)
    return HttpResponseRedirect(_leads_to(place, reading.walk, to))


def _keep(place: Place, posted: Posted) -> HttpResponse:
    """What a script sends while somebody types: stored as far as it is valid, and the section stays open.

    Answers with JSON: `revision` when it is stored, else why not: `wait` (seconds), `conflict` or `closed`.
    """
    decision = limits.spend(place.request, "survey.keep")
    if not decision.allowed:
        return JsonResponse({"wait": decision.seconds}, status=429)
    try:
        saved = actions.save_section(
            response=place.response,
            section=place.section.id,
            post=posted,
            revision=_revision(posted),
            keeping=True,
            page=_page(posted),
        )
    except actions.WaveClosed:
        return JsonResponse({"closed": True}, status=409)
    except actions.Conflict:
        return JsonResponse({"conflict": True}, status=409)
    place = place.at(saved.response)
    if saved.conflict and conflict.collides(place, saved.reading):
        return JsonResponse({"conflict": True}, status=409)
    return JsonResponse({"revision": saved.response.revision})


def _revision(posted: Posted) -> int:
    """What the form was made from; -1, which no response has, if that was tampered with."""
    text = posted.get("revision", [""])[-1]
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _page(posted: Posted) -> Page:
    name, turn = posted.get("page", [""])[-1], posted.get("turn", ["0"])[-1]
    known = PAGE_NAME.match(name) and turn.isdecimal() and len(turn) < 10
    return Page(name, int(turn)) if known else actions.NO_PAGE


def _seconds(posted: Posted) -> float | None:
    """How long the page was in sight, as its script says; None without one."""
    text = posted.get("seconds", [""])[-1]
    return float(text) if SECONDS.match(text) else None


def _holds_back(reading: Reading, to: str) -> bool:
    """Whether an error keeps the person on the page. Back and leave pass over questions merely left open."""
    if to == "next":
        return bool(reading.errors)
    return any(any(text.strip() for text in reading.typed.get(name, ())) for name in reading.errors)


def _leads_to(place: Place, way: routing.Walk, to: str) -> str:
    """Address of what comes after a save; sends the answers off if that was the last section."""
    d, slug, here = place.definition, place.slug, place.section.id
    if to == "leave":
        if place.draft.amends:
            return receipt_address(slug)
        actions.issue_resume(response=place.response)
        return reverse("surveys:leave", kwargs={"slug": slug})
    if to == "back":
        return section_address(slug, routing.previous_section(d, way.effective, here) or here)
    new = forms.new_marks(d, here, way, place.request.POST.get("shown", ""))
    if new:
        return f"{place.address}?{urlencode({'added': ' '.join(new)})}#q-{new[0]}"
    if place.draft.amends:
        left = unfinished(place.response)
        return section_address(slug, left) if left else receipt_address(slug)
    following = routing.next_section(d, way, here)
    if following not in (routing.END, routing.SCREENED_OUT):
        return section_address(slug, following)
    return _send(place)


def _send(place: Place) -> str:
    slug = place.slug
    try:
        receipt = actions.submit(response=place.response)
    except actions.Incomplete as incomplete:
        return section_address(slug, incomplete.section)
    except actions.WaveClosed:
        return reverse("surveys:go_on", kwargs={"slug": slug})
    return ending_address(receipt.response, slug)


def _closed(place: Place) -> HttpResponse:
    if place.draft.amends:
        return HttpResponseRedirect(receipt_address(place.slug))
    return starting.not_open(place.request, place.survey, began=True)


def _after_the_end(place: Place, posted: Posted) -> HttpResponse:
    """A retry of what was sent gets the same receipt; something else is refused and said so."""
    reading = place.read(posted)
    if not reading.errors and place.is_same_here(reading.answers, place.draft.answers):
        return HttpResponseRedirect(ending_address(place.response, place.slug))
    return _sent_already(place)


def _sent_already(place: Place) -> HttpResponse:
    context = {"survey": place.survey, "receipt_url": receipt_address(place.slug)}
    return render(place.request, "pages/sent.html", context, status=409)
