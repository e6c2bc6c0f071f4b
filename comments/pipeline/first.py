"""The first comment of a writer waits for a moderator, where the site wants that."""

from comments import queries
from comments.pipeline.verdict import PASS, Draft, Verdict, hold


def check(draft: Draft) -> Verdict:
    """First until one of theirs stands in public."""
    if not draft.settings.holds_first_comment:
        return PASS
    if draft.writer is not None and queries.approved_before(draft.writer, but=draft.editing):
        return PASS
    if draft.editing is not None and draft.editing.is_public:
        return PASS
    return hold("first")
