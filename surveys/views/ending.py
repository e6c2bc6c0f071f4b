"""After the last answer: thanks and receipt, own answers, or why somebody was not asked."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from surveys import drafts, keys, queries, wording
from surveys.logic import encoding
from surveys.models import Response, SurveyPage
from surveys.views.holder import (
    forget,
    held,
    live_survey,
    private,
    remember,
    remember_receipt,
    sent,
    too_many,
    unknown_link,
    withdrawn_here,
    withdrawn_page,
)
from surveys.views.place import unfinished
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
        "is_full": response.status == Response.Status.QUOTA_FULL,
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
    response = sent(request, survey)
    if response is None:
        gone = withdrawn_here(request, survey)
        return gone or _ask(request, survey, forgotten="forgotten" in request.GET)
    return render(request, "pages/receipt.html", _receipt(request, survey, response))


def _receipt(request: HttpRequest, survey: SurveyPage, response: Response) -> dict[str, Any]:
    """Own answers as they count; while they are being changed, as they will be, beside what they were."""
    d, draft = queries.definition_of(response.version), drafts.draft_of(response)
    is_open = queries.takes_answers(response)
    amends = draft is not None and is_open
    before = wording.in_plain_words(d, response.answers, response.state)
    shown = wording.in_plain_words(d, draft.answers, draft.state) if draft and amends else before
    was = {answer.question_id: answer for part in before for answer in part.answers}
    now = {answer.question_id: answer for part in shown for answer in part.answers}
    code = keys.receipt_code(response.submission_id, key_version=response.key_version)
    link = settings.SITE_URL + reverse("surveys:receipt_link", kwargs={"code": code})
    return {
        "survey": survey,
        "response": response,
        "wave": response.wave,
        "until": response.wave.closes_at,
        "is_open": is_open,
        "is_full": response.status == Response.Status.QUOTA_FULL,
        "amends": amends,
        "is_late": draft is not None and not is_open,
        "left": amends and unfinished(response),
        "parts": [_part(part, was) for part in shown],
        "changed": [name for name, answer in now.items() if was.get(name) != answer],
        "gone": [answer for name, answer in was.items() if name not in now],
        "revision": response.revision,
        "code_groups": code.split("-"),
        "link": link,
        "qr": qr_code(link),
        "said": next((name for name in ("sent", "discarded", "look") if name in request.GET), ""),
        "action": request.path,
        "change_url": reverse("surveys:change", kwargs={"slug": survey.slug}),
        "withdraw_url": reverse("surveys:withdraw", kwargs={"slug": survey.slug}),
    }


def _part(part: wording.PlainSection, was: Mapping[str, wording.PlainAnswer]) -> dict[str, Any]:
    """One section of the receipt; what differs from `was` says so."""
    rows = [
        {
            "answer": answer,
            "is_changed": was.get(answer.question_id) != answer,
            "was": was[answer.question_id].lines if answer.question_id in was else (),
        }
        for answer in part.answers
    ]
    return {"id": part.id, "title": part.title, "rows": rows}


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
    withdrawn = queries.withdrawn_by(token=pasted[1] if pasted else "", code=code or "")
    if withdrawn is not None and withdrawn.survey_id == survey.pk:
        return withdrawn_page(request, survey.slug, withdrawn)
    return _ask(request, survey, typed=typed[:200], error=WRONG_CODE, status=404)


def _ask(request: HttpRequest, survey: SurveyPage, *, status: int = 200, **said: Any) -> HttpResponse:
    context = {"survey": survey, "receipt_url": request.path, **said}
    return render(request, "pages/receipt.html", context, status=status)
