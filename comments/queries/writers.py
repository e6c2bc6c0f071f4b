"""Who writes, and how that went before."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from comments import keys
from comments.models import Comment, Unconfirmed, Writer

State = Comment.State
#: Others can write under an address that is not theirs; a page shows no more of it than this.
MOST_WAITING = 20


def writer_of(key: str | None) -> Writer | None:
    """The writer whose browser holds `key`. One query, none without a key."""
    if not key or len(key) > 100:
        return None
    return Writer.objects.filter(
        keys__key_hash=keys.digest(key), keys__expires_on__gte=timezone.localdate()
    ).first()


def writer_by_address(address: str) -> Writer | None:
    """By a normalised address."""
    return Writer.objects.filter(address=address).first()


def comments_of(writer: Writer) -> QuerySet[Comment]:
    """Newest first, with their pages."""
    return (
        Comment.objects.filter(writer=writer)
        .select_related("discussion__page")
        .order_by("-submit_date", "-pk")
    )


def waiting_of(writer: Writer) -> QuerySet[Unconfirmed]:
    """What waits for a confirmation under the writer's address, newest first, with its page."""
    return (
        Unconfirmed.objects.filter(address=writer.address)
        .select_related("page")
        .order_by("-created_at", "pk")[:MOST_WAITING]
    )


def writers() -> QuerySet[Any]:
    """For the admin: with `public`, `held` and `rejected`, how many comments of each."""
    return Writer.objects.annotate(
        **{
            name: Count("comments", filter=Q(comments__state=name))
            for name in (State.PUBLIC.value, State.HELD.value, State.REJECTED.value)
        }
    )


def approved_before(writer: Writer, *, but: Comment | None = None) -> bool:
    """Whether a comment of the writer stands, or stood, in public."""
    rows = Comment.objects.filter(writer=writer, state=State.PUBLIC)
    return (rows if but is None else rows.exclude(pk=but.pk)).exists()


def rejected_since(writer: Writer, since: datetime) -> int:
    return Comment.objects.filter(writer=writer, state=State.REJECTED, submit_date__gte=since).count()


def written_since(writer: Writer, since: datetime) -> int:
    return Comment.objects.filter(writer=writer, submit_date__gte=since).count()
