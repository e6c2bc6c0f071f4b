"""Who holds a response: private cookies, and what answering promises about caches and referrers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from surveys import keys, queries
from surveys.models import Response, SurveyPage
from surveys.views import begun_mark

ANSWER_COOKIE = "overlap_answer"
"""Holds the resume token of the response this browser is answering."""
RECEIPT_COOKIE = "overlap_receipt"
"""Holds a receipt code whose answers this browser is reading; gone when the browser closes."""

ENTRY_COOKIE = "overlap_entry"
"""Holds the token of an invitation or of a confirmed address; gone when the browser closes."""

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Never stored by anybody; no address of an answering page leaves the site.

    `same-origin`, not `no-referrer`: with the latter browsers send `Origin: null` with every form, and the
    check against forgery would have to accept it. Links that hold a token answer with `no_referrer`.
    """

    @wraps(view)
    def kept_private(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response["X-Robots-Tag"] = "noindex"
        return response

    return kept_private


def no_referrer(response: HttpResponse) -> HttpResponse:
    """For addresses that hold a token: nobody is told where the visitor came from, not even this site."""
    response["Referrer-Policy"] = "no-referrer"
    return response


def live_survey(slug: str) -> SurveyPage:
    """Http404 for a survey that is not live."""
    survey = queries.survey_by_slug(slug)
    if survey is None:
        raise Http404
    return survey


def held(request: HttpRequest, survey: SurveyPage) -> Response | None:
    """The response whose token this browser holds, or None."""
    token = request.COOKIES.get(ANSWER_COOKIE, "")
    return queries.response_by_resume(token, survey.slug) if token else None


def remember(answer: HttpResponse, response: Response, slug: str) -> HttpResponse:
    """Give the browser the resume token, for the survey's own addresses only."""
    max_age = max(1, (response.resume_expires_on - timezone.now().date()).days) * 24 * 3600
    begun_mark.mark(answer, response, max_age=max_age)
    answer.set_cookie(
        ANSWER_COOKIE,
        keys.resume_token(response.submission_id, key_version=response.key_version),
        max_age=max_age,
        path=cookie_path(slug),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def remember_receipt(answer: HttpResponse, code: str, slug: str) -> HttpResponse:
    answer.set_cookie(
        RECEIPT_COOKIE,
        code,
        path=cookie_path(slug),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def forget(answer: HttpResponse, slug: str) -> HttpResponse:
    for name in (ANSWER_COOKIE, RECEIPT_COOKIE, ENTRY_COOKIE):
        answer.delete_cookie(name, path=cookie_path(slug), samesite="Lax")
    begun_mark.unmark(answer, queries.survey_by_slug(slug))
    return answer


def cookie_path(slug: str) -> str:
    return reverse("surveys:go_on", kwargs={"slug": slug})


def unknown_link(request: HttpRequest, survey: SurveyPage | None = None) -> HttpResponse:
    """One answer for a key that is unknown, expired, or meant for something else: 404, byte for byte."""
    context = {"survey": survey, "receipt_url": receipt_url(survey)}
    return render(request, "pages/expired.html", context, status=404)


def receipt_url(survey: SurveyPage | None) -> str:
    return reverse("surveys:receipt", kwargs={"slug": survey.slug}) if survey else "/survey/"


def too_many(request: HttpRequest, wait: str, seconds: int) -> HttpResponse:
    response = render(request, "429.html", {"retry_after": wait}, status=429)
    response["Retry-After"] = str(seconds)
    return response
