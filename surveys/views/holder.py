"""Who holds a response: private cookies, and what answering promises about caches and referrers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from surveys import drafts, keys, queries
from surveys.errors import WithdrawnAlready
from surveys.models import Response, SurveyPage, Withdrawn
from surveys.views import begun_mark
from surveys.views.trial import is_trial, trial_of

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
    def kept_private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except WithdrawnAlready:
            response = withdrawn_page(request, kwargs.get("slug", ""))
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


def held(request: HttpRequest, survey: SurveyPage, *, trials: bool = True) -> Response | None:
    """The response whose token this browser holds, or None. An editor's trial comes before real answers."""
    if trials and (trial := trial_of(request, survey.slug)):
        return trial
    token = request.COOKIES.get(ANSWER_COOKIE, "")
    return queries.response_by_resume(token, survey.slug) if token else None


def sent(request: HttpRequest, survey: SurveyPage) -> Response | None:
    """Sent answers that this browser may read: by a receipt's cookie, or straight after sending them."""
    code = keys.parse_receipt(request.COOKIES.get(RECEIPT_COOKIE, ""))
    response = queries.response_by_receipt(code) if code else held(request, survey)
    if response is None or response.survey_id != survey.pk or not response.is_submitted:
        return None
    return response


def at_work(request: HttpRequest, slug: str) -> tuple[SurveyPage, Response | None]:
    """The survey, and the response that this browser is answering in it: one that its receipt opened, while
    it is being changed; otherwise the one whose token it holds. An editor's trial comes first.

    One query where it holds the token alone. Http404 for a survey that is not live.
    """
    response = response_at_work(request, slug)
    return (response.survey, response) if response else (live_survey(slug), None)


def response_at_work(request: HttpRequest, slug: str, *, with_survey: bool = True) -> Response | None:
    """The same, without the survey. Where only what was posted is stored, nobody asks for its page: then it
    is left to be read by whoever does.
    """
    if trial := trial_of(request, slug):
        return trial
    if code := keys.parse_receipt(request.COOKIES.get(RECEIPT_COOKIE, "")):
        survey, response = live_survey(slug), queries.response_by_receipt(code)
        if response and response.survey_id == survey.pk and drafts.draft_of(response):
            return response
    token = request.COOKIES.get(ANSWER_COOKIE, "")
    return queries.held_response(token, slug, with_survey=with_survey) if token else None


def remember(answer: HttpResponse, response: Response, slug: str) -> HttpResponse:
    """Give the browser the resume token, for the survey's own addresses only. A trial has a cookie by now."""
    if is_trial(response):
        return answer
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


def forget_response(
    answer: HttpResponse, request: HttpRequest, survey: SurveyPage, response: Response
) -> HttpResponse:
    """Forget the keys of this response alone; another one that the browser holds stays."""
    keys_here = {
        ANSWER_COOKIE: keys.resume_token(response.submission_id, key_version=response.key_version),
        RECEIPT_COOKIE: keys.receipt_code(response.submission_id, key_version=response.key_version),
    }
    for name, key in keys_here.items():
        if request.COOKIES.get(name) == key:
            answer.delete_cookie(name, path=cookie_path(survey.slug), samesite="Lax")
            if name == ANSWER_COOKIE:
                begun_mark.unmark(answer, survey)
    return answer


def cookie_path(slug: str) -> str:
    return reverse("surveys:go_on", kwargs={"slug": slug})


def unknown_link(
    request: HttpRequest, survey: SurveyPage | None = None, *, token: str = "", code: str = ""
) -> HttpResponse:
    """One answer for a key that is unknown, expired, or meant for something else: 404, byte for byte.

    Whoever holds the key of answers that were withdrawn is told so instead. `token` or `code`: from the
    address; otherwise the ones that this browser holds count.
    """
    if gone := withdrawn_here(request, survey, token=token, code=code):
        return gone
    context = {"survey": survey, "receipt_url": receipt_url(survey)}
    return render(request, "pages/expired.html", context, status=404)


def withdrawn_here(
    request: HttpRequest, survey: SurveyPage | None = None, *, token: str = "", code: str = ""
) -> HttpResponse | None:
    """The page for answers that were withdrawn, if a key in the address or in this browser was theirs.

    The browser forgets a key that opens nothing any more.
    """
    from_address = bool(token or code)
    if not from_address:
        token, code = (request.COOKIES.get(name, "") for name in (ANSWER_COOKIE, RECEIPT_COOKIE))
    withdrawn = queries.withdrawn_by(token=token, code=code)
    if withdrawn is None or (survey is not None and survey.pk != withdrawn.survey_id):
        return None
    answer = withdrawn_page(request, withdrawn.survey.slug, withdrawn)
    if not from_address:
        for name, found in (
            (ANSWER_COOKIE, queries.withdrawn_by(token=token)),
            (RECEIPT_COOKIE, queries.withdrawn_by(code=code)),
        ):
            if found is not None:
                answer.delete_cookie(name, path=cookie_path(withdrawn.survey.slug), samesite="Lax")
    return answer


def withdrawn_page(request: HttpRequest, slug: str, withdrawn: Withdrawn | None = None) -> HttpResponse:
    """To whoever holds its key: these answers were taken back. HTTP 410."""
    context = {"survey": queries.survey_by_slug(slug), "on": withdrawn and withdrawn.withdrawn_on}
    return render(request, "pages/withdrawn.html", context, status=410)


def receipt_url(survey: SurveyPage | None) -> str:
    return reverse("surveys:receipt", kwargs={"slug": survey.slug}) if survey else "/survey/"


def too_many(request: HttpRequest, wait: str, seconds: int) -> HttpResponse:
    response = render(request, "429.html", {"retry_after": wait}, status=429)
    response["Retry-After"] = str(seconds)
    return response
