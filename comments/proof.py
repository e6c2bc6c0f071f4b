"""Proof of work: a browser counts for about a second before it posts; a farm of posts pays for each.

The server thinks of a number; SHA-256 of salt and number is the challenge, signed, good for a while and for
one comment. Whoever has no JavaScript posts without it and is held for a moderator instead.
"""

import hashlib
from datetime import timedelta
from typing import Any

import altcha
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from website.core.models import Counter

#: What is spent is remembered at least as long (website.core.limits.forget).
LIFE = timedelta(minutes=50)
_SCOPE = "comments.proof"


def challenge() -> dict[str, Any]:
    """What a browser solves: algorithm, challenge, salt, signature and `maxnumber`."""
    options = altcha.ChallengeOptionsV1(
        algorithm="SHA-256",
        max_number=settings.COMMENTS_PROOF_MOST,
        hmac_key=_key(),
        expires=timezone.now() + LIFE,
    )
    made: dict[str, Any] = altcha.create_challenge_v1(options).to_dict()
    return made


def is_good(proof: str) -> bool:
    """Whether `proof` (base64 of the solved challenge) is right, in time and not used yet. One query."""
    if not proof or len(proof) > 2000:
        return False
    try:
        ok, _ = altcha.verify_solution_v1(proof, _key(), check_expires=True)
    except Exception:
        return False
    return bool(ok) and not Counter.objects.filter(**_row(proof)).exists()


def spend(proof: str) -> bool:
    """Use up a good proof; False where another comment was faster, and for what is none."""
    if not is_good(proof):
        return False
    try:
        with transaction.atomic():
            Counter.objects.create(**_row(proof), spent=1)
    except IntegrityError:
        return False
    return True


def _key() -> str:
    return salted_hmac("comments.proof", "altcha", algorithm="sha256").hexdigest()


def _row(proof: str) -> dict[str, Any]:
    """What stands for a right proof, the same for every spelling of it: its challenge, and when that ends."""
    payload = altcha.PayloadV1.from_base64(proof)
    _, expires, _ = payload.parse_salt()
    subject = hashlib.sha256(str(payload.challenge).encode()).hexdigest()
    return {"scope": _SCOPE, "subject": subject, "window": int(expires or 0)}
