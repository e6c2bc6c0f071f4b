"""Proof of work: a browser counts for about a second before it sends; a farm of sendings pays for each.

The server thinks of a number; SHA-256 of salt and number is the challenge, signed for one purpose, good for a
while and for one use. `website/js/proof.js` solves it beside the page.
"""

import hashlib
from datetime import timedelta
from typing import Any

import altcha
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from website.core.models import Counter


def challenge(purpose: str, *, most: int, life: timedelta) -> dict[str, Any]:
    """What a browser solves: algorithm, challenge, salt, signature and `maxnumber`.

    `life` must be shorter than the longest of settings.LIMITS: what is spent is remembered that long
    (website.core.limits.forget).
    """
    options = altcha.ChallengeOptionsV1(
        algorithm="SHA-256", max_number=most, hmac_key=_key(purpose), expires=timezone.now() + life
    )
    made: dict[str, Any] = altcha.create_challenge_v1(options).to_dict()
    return made


def is_good(purpose: str, proof: str) -> bool:
    """Whether `proof` (base64 of the solved challenge) is right, in time and not used yet. One query."""
    if not proof or len(proof) > 2000:
        return False
    try:
        ok, _ = altcha.verify_solution_v1(proof, _key(purpose), check_expires=True)
    except Exception:
        return False
    return bool(ok) and not Counter.objects.filter(**_row(purpose, proof)).exists()


def spend(purpose: str, proof: str) -> bool:
    """Use up a good proof; False where another request was faster, and for what is none."""
    return is_good(purpose, proof) and spend_once(**_row(purpose, proof))


def spend_once(*, scope: str, subject: str, window: int) -> bool:
    """Note that what `subject` names (64 characters) has been used; False if it was noted before."""
    try:
        with transaction.atomic():
            Counter.objects.create(scope=scope, subject=subject, window=window, spent=1)
    except IntegrityError:
        return False
    return True


def _key(purpose: str) -> str:
    return salted_hmac(purpose, "altcha", algorithm="sha256").hexdigest()


def _row(purpose: str, proof: str) -> dict[str, Any]:
    """What stands for a right proof, the same for every spelling of it: its challenge, and when that ends."""
    payload = altcha.PayloadV1.from_base64(proof)
    _, expires, _ = payload.parse_salt()
    subject = hashlib.sha256(str(payload.challenge).encode()).hexdigest()
    return {"scope": purpose, "subject": subject, "window": int(expires or 0)}
