"""One set of answers for each e-mail address: ask for the address, and begin when its holder says so."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from surveys import actions, queries
from surveys.models import Wave
from surveys.views.holder import live_survey, private, unknown_link
from surveys.views.invited import to_entry
from website.core import demo, mail

TOPIC = "survey.verified"


@private
@require_POST
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the mail. The answer is the same for every address, known or not."""
    survey = live_survey(slug)
    wave = queries.current_wave(survey)
    if wave is None or wave.entry != Wave.Entry.VERIFIED:
        return HttpResponseRedirect(survey.url or "/")
    typed = request.POST.get("address", "")
    try:
        mail.ask(topic=TOPIC, address=typed, payload={"wave": wave.pk}, request=request)
    except mail.NotAnAddress as fault:
        context = {**survey.get_context(request), "address_typed": typed[:254], "address_error": str(fault)}
        return render(request, "pages/survey.html", context, status=422)
    context = {"survey": survey, "is_kept": demo.keeps_mail()}
    return render(request, "pages/verify_sent.html", context)


def confirmed(confirmation: mail.Confirmation, request: HttpRequest) -> HttpResponse:
    """The button behind the mail was pressed: to the page of consent, or to what this address has begun."""
    return _let_in(request, confirmation)


@private
def _let_in(request: HttpRequest, confirmation: mail.Confirmation) -> HttpResponse:
    wave_id: Any = confirmation.payload.get("wave")
    try:
        token = actions.verify_address(wave_id=wave_id, address=confirmation.address)
    except actions.NotOpen:
        return unknown_link(request)
    entry = queries.entry_of(token)
    return to_entry(entry) if entry is not None else unknown_link(request)
