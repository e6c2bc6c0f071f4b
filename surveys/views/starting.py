"""From the landing page to the first section."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from surveys import actions, honeypot, proof, queries, wording
from surveys.models import Response, SurveyPage
from surveys.views import invited
from surveys.views.asking import CONSENT_MISSING as CONSENT_MISSING_AFTER
from surveys.views.asking import ask_for_consent
from surveys.views.holder import held, live_survey, private, remember, unknown_link

CONSENT_MISSING = "Tick the box to say that you agree. Without it we may not ask you anything."


@private
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a response and hand its token to the browser. A second press of the button makes nothing new."""
    survey = live_survey(slug)
    entry = invited.entered(request, survey) if "entry" in request.POST else None
    if entry is None and "entry" in request.POST:
        return unknown_link(request, survey)
    submission_id = entry.submission_id if entry else _submission_id(request)
    if request.POST.get("consent") != "yes":
        if entry:
            return invited.consent_page(request, survey, entry, consent_error=CONSENT_MISSING, status=422)
        return _question_again(
            request, survey, consent_error=CONSENT_MISSING_AFTER, status=422
        ) or _landing_again(request, survey, submission_id, consent_error=CONSENT_MISSING, status=422)
    begun = held(request, survey, trials=False)
    if begun and not begun.consent_version and not begun.wave.is_open:
        begun = None  # one answer from an article, in a wave that is over: there is nothing to go on with
    if (
        begun
        and not begun.is_submitted
        and begun.submission_id != submission_id
        and "fresh" not in request.POST
    ):
        return _begun_already(request, survey, submission_id)
    passage = _passage(request, survey, submission_id, entry)
    if passage.outcome == "prove":
        return _patience(request, survey)
    if passage.outcome == "refused":
        said: dict[str, Any] = {"busy": passage.decision.retry_after_text, "status": 429}
        answer = (
            invited.consent_page(request, survey, entry, **said)
            if entry
            else _question_again(request, survey, **said)
            or _landing_again(request, survey, submission_id, **said)
        )
        answer["Retry-After"] = str(passage.decision.seconds)
        return answer
    aside = honeypot.REASON if honeypot.is_filled(request.POST) else passage.quarantine
    try:
        if entry:
            response = actions.enter(entry=entry, consent=True, quarantine=aside)
        else:
            response = actions.start(
                survey=survey, submission_id=submission_id, consent=True, quarantine=aside
            )
    except actions.NotOpen:
        return not_open(request, survey)
    except actions.NotEntitled:
        return HttpResponseRedirect(survey.url or "/")  # which says who may take part
    if response.resume_expires_on < timezone.localdate():
        actions.issue_resume(response=response)
    go_on = reverse("surveys:go_on", kwargs={"slug": slug})
    return remember(HttpResponseRedirect(go_on), response, slug)


def not_open(request: HttpRequest, survey: SurveyPage, *, began: bool = False) -> HttpResponse:
    """No wave takes answers now: one has yet to begin, or the last one is over."""
    state = queries.wave_state(survey)
    opens_at, closed_at = (state.wave.opens_at, state.wave.closes_at) if state.wave else (None, None)
    if state.kind != "closed" and not began:
        return render(request, "pages/not_open.html", {"survey": survey, "opens_at": opens_at}, status=409)
    context = {"survey": survey, "closed_at": closed_at if state.kind == "closed" else None, "began": began}
    return render(request, "pages/closed.html", context, status=409)


def closed_before(request: HttpRequest, survey: SurveyPage, response: Response) -> HttpResponse:
    """Somebody comes back to answers that can't be sent any more: says so, and shows what was saved."""
    definition = queries.definition_of(response.version)
    context = {
        "survey": survey,
        "closed_at": response.wave.closes_at,
        "came_back": True,
        "sections": wording.in_plain_words(definition, response.answers, response.state)
        if response.answers
        else (),
    }
    return render(request, "pages/closed.html", context, status=409)


def _submission_id(request: HttpRequest) -> uuid.UUID:
    """The id that the landing page put into its form; a new one if it is missing or was tampered with."""
    try:
        return uuid.UUID(request.POST.get("submission_id", ""))
    except ValueError:
        return uuid.uuid4()


def _passage(
    request: HttpRequest, survey: SurveyPage, submission_id: uuid.UUID, entry: queries.Entry | None
) -> proof.Passage:
    """A second press makes nothing new and costs nothing; an invitation is a limit of its own."""
    if (entry and entry.tier == Response.Tier.INVITED) or queries.has_begun(survey, submission_id):
        return proof.Passage("go")
    return proof.passage(request)


def _patience(request: HttpRequest, survey: SurveyPage) -> HttpResponse:
    """Ask for a sum, or for a minute: the same form once more, with everything that was in it."""
    left = proof.seconds_left(request.POST.get("ticket", ""))
    context = {
        "survey": survey,
        "action": request.path,
        "fields": [(name, request.POST[name]) for name in _CARRIED if name in request.POST],
        "challenge": proof.challenge(),
        "ticket": request.POST["ticket"] if left is not None else proof.ticket(),
        "left": left,
    }
    answer = render(request, "pages/patience.html", context, status=429)
    answer["Retry-After"] = str(int(proof.WAIT.total_seconds()))
    return answer


#: What the form of a start may hold.
_CARRIED = ("consent", "submission_id", "entry", "fresh", "question", honeypot.FIELD)


def _question_again(request: HttpRequest, survey: SurveyPage, **said: Any) -> HttpResponse | None:
    """Where somebody came from the page of one question: that page, with their answer still on it."""
    begun = held(request, survey, trials=False)
    return ask_for_consent(request, survey, begun, request.POST.get("question", ""), **said)


def _landing_again(
    request: HttpRequest, survey: SurveyPage, submission_id: uuid.UUID, *, status: int, **said: Any
) -> HttpResponse:
    context = {**survey.get_context(request), **said, "submission_id": submission_id}
    return render(request, "pages/survey.html", context, status=status)


def _begun_already(request: HttpRequest, survey: SurveyPage, submission_id: uuid.UUID) -> HttpResponse:
    """A shared computer: nobody should land in another person's answers, nor lose their own."""
    begun = held(request, survey, trials=False)
    context = {
        "survey": survey,
        "submission_id": submission_id,
        "inline_id": begun.submission_id if begun and not begun.consent_version else None,
        "go_on": reverse("surveys:go_on", kwargs={"slug": survey.slug}),
        "action": request.path,
        "has_entry": "entry" in request.POST,
    }
    return render(request, "pages/begun.html", context)
