"""From the landing page to the first section."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from surveys import actions, queries, wording
from surveys.models import Response, SurveyPage
from surveys.views.asking import CONSENT_MISSING as CONSENT_MISSING_AFTER
from surveys.views.asking import ask_for_consent
from surveys.views.holder import held, live_survey, private, remember
from website.core import limits

CONSENT_MISSING = "Tick the box to say that you agree. Without it we may not ask you anything."


@private
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a response and hand its token to the browser. A second press of the button makes nothing new."""
    survey = live_survey(slug)
    submission_id = _submission_id(request)
    if request.POST.get("consent") != "yes":
        return _question_again(
            request, survey, consent_error=CONSENT_MISSING_AFTER, status=422
        ) or _landing_again(request, survey, submission_id, consent_error=CONSENT_MISSING, status=422)
    decision = limits.spend(request, "survey.start")
    if not decision.allowed:
        said: dict[str, Any] = {"busy": decision.retry_after_text, "status": 429}
        answer = _question_again(request, survey, **said) or _landing_again(
            request, survey, submission_id, **said
        )
        answer["Retry-After"] = str(decision.seconds)
        return answer
    begun = held(request, survey)
    if begun and not begun.consent_version and not begun.wave.is_open:
        begun = None  # one answer from an article, in a wave that is over: there is nothing to go on with
    if (
        begun
        and not begun.is_submitted
        and begun.submission_id != submission_id
        and "fresh" not in request.POST
    ):
        return _begun_already(request, survey, submission_id)
    try:
        response = actions.start(survey=survey, submission_id=submission_id, consent=True)
    except actions.NotOpen:
        return not_open(request, survey)
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


def _question_again(request: HttpRequest, survey: SurveyPage, **said: Any) -> HttpResponse | None:
    """Where somebody came from the page of one question: that page, with their answer still on it."""
    return ask_for_consent(request, survey, held(request, survey), request.POST.get("question", ""), **said)


def _landing_again(
    request: HttpRequest, survey: SurveyPage, submission_id: uuid.UUID, *, status: int, **said: Any
) -> HttpResponse:
    context = {**survey.get_context(request), **said, "submission_id": submission_id}
    return render(request, "pages/survey.html", context, status=status)


def _begun_already(request: HttpRequest, survey: SurveyPage, submission_id: uuid.UUID) -> HttpResponse:
    """A shared computer: nobody should land in another person's answers, nor lose their own."""
    begun = held(request, survey)
    context = {
        "survey": survey,
        "submission_id": submission_id,
        "inline_id": begun.submission_id if begun and not begun.consent_version else None,
        "go_on": reverse("surveys:go_on", kwargs={"slug": survey.slug}),
        "action": request.path,
    }
    return render(request, "pages/begun.html", context)
