"""Changes to answers that were sent: begin them, send them, or drop them. Every one is a POST."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from surveys import actions, drafts, queries
from surveys.logic import routing
from surveys.models import Response, SurveyPage
from surveys.views.holder import live_survey, private, sent, too_many, unknown_link
from surveys.views.place import receipt_address, section_address, unfinished
from website.core import limits


@private
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """POST `to`: begin, send or discard. GET leads to the receipt, where the buttons are."""
    survey = live_survey(slug)
    response = sent(request, survey)
    if response is None:
        return unknown_link(request, survey)
    if request.method != "POST":
        return HttpResponseRedirect(receipt_address(slug))
    decision = limits.spend(request, "survey.save")
    if not decision.allowed:
        return too_many(request, decision.retry_after_text, decision.seconds)
    try:
        return HttpResponseRedirect(_do(request, survey, response))
    except actions.WaveClosed:
        return HttpResponseRedirect(receipt_address(slug))


def _do(request: HttpRequest, survey: SurveyPage, response: Response) -> str:
    """The address that follows. Raise WaveClosed."""
    to, slug = request.POST.get("to", ""), survey.slug
    if to == "begin":
        return _begun(actions.begin_amending(response=response), slug, request.POST.get("section", ""))
    if to == "discard":
        actions.discard_amendment(response=response)
        return f"{receipt_address(slug)}?discarded=yes"
    if to == "send":
        return _send(request, response, slug)
    return receipt_address(slug)


def _begun(response: Response, slug: str, section: str) -> str:
    """The section that was asked for, or where there is something left to answer, or the first."""
    d, draft = queries.definition_of(response.version), drafts.draft_of(response)
    open_to_change = [s.id for s in routing.sections(d, draft.answers)] if draft else []
    if section in open_to_change:
        return section_address(slug, section)
    return section_address(slug, unfinished(response) or open_to_change[0])


def _send(request: HttpRequest, response: Response, slug: str) -> str:
    text = request.POST.get("revision", "")
    seen = int(text) if text.isdecimal() and len(text) < 10 else -1
    try:
        receipt = actions.amend(response=response, revision=seen)
    except actions.Incomplete as incomplete:
        return section_address(slug, incomplete.section)
    except actions.Conflict:
        return f"{receipt_address(slug)}?look=again"
    if receipt.response.status == Response.Status.SCREENED_OUT:
        return reverse("surveys:screened_out", kwargs={"slug": slug})
    return f"{receipt_address(slug)}?sent=yes"
