"""Responses that are held back until an analyst decides."""

from uuid import UUID

from django.db.models import QuerySet

from surveys import wording
from surveys.models import Response, Wave
from surveys.queries.versions import definition_of_response

KEPT_OUT = "kept_out"
"""The mark of a response that somebody looked at and keeps out."""


REASONS = {
    "honeypot": "A field that people can’t see was filled in",
    "network": "An unusual number of responses began on one network that day",
}
"""Why a response is held back, in words; a reason that is not here is shown as it was given."""


def quarantined() -> QuerySet[Response]:
    """Everything held back in real waves, in the order of random ids, so not of arrival."""
    rows = Response.objects.exclude(quarantine="").exclude(wave__status=Wave.Status.TEST)
    return rows.select_related("wave", "survey", "version").defer("version__instrument").order_by("pk")


def waiting_in_quarantine() -> list[Response]:
    """Those on which nobody has decided."""
    return [response for response in quarantined() if KEPT_OUT not in response.flags]


def kept_out() -> list[Response]:
    return [response for response in quarantined() if KEPT_OUT in response.flags]


def quarantined_response(pk: UUID) -> Response | None:
    return quarantined().filter(pk=pk).first()


def reason_in_words(response: Response) -> str:
    return REASONS.get(response.quarantine, response.quarantine.capitalize())


def in_plain_words(response: Response) -> tuple[wording.PlainSection, ...]:
    """By section: every question this person was asked, with the answer."""
    return wording.in_plain_words(definition_of_response(response), response.answers, response.state)
