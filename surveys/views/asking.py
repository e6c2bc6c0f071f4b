"""One question of the survey, answered on a page of its own; a script draws that page into an article."""

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from surveys import actions, queries
from surveys.asking import InlineQuestion
from surveys.models import Response, SurveyPage
from surveys.views.holder import held, live_survey, private, remember
from website.core import limits

ASKED_COOKIE = "overlap_asked"
"""Holds the code of an answer that counts among the readers' answers only; sent to that question's page."""
ASKED_SECONDS = 30 * 24 * 3600
CONSENT_MISSING = "Your answer is kept. To go on, tick the box to say that you agree."
NOTHING_PICKED = "Pick one of the answers, then send it."


@private
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str, question_id: str) -> HttpResponse:
    """The question, or once it is answered what others said and how to go on."""
    survey = live_survey(slug)
    question = queries.inline_question(survey, question_id)
    if question is None:
        raise Http404
    response = held(request, survey, trials=False)
    if request.method == "POST":
        return _answer(request, survey, question, response)
    given = _given(request, question, response)
    if given:
        return _answered(request, survey, question, response, given)
    return _form(request, survey, question)


def _form(request: HttpRequest, survey: SurveyPage, question: InlineQuestion, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    context = {
        "survey": survey,
        "ask": question,
        "submission_id": uuid.uuid4(),
        "is_open": queries.current_wave(survey) is not None,
        **more,
    }
    return render(request, "pages/asked.html", context, status=status)


def _answer(
    request: HttpRequest, survey: SurveyPage, question: InlineQuestion, response: Response | None
) -> HttpResponse:
    """Count the answer once, and show the same address again, so that a reload sends nothing.

    Another answer than the one that is counted changes nothing, and the page says so: 409.
    """
    answer, submission_id = request.POST.get("answer", ""), _submission_id(request)
    if given := _given(request, question, response):
        if question.label_of(answer) in (None, question.label_of(given)):
            return HttpResponseRedirect(request.path)
        return _answered(request, survey, question, response, given, status=409, stands=True)
    if question.label_of(answer) is None:
        said: dict[str, Any] = {"error": NOTHING_PICKED, "submission_id": submission_id}
        return _form(request, survey, question, status=422, **said)
    decision = limits.spend(request, "survey.start")
    if not decision.allowed:
        said = {"busy": decision.retry_after_text, "chosen": answer, "submission_id": submission_id}
        refused = _form(request, survey, question, status=429, **said)
        refused["Retry-After"] = str(decision.seconds)
        return refused
    try:
        answered = actions.answer_inline(
            survey=survey,
            question=question.question_id,
            answer=answer,
            submission_id=submission_id,
            held=response,
        )
    except actions.Refused as refusal:
        return _form(request, survey, question, error=str(refusal), status=409)
    shown: HttpResponse = HttpResponseRedirect(request.path)
    if answered.answer != answer:  # the same form again, after its first answer got lost on the way back
        said = {"status": 409, "stands": True}
        shown = _answered(request, survey, question, answered.response, answered.answer, **said)
    if answered.response is None or question.question_id not in answered.response.answers:
        _note(shown, request.path, answered.answer)
    elif answered.response != response:
        remember(shown, answered.response, survey.slug)
    return shown


def ask_for_consent(
    request: HttpRequest, survey: SurveyPage, response: Response | None, question_id: str, **said: Any
) -> HttpResponse | None:
    """The page of an answered question again, with what keeps its person from going on (`consent_error`,
    `busy`; `status`). None unless `response` holds an answer to it and waits for consent.
    """
    question = queries.inline_question(survey, question_id)
    if question is None or response is None or response.consent_version:
        return None
    given = str(response.answers.get(question_id, ""))
    if question.label_of(given) is None:
        return None
    return _answered(request, survey, question, response, given, **said)


def _answered(
    request: HttpRequest,
    survey: SurveyPage,
    question: InlineQuestion,
    response: Response | None,
    given: str,
    **said: Any,
) -> HttpResponse:
    """The question with this person's answer. `said`: `status`, and what else the template knows."""
    status = said.pop("status", 200)
    context = {**_after(survey, question, response, given), **said}
    return render(request, "pages/asked.html", context, status=status)


def _after(
    survey: SurveyPage, question: InlineQuestion, response: Response | None, given: str
) -> dict[str, Any]:
    """What the page shows once the question is answered. `way`: how this person can go on."""
    return {
        "survey": survey,
        "ask": question,
        "answer": given,
        "answer_label": question.label_of(given),
        "way": queries.way_on(survey, response, question.question_id, given),
        "submission_id": response.submission_id if response else None,
        "consent_label": queries.consent_label(response) if response else "",
        "consent_missing": CONSENT_MISSING,
        "go_on": reverse("surveys:go_on", kwargs={"slug": survey.slug}),
        "start": reverse("surveys:start", kwargs={"slug": survey.slug}),
    }


def _given(request: HttpRequest, question: InlineQuestion, response: Response | None) -> str:
    """What this browser's holder has answered: in the response it holds, or as a reader; "" if nothing."""
    stored = response.answers.get(question.question_id) if response else None
    given = str(stored or request.COOKIES.get(ASKED_COOKIE, ""))
    return given if question.label_of(given) is not None else ""


def _note(shown: HttpResponse, path: str, answer: str) -> None:
    shown.set_cookie(
        ASKED_COOKIE,
        answer,
        max_age=ASKED_SECONDS,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _submission_id(request: HttpRequest) -> uuid.UUID:
    """The id that the form carried; a new one if it is missing or was tampered with."""
    try:
        return uuid.UUID(request.POST.get("submission_id", ""))
    except ValueError:
        return uuid.uuid4()
