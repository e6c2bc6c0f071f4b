"""Proof of work for a comment (see `website.core.proof`).

Whoever has no JavaScript posts without it and is held for a moderator instead.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings

from website.core import proof

LIFE = timedelta(minutes=50)
_PURPOSE = "comments.proof"


def challenge() -> dict[str, Any]:
    """What a browser solves before it posts one comment."""
    return proof.challenge(_PURPOSE, most=settings.COMMENTS_PROOF_MOST, life=LIFE)


def is_good(text: str) -> bool:
    """Whether it is right, in time and not used yet. One query."""
    return proof.is_good(_PURPOSE, text)


def spend(text: str) -> bool:
    """Use up a good proof; False where another comment was faster, and for what is none."""
    return proof.spend(_PURPOSE, text)
