"""Taking back one's own comment."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from comments import queries, threads
from comments.models import Comment, Event, Report

State = Comment.State
#: Everything in a comment that its writer put there.
WORDS = ("user_name", "comment", "html", "chip_question", "chip_option", "chip_wave", "chip_url")


class NotYours(Exception):
    """The comment is not of the writer whose browser asks, or is gone already."""


@transaction.atomic
def delete_own(*, comment: Comment, key: str) -> Comment:
    """Take text and name out for good; a line stays where others have answered. NotYours for another's."""
    writer = queries.writer_of(key)
    fresh = threads.locked_of(comment)
    if writer is None or fresh.writer_id != writer.pk or fresh.state == State.REMOVED:
        raise NotYours
    empty(fresh, kind=Event.Kind.REMOVED)
    return fresh


def empty(comment: Comment, *, kind: str, by: Any = None) -> None:
    """Leave a tombstone: no word, no name, no writer. The thread is locked."""
    for name in WORDS:
        setattr(comment, name, "")
    comment.writer = None
    comment.reasons = []
    comment.state = State.REMOVED
    threads.change(comment, fields=[*WORDS, "writer", "reasons", "state"])
    Report.objects.filter(comment=comment).update(open=False, note="")
    Event.objects.create(comment=comment, kind=kind, by=by, at=timezone.now())
