"""The same words again: an accident by the same writer, advertising by others."""

from datetime import timedelta

from django.utils import timezone

from comments import queries
from comments.pipeline.verdict import PASS, Draft, Verdict, hold, refuse

WITHIN = timedelta(days=1)
#: "I agree." may be said by many.
SHORT = 40


def check(draft: Draft) -> Verdict:
    """Compares with the comments of the last day."""
    same = queries.same_words(draft.text, timezone.now() - WITHIN)
    if draft.editing is not None:
        same = same.exclude(pk=draft.editing.pk)
    if draft.writer is not None and same.filter(writer=draft.writer, discussion__page=draft.page).exists():
        return refuse("repeat", "You have just said this here, word for word.")
    if len(draft.text) >= SHORT and same.exists():
        return hold("repeat")
    return PASS
