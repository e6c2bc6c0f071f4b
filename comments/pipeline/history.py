"""What is known of the writer: a ban ends it, several rejections hold."""

from datetime import timedelta

from django.utils import timezone

from comments import queries
from comments.pipeline.verdict import PASS, Draft, Verdict, hold, refuse

SINCE = timedelta(days=30)
REJECTIONS = 2
BANNED = "You can't write here any more. If you think this is a mistake, please write to us."


def check(draft: Draft) -> Verdict:
    """A browser that has not confirmed yet has no history; it is asked again when it has."""
    if draft.writer is None:
        return PASS
    if draft.writer.is_banned:
        return refuse("banned", BANNED)
    if queries.rejected_since(draft.writer, timezone.now() - SINCE) >= REJECTIONS:
        return hold("history")
    return PASS
