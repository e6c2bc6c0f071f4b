"""An analyst's word on a response that was set aside. Logged on the wave, without naming the response."""

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from surveys import queries
from surveys.models import Response
from surveys.queries.quarantine import KEPT_OUT

COUNTED, KEPT = "surveys.quarantine_counted", "surveys.quarantine_kept_out"


@transaction.atomic
def count_in(*, response: Response, by: Any) -> Response:
    """Let it count like every other."""
    return _decide(response, "", COUNTED, by)


@transaction.atomic
def keep_out(*, response: Response, by: Any) -> Response:
    """It stays out of the analysis, and in the account of dispositions; nothing is deleted."""
    return _decide(response, KEPT_OUT, KEPT, by)


def _decide(response: Response, mark: str, action: str, by: Any) -> Response:
    fresh = queries.locked(response)
    reason = fresh.quarantine
    fresh.flags = sorted(({*fresh.flags} - {KEPT_OUT}) | ({mark} - {""}))
    if not mark:
        fresh.quarantine = ""
    fresh.save(update_fields=["flags", "quarantine"])
    # The log names the wave: a line that named the response would outlive it and give its answers a time.
    log(instance=response.wave, action=action, user=by, data={"reason": reason})
    return fresh
