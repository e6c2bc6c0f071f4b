"""One section a page: show it, save it, and go where the answers lead."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from surveys import actions, forms, honeypot, queries, wording
from surveys.logic import routing
from surveys.logic.validation import Reading
from surveys.views import again, conflict, posted, starting
from surveys.views.holder import live_survey, private, response_at_work, unknown_link
from surveys.views.onward import leads_to
from surveys.views.place import Place, Posted, ending_address, receipt_address


@private
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, slug: str, section_id: str) -> HttpResponse:
    """One read for a section that is shown or saved, and one write to save it; limits count apart. No read
    for a save that follows another one within minutes.
    """
    if request.method == "POST" and (answer := again.save(request, slug, section_id)) is not None:
        return answer
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
    form = dict(place.request.POST.lists())
    to = place.request.POST.get("to", "next")
    if honeypot.is_filled(place.request.POST):
        actions.set_aside(response=place.response, reason=honeypot.REASON)
    if place.response.is_submitted and not place.draft.amends:
        return _after_the_end(place, form)
    if to == "keep":
        return _keep(place, form)
    revision = posted.revision(form)
    if to == "edit":
        return _show(place, reading=place.read(form), errors=False, revision=revision)
    decision = posted.spend(place.request, "survey.save")
    if not decision.allowed:
        answer = _show(
            place,
            reading=place.read(form),
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
            post=form,
            revision=revision,
            leaving=to == "leave",
            page=posted.page(form),
            seconds=posted.seconds(form),
        )
    except actions.WaveClosed:
        return _closed(place)
    except actions.Conflict:
        return _sent_already(place)
    place, reading = place.at(saved.response), saved.reading
    if saved.conflict and conflict.collides(place, reading):
        return conflict.two_versions(place, reading, form)
    if _holds_back(reading, to):
        return _show(place, reading=reading, status=422)
    if not saved.conflict:
        again.remember(place)
    return HttpResponseRedirect(leads_to(place, reading.walk, to))


def _keep(place: Place, form: Posted) -> HttpResponse:
    """What a script sends while somebody types: stored as far as it is valid, and the section stays open.

    Answers with JSON: `revision` when it is stored, else why not: `wait` (seconds), `conflict` or `closed`.
    """
    decision = posted.spend(place.request, "survey.keep")
    if not decision.allowed:
        return JsonResponse({"wait": decision.seconds}, status=429)
    try:
        saved = actions.save_section(
            response=place.response,
            section=place.section.id,
            post=form,
            revision=posted.revision(form),
            keeping=True,
            page=posted.page(form),
        )
    except actions.WaveClosed:
        return JsonResponse({"closed": True}, status=409)
    except actions.Conflict:
        return JsonResponse({"conflict": True}, status=409)
    place = place.at(saved.response)
    if saved.conflict and conflict.collides(place, saved.reading):
        return JsonResponse({"conflict": True}, status=409)
    if not saved.conflict:
        again.remember(place)
    return JsonResponse({"revision": saved.response.revision})


def _holds_back(reading: Reading, to: str) -> bool:
    """Whether an error keeps the person on the page. Back and leave pass over questions merely left open."""
    if to == "next":
        return bool(reading.errors)
    return any(any(text.strip() for text in reading.typed.get(name, ())) for name in reading.errors)


def _closed(place: Place) -> HttpResponse:
    if place.draft.amends:
        return HttpResponseRedirect(receipt_address(place.slug))
    return starting.not_open(place.request, place.survey, began=True)


def _after_the_end(place: Place, form: Posted) -> HttpResponse:
    """A retry of what was sent gets the same receipt; something else is refused and said so."""
    reading = place.read(form)
    if not reading.errors and place.is_same_here(reading.answers, place.draft.answers):
        return HttpResponseRedirect(ending_address(place.response, place.slug))
    return _sent_already(place)


def _sent_already(place: Place) -> HttpResponse:
    context = {"survey": place.survey, "receipt_url": receipt_address(place.slug)}
    return render(place.request, "pages/sent.html", context, status=409)
