"""Private links: leave with one, come back by one, and go on where one stopped."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from surveys import actions, drafts, keys, queries
from surveys.logic import routing
from surveys.models import Response
from surveys.views.holder import (
    at_work,
    forget,
    held,
    live_survey,
    no_referrer,
    private,
    remember,
    remember_receipt,
    too_many,
    unknown_link,
)
from surveys.views.place import ending_address, receipt_address, section_address, unfinished
from website.core import limits
from website.core.qr import qr_code


@private
@require_safe
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """The private link: put its token into a cookie and go to an address without it."""
    decision = limits.spend(request, "survey.key")
    if not decision.allowed:
        return no_referrer(too_many(request, decision.retry_after_text, decision.seconds))
    response = queries.response_by_resume(token)
    if response is None:
        return no_referrer(unknown_link(request, token=token))
    slug = response.survey.slug
    go_on_address = reverse("surveys:go_on", kwargs={"slug": slug})
    return no_referrer(remember(HttpResponseRedirect(go_on_address), response, slug))


@private
@require_safe
def receipt_link(request: HttpRequest, code: str) -> HttpResponse:
    """A receipt as a link: the same, for answers that were sent."""
    decision = limits.spend(request, "survey.key")
    if not decision.allowed:
        return no_referrer(too_many(request, decision.retry_after_text, decision.seconds))
    parsed = keys.parse_receipt(code)
    response = queries.response_by_receipt(parsed) if parsed else None
    if response is None or parsed is None:
        return no_referrer(unknown_link(request, code=code))
    slug = response.survey.slug
    address = reverse("surveys:receipt", kwargs={"slug": slug})
    return no_referrer(remember_receipt(HttpResponseRedirect(address), parsed, slug))


@private
@require_safe
def go_on(request: HttpRequest, slug: str) -> HttpResponse:
    """To the first section that is not finished, or to the end; to the landing page without a response."""
    survey, response = at_work(request, slug)
    if response is None:
        return HttpResponseRedirect(survey.url or "/")
    if not response.consent_version:
        return HttpResponseRedirect(_question_of(response, slug) or survey.url or "/")
    if response.is_submitted:
        is_changing = drafts.draft_of(response) is not None
        return HttpResponseRedirect(receipt_address(slug) if is_changing else ending_address(response, slug))
    here = unfinished(response)
    if here is None:
        here = routing.sections(queries.definition_of(response.version), response.answers)[-1].id
    return HttpResponseRedirect(section_address(slug, here))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the private link and its last day; POST makes it anew, or forgets it on this device."""
    survey = live_survey(slug)
    if request.method == "POST" and request.POST.get("to") == "forget":
        return forget(HttpResponseRedirect(survey.url or "/"), slug)
    response = held(request, survey)
    if response is None:
        return unknown_link(request, survey)
    if response.is_submitted:
        return HttpResponseRedirect(ending_address(response, slug))
    if not response.consent_version:
        return HttpResponseRedirect(reverse("surveys:go_on", kwargs={"slug": slug}))
    if request.method == "POST":
        actions.issue_resume(response=response)
        return remember(HttpResponseRedirect(request.path), response, slug)
    token = keys.resume_token(response.submission_id, key_version=response.key_version)
    link = settings.SITE_URL + reverse("surveys:resume", kwargs={"token": token})
    context = {
        "survey": survey,
        "link": link,
        "qr": qr_code(link),
        "until": response.resume_expires_on,
        "go_on": reverse("surveys:go_on", kwargs={"slug": slug}),
        "withdraw_url": reverse("surveys:withdraw", kwargs={"slug": slug}),
        "action": request.path,
    }
    return render(request, "pages/leave.html", context)


def _question_of(response: Response, slug: str) -> str:
    """The page of the question that began a response which nobody has agreed to: it asks for the consent."""
    for question_id in response.answers:
        if found := queries.inline_question(slug, question_id):
            return found.address
    return ""
