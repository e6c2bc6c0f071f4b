"""The way in with a token: an invitation's link, or a confirmed address. Looking changes nothing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from surveys import queries
from surveys.errors import WithdrawnAlready
from surveys.models import SurveyPage
from surveys.views.holder import (
    ENTRY_COOKIE,
    cookie_path,
    live_survey,
    no_referrer,
    private,
    receipt_url,
    remember,
    too_many,
    unknown_link,
)
from website.core import limits


@private
@require_safe
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: put its token into a cookie and go to an address without it."""
    entry = queries.entry_of(token)
    if entry is None:
        decision = limits.spend(request, "survey.key")
        if not decision.allowed:
            return no_referrer(too_many(request, decision.retry_after_text, decision.seconds))
        return no_referrer(unknown_link(request))
    return no_referrer(to_entry(entry))


def to_entry(entry: queries.Entry) -> HttpResponse:
    """To the page of consent, with the token in a cookie for the survey's own addresses."""
    slug = entry.wave.survey.slug
    answer = HttpResponseRedirect(reverse("surveys:enter", kwargs={"slug": slug}))
    answer.set_cookie(
        ENTRY_COOKIE,
        entry.token,
        path=cookie_path(slug),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def entered(request: HttpRequest, survey: SurveyPage) -> queries.Entry | None:
    """What the token in this browser opens in the survey now."""
    token = request.COOKIES.get(ENTRY_COOKIE, "")
    return queries.entry_of(token, survey) if token else None


@private
@require_safe
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of consent; the answers once they are begun; where to show the receipt once they are sent."""
    survey = live_survey(slug)
    entry = entered(request, survey)
    if entry is None:
        return unknown_link(request, survey)
    response = queries.response_of_entry(entry)
    if response is None and queries.was_withdrawn(entry.submission_id):
        raise WithdrawnAlready
    if response is None or (not response.is_submitted and response.resume_expires_on < timezone.localdate()):
        return consent_page(request, survey, entry)
    if response.is_submitted:
        context = {"survey": survey, "receipt_url": receipt_url(survey)}
        return render(request, "pages/entry_used.html", context)
    go_on = reverse("surveys:go_on", kwargs={"slug": slug})
    return remember(HttpResponseRedirect(go_on), response, slug)


def consent_page(
    request: HttpRequest, survey: SurveyPage, entry: queries.Entry, *, status: int = 200, **said: object
) -> HttpResponse:
    """The landing page for somebody who may begin, whatever the wave asks for."""
    context = {
        **survey.get_context(request),
        "submission_id": entry.submission_id,
        "entry": entry.tier,
        **said,
    }
    return render(request, "pages/survey.html", context, status=status)
