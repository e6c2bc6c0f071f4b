"""What waits for a moderator, and what was sent before."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from comments.models import Comment, Event, Mute, Report, Thread, Unconfirmed, Writer
from comments.queries.one import EDIT_TIME

State = Comment.State


def queue() -> QuerySet[Comment]:
    """What waits for a moderator, oldest first: held, or reported; with page, writer and `open_reports`."""
    return (
        Comment.objects.select_related("discussion__page", "writer")
        .annotate(open_reports=Count("reports", filter=Q(reports__open=True)))
        .filter(Q(state=State.HELD) | Q(state=State.PUBLIC, open_reports__gt=0))
        .order_by("submit_date", "pk")
    )


def held_count() -> int:
    return Comment.objects.filter(state=State.HELD).count()


def held_on(page: Page) -> int:
    return Comment.objects.filter(state=State.HELD, discussion__page=page).count()


def unconfirmed_on(page: Page | None = None) -> int:
    """What waits for a confirmation, on a page or everywhere."""
    rows = Unconfirmed.objects.all()
    return (rows if page is None else rows.filter(page=page)).count()


def arrived_since(page: Page, since: datetime) -> int:
    """Comments of a page that came after `since`, whatever became of them."""
    return Comment.objects.filter(discussion__page=page, submit_date__gte=since, is_archive=False).count()


def history(comment: Comment) -> QuerySet[Event]:
    return Event.objects.filter(comment=comment).select_related("by")


def open_reports(comment: Comment) -> QuerySet[Report]:
    return Report.objects.filter(comment=comment, open=True)


def is_muted(writer: Writer, comment: Comment) -> bool:
    """Whether the writer wants no mail about the branch that the comment is in."""
    return Mute.objects.filter(writer=writer, root_id=comment.thread_id).exists()


def threads() -> QuerySet[Any]:
    """For the admin: with page, and `public` and `held`, how many comments of each."""
    return Thread.objects.select_related("page").annotate(
        public=Count("comments", filter=Q(comments__state=State.PUBLIC)),
        held=Count("comments", filter=Q(comments__state=State.HELD)),
    )


def same_comment(
    writer: Writer, page: Page, subject: str, parent_id: int | None, text: str
) -> Comment | None:
    """What the same form became a moment ago."""
    rows = same_words(text, timezone.now() - EDIT_TIME).filter(
        writer=writer, discussion__page=page, discussion__subject=subject
    )
    if parent_id is None:
        return rows.filter(level=0).first()
    return rows.filter(parent_id=parent_id, level__gt=0).first()


def same_unconfirmed(address: str, page: Page, subject: str, parent_id: int | None, text: str) -> bool:
    """Whether just this waits for a confirmation already."""
    return Unconfirmed.objects.filter(
        address=address, page=page, subject=subject, parent_id=parent_id, text=text
    ).exists()


def same_words(text: str, since: datetime) -> QuerySet[Comment]:
    """Comments with exactly this source, written after `since`."""
    return Comment.objects.filter(submit_date__gte=since, comment=text).exclude(state=State.REMOVED)
