"""A moderator's decisions, about one comment or many at once."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from comments import notices, threads
from comments.models import Comment, Event, Report, Writer
from comments.text import one_line

State = Comment.State


@transaction.atomic
def approve(*, comments: Iterable[Comment], by: Any) -> int:
    """Publish what is held or was rejected, and close its reports. How many were changed."""
    return sum(_decide(comment, State.PUBLIC, Event.Kind.APPROVED, by) for comment in _in_order(comments))


@transaction.atomic
def reject(*, comments: Iterable[Comment], by: Any) -> int:
    """Take down, or never put up; moderators keep the words until the purge. How many were changed."""
    return sum(_decide(comment, State.REJECTED, Event.Kind.REJECTED, by) for comment in _in_order(comments))


@transaction.atomic
def dismiss(*, comments: Iterable[Comment], by: Any) -> int:
    """Close the reports of comments that may stay as they are. How many comments had open ones."""
    changed = 0
    for comment in _in_order(comments):
        if _close_reports(comment):
            changed += 1
            Event.objects.create(comment=comment, kind=Event.Kind.DISMISSED, by=by, at=timezone.now())
    return changed


def set_badge(*, writer: Writer, badge: str) -> None:
    """The word beside the name, for people of the house; empty for none."""
    longest = Writer._meta.get_field("badge").max_length
    Writer.objects.filter(pk=writer.pk).update(badge=one_line(badge)[:longest])


def _in_order(comments: Iterable[Comment]) -> list[Comment]:
    """By thread, so that two moderators who decide about many lock them in the same order."""
    return sorted(comments, key=lambda comment: (comment.discussion_id, comment.pk))


def _decide(comment: Comment, state: Comment.State, kind: Event.Kind, by: Any) -> bool:
    """A tombstone and a comment whose words were purged are not put up again."""
    fresh = threads.locked_of(comment)
    if fresh.state == State.REMOVED or not fresh.comment:
        return False
    closed = _close_reports(fresh)
    if fresh.state == state:
        if closed:
            Event.objects.create(comment=fresh, kind=Event.Kind.DISMISSED, by=by, at=timezone.now())
        return bool(closed)
    Event.objects.create(comment=fresh, kind=kind, by=by, reasons=fresh.reasons, at=timezone.now())
    fresh.state, fresh.reasons = state, []
    threads.change(fresh, fields=["state", "reasons"])
    if state == State.PUBLIC:
        notices.announce(fresh)
    return True


def _close_reports(comment: Comment) -> int:
    return Report.objects.filter(comment=comment, open=True).update(open=False)
