"""What happens to a comment before anybody reads it: ordered phases, one file each.

A phase may pass, hold with a reason, nudge the writer, or refuse with a sentence. The first refusal ends it;
the other words are collected. A phase that fails to answer holds.
"""

import logging

from django.db import connection, transaction

from comments.pipeline import (
    closed,
    first,
    history,
    length,
    limits,
    links,
    proof_of_work,
    repeat,
    sanitise,
    words,
)
from comments.pipeline.verdict import Draft, Phase, Result, Verdict, hold

__all__ = ["PHASES", "Draft", "Result", "Verdict", "run"]

logger = logging.getLogger(__name__)

PHASES: tuple[tuple[str, Phase], ...] = (
    ("length", length.check),
    ("closed", closed.check),
    ("sanitise", sanitise.check),
    ("repeat", repeat.check),
    ("limits", limits.check),
    ("proof_of_work", proof_of_work.check),
    ("links", links.check),
    ("words", words.check),
    ("history", history.check),
    ("first", first.check),
)
#: Asked again when the writer confirms: what may have changed meanwhile, and what is known only now.
AT_CONFIRMATION = ("closed", "history", "first")


def run(draft: Draft, only: tuple[str, ...] | None = None) -> Result:
    """Put a draft through the phases, or through those named in `only`."""
    reasons: list[str] = []
    nudges: list[Verdict] = []
    for name, phase in PHASES:
        if only is not None and name not in only:
            continue
        verdict = _asked(name, phase, draft)
        if verdict.kind == "refuse":
            return Result(refusal=verdict)
        if verdict.kind == "nudge" and not draft.insists:
            nudges.append(verdict)
        elif verdict.kind == "hold" and verdict.reason not in reasons:
            reasons.append(verdict.reason)
    return Result(nudges=tuple(nudges), reasons=tuple(reasons))


def _asked(name: str, phase: Phase, draft: Draft) -> Verdict:
    """The phase's verdict. Within a transaction its statements are kept apart, so that it may fail alone."""
    try:
        if not connection.in_atomic_block:
            return phase(draft)
        with transaction.atomic():
            return phase(draft)
    except Exception:
        logger.exception("comment_phase_failed", extra={"phase": name})
        return hold("unchecked")
