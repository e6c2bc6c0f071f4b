"""A section that is saved by somebody who saved another one a moment ago: one write, and nothing is read."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from surveys import actions, honeypot, queries
from surveys.views import posted
from surveys.views.holder import ANSWER_COOKIE, RECEIPT_COOKIE
from surveys.views.onward import leads_to
from surveys.views.place import Place
from surveys.views.trial import TRIAL_COOKIE

#: What a form asks for -> the limit that counts it. Everything else is read first.
_PLAIN = {"next": "survey.save", "back": "survey.save", "keep": "survey.keep"}


def save(request: HttpRequest, slug: str, section_id: str) -> HttpResponse | None:
    """The answer to a section that was stored, by one statement that proves that nothing had changed.

    None for everything else: then nothing was stored, and the response is to be read.
    """
    token, form = request.COOKIES.get(ANSWER_COOKIE, ""), request.POST
    to = form.get("to", "next")
    if not token or to not in _PLAIN or TRIAL_COOKIE in request.COOKIES or RECEIPT_COOKIE in request.COOKIES:
        return None
    known = queries.recall(token, slug)
    if known is None or honeypot.is_filled(form):
        return None
    definition = queries.definition_of(known.response.version)
    here = next((section for section in definition.sections if section.id == section_id), None)
    if here is None or not posted.spend(request, _PLAIN[to]).allowed:
        return None
    answers = dict(form.lists())
    saved = actions.save_again(
        known=known,
        section=section_id,
        post=answers,
        revision=posted.revision(answers),
        keeping=to == "keep",
        page=posted.page(answers),
        seconds=None if to == "keep" else posted.seconds(answers),
    )
    if saved is None:
        return None
    queries.remember_again(known)
    if to == "keep":
        return JsonResponse({"revision": saved.response.revision})
    place = Place(request, slug, saved.response, definition, here)
    return HttpResponseRedirect(leads_to(place, saved.reading.walk, to))


def remember(place: Place) -> None:
    """For the next save, what was stored by this one under the private link that this browser holds."""
    token = place.request.COOKIES.get(ANSWER_COOKIE, "")
    if token:
        queries.remember(place.response, token=token, slug=place.slug)
