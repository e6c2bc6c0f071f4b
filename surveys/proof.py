"""What a start costs once many have come from one network in a day: a sum, or without JavaScript a minute.

Up to `survey.counted` starts a day (settings.LIMITS) count like any other. From there on each costs a proof
and is set aside for an analyst; beyond `survey.start` in an hour none is taken.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Literal

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from website.core import limits, proof

LIFE = timedelta(minutes=50)
WAIT = timedelta(minutes=1)
"""How long a browser without JavaScript waits instead of counting."""
REASON = "network"
_PURPOSE = "survey.proof"
_TICKET = "survey.wait"


@dataclass(frozen=True)
class Passage:
    """Whether a start may go on: `go`, `prove` first, or `refused` for `decision.seconds`."""

    outcome: Literal["go", "prove", "refused"]
    quarantine: str = ""
    """Why the response waits for an analyst, or nothing."""
    decision: limits.Decision = limits.Decision(True)


def passage(request: HttpRequest) -> Passage:
    """Count a start that would make a new response for the visitor's network, and judge it."""
    reason = ""
    if not limits.spend(request, "survey.counted").allowed:
        if not is_given(request.POST):
            return Passage("prove")
        reason = REASON
    decision = limits.spend(request, "survey.start")
    return Passage("go" if decision.allowed else "refused", reason, decision)


def challenge() -> str:
    """The sum for a browser, as JSON."""
    return json.dumps(proof.challenge(_PURPOSE, most=settings.SURVEYS_PROOF_MOST, life=LIFE))


def ticket() -> str:
    """Says when the wait began; good once, when WAIT is over and for as long as a sum is."""
    return signing.TimestampSigner(salt=_TICKET).sign(secrets.token_hex(16))


def seconds_left(text: str) -> int | None:
    """How much of the wait is left; None for what is no ticket (any more)."""
    try:
        signing.TimestampSigner(salt=_TICKET).unsign(text[:200], max_age=LIFE)
        began = signing.b62_decode(text[:200].split(":")[1])
    except (signing.BadSignature, ValueError, IndexError):
        return None
    return max(0, int(began + WAIT.total_seconds() - time.time()))


def is_given(post: Mapping[str, str]) -> bool:
    """Whether the form brings a solved sum or a ticket whose wait is over. Either is used up by this."""
    if proof.spend(_PURPOSE, post.get("altcha", "")):
        return True
    waited = post.get("ticket", "")
    if seconds_left(waited) != 0:
        return False
    until = int(signing.b62_decode(waited.split(":")[1]) + LIFE.total_seconds())
    subject = sha256(waited.encode()).hexdigest()
    return proof.spend_once(scope=_TICKET, subject=subject, window=until)
