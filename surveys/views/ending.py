"""After the last answer: thanks and receipt, own answers, or why somebody was not asked."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from surveys import keys, queries, wording
from surveys.logic import encoding
from surveys.models import Response, SurveyPage
from surveys.views.holder import (
    RECEIPT_COOKIE,
    forget,
    held,
    live_survey,
    private,
    remember,
    remember_receipt,
    too_many,
    unknown_link,
)
from website.core import limits
from website.core.qr import qr_code

#: A private link pasted where a receipt code is asked for.
PASTED_LINK = re.compile(r"/resume/([A-Za-z0-9_-]{20,30})/?$")
WRONG_CODE = (
    "Check the code: it has seven groups, and a wrong or missing character shows at once. "
    "Or paste your private link."
)


@private
@require_safe
def done(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank you, the receipt, and how this person's answers stand beside those of others."""
    survey = live_survey(slug)
    response = held(request, survey)
    if response is None:
        return unknown_link(request, survey)
    if not response.is_submitted:
        return HttpResponseRedirect(reverse("surveys:go_on", kwargs={"slug": slug}))
    if response.status == Response.Status.SCREENED_OUT:
        return HttpResponseRedirect(reverse("surveys:screened_out", kwargs={"slug": slug}))
    definition = queries.definition_of(response.version)
    code = keys.receipt_code(response.submission_id, key_version=response.key_version)
    link = settings.SITE_URL + reverse("surveys:receipt_link", kwargs={"code": code})
    context = {
        "survey": survey,
        "definition": definition,
        "receipt_link": link,
        "qr": qr_code(link),
        "encoded": encoding.encode(definition, response.answers, response.state),
        "has_circles": any(q.type == "matrix_multi" for q in definition.questions),
        "code": code,
        "code_groups": code.split("-"),
        "closes_at": response.wave.closes_at,
        "outro": wording.curly(definition.outro),
        "receipt_url": reverse("surveys:receipt", kwargs={"slug": slug}),
        "leave_url": reverse("surveys:leave", kwargs={"slug": slug}),
    }
    return render(request, "pages/thanks.html", context)


@private
@require_safe
def screened_out(request: HttpRequest, slug: str) -> HttpResponse:
    survey = live_survey(slug)
    response = held(request, survey)
    if response is None:
        return unknown_link(request, survey)
    if response.status != Response.Status.SCREENED_OUT:
        return HttpResponseRedirect(reverse("surveys:go_on", kwargs={"slug": slug}))
    definition = queries.definition_of(response.version)
    return render(request, "pages/screened_out.html", {"survey": survey, "definition": definition})


@private
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """GET: own answers if this browser holds a code, else a form for one. POST: take a code, or forget it."""
    survey = live_survey(slug)
    if request.method == "POST":
        if request.POST.get("to") == "forget":
            return forget(HttpResponseRedirect(f"{request.path}?forgotten=yes"), slug)
        return _take(request, survey)
    response = _sent(request, survey)
    if response is None:
        return _ask(request, survey, forgotten="forgotten" in request.GET)
    definition = queries.definition_of(response.version)
    context = {
        "survey": survey,
        "response": response,
        "wave": response.wave,
        "sections": wording.in_plain_words(definition, response.answers, response.state),
        "action": request.path,
    }
    return render(request, "pages/receipt.html", context)


def _sent(request: HttpRequest, survey: SurveyPage) -> Response | None:
    """Sent answers that this browser may read: by a receipt's cookie, or straight after sending them."""
    code = keys.parse_receipt(request.COOKIES.get(RECEIPT_COOKIE, ""))
    response = queries.response_by_receipt(code) if code else held(request, survey)
    if response is None or response.survey_id != survey.pk or not response.is_submitted:
        return None
    return response


def _take(request: HttpRequest, survey: SurveyPage) -> HttpResponse:
    decision = limits.spend(request, "survey.key")
    if not decision.allowed:
        return too_many(request, decision.retry_after_text, decision.seconds)
    typed = request.POST.get("code", "").strip()
    pasted = PASTED_LINK.search(typed)
    if pasted:
        begun = queries.response_by_resume(pasted[1], survey.slug)
        if begun:
            address = reverse("surveys:go_on", kwargs={"slug": survey.slug})
            return remember(HttpResponseRedirect(address), begun, survey.slug)
    code = keys.parse_receipt(typed.rstrip("/").rsplit("/", 1)[-1])
    response = queries.response_by_receipt(code) if code else None
    if code and response and response.survey_id == survey.pk:
        return remember_receipt(HttpResponseRedirect(request.path), code, survey.slug)
    return _ask(request, survey, typed=typed[:200], error=WRONG_CODE, status=404)


def _ask(request: HttpRequest, survey: SurveyPage, *, status: int = 200, **said: Any) -> HttpResponse:
    context = {"survey": survey, "receipt_url": request.path, **said}
    return render(request, "pages/receipt.html", context, status=status)
