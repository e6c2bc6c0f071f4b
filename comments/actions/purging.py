"""What has served its time."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from comments import threads
from comments.actions.leaving import WORDS
from comments.models import Comment, Report, Unconfirmed, Writer, WriterKey

State = Comment.State
UNCONFIRMED = timedelta(hours=48)
REJECTED = timedelta(days=90)
REPORTS = timedelta(days=90)
#: Rejected comments emptied in one tick.
AT_ONCE = 500


def purge() -> int:
    """Delete unconfirmed comments after two days, words and reports after 90, keys past their end, and
    writers of whom nothing is left. How many rows.
    """
    now, today = timezone.now(), timezone.localdate()
    gone = Unconfirmed.objects.filter(created_at__lt=now - UNCONFIRMED).delete()[0]
    gone += WriterKey.objects.filter(expires_on__lt=today).delete()[0]
    gone += Report.objects.filter(open=False, day__lt=today - REPORTS).delete()[0]
    gone += _blank_rejected()
    left = Writer.objects.filter(
        comments__isnull=True, keys__isnull=True, banned_on__isnull=True, is_demo=False
    )
    return gone + left.delete()[0]


@transaction.atomic
def _blank_rejected() -> int:
    """Take the words out of what was rejected long ago; its line in the history stays."""
    old = Comment.objects.filter(state=State.REJECTED, submit_date__lt=timezone.now() - REJECTED).exclude(
        comment=""
    )
    rows = list(old.order_by("discussion_id", "pk")[:AT_ONCE])
    for row in rows:
        fresh = threads.locked_of(row)
        for name in WORDS:
            setattr(fresh, name, "")
        fresh.writer = None
        threads.change(fresh, fields=[*WORDS, "writer"])
    return len(rows)
