"""Whether the browser has counted. Who has no JavaScript is held, not refused."""

from comments import proof
from comments.pipeline.verdict import PASS, Draft, Verdict, hold


def check(draft: Draft) -> Verdict:
    """A good proof is used up when the comment is stored, not here. An edit needs none."""
    if draft.editing is not None or proof.is_good(draft.proof):
        return PASS
    return hold("no_proof")
