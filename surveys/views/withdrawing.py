"""Withdraw: a page that says what will happen, and a POST that does it."""

from typing import Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from surveys import actions
from surveys.models import Response, SurveyPage
from surveys.views.holder import forget_response, held, live_survey, private, sent, too_many, unknown_link
from surveys.views.place import receipt_address
from website.core import limits

What = Literal["sent", "unfinished"]


@private
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """GET asks, and after it is done says so; POST deletes. `what` tells sent answers from unfinished ones,
    because one browser may hold both.
    """
    survey = live_survey(slug)
    if request.method != "POST" and request.GET.get("done") == "yes":
        return render(request, "pages/withdrawn.html", {"survey": survey, "is_done": True})
    asked = request.POST if request.method == "POST" else request.GET
    what: What = "unfinished" if asked.get("what") == "unfinished" else "sent"
    response = _response(request, survey, what)
    if response is None:
        return unknown_link(request, survey)
    if request.method == "POST":
        return _delete(request, survey, response)
    leave = reverse("surveys:leave", kwargs={"slug": slug})
    context = {
        "survey": survey,
        "response": response,
        "what": what,
        "back": leave if what == "unfinished" else receipt_address(slug),
        "action": request.path,
    }
    return render(request, "pages/withdraw.html", context)


def _response(request: HttpRequest, survey: SurveyPage, what: What) -> Response | None:
    if what == "sent":
        return sent(request, survey)
    response = held(request, survey)
    return None if response is None or response.is_submitted else response


def _delete(request: HttpRequest, survey: SurveyPage, response: Response) -> HttpResponse:
    decision = limits.spend(request, "survey.save")
    if not decision.allowed:
        return too_many(request, decision.retry_after_text, decision.seconds)
    actions.withdraw(response=response)
    return forget_response(HttpResponseRedirect(f"{request.path}?done=yes"), request, survey, response)
