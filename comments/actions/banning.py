"""Ending a writer's comments, and letting them write again."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from comments.actions.moderating import reject
from comments.models import Comment, Event, Unconfirmed, Writer


@transaction.atomic
def ban(*, writer: Writer, by: Any) -> int:
    """Refuse everything the writer sends from now on and reject what waits; what is public stays.

    How many held comments were rejected.
    """
    if writer.banned_on is None:
        writer.banned_on = timezone.localdate()
        writer.save(update_fields=["banned_on"])
        Event.objects.create(writer=writer, kind=Event.Kind.BANNED, by=by, at=timezone.now())
    Unconfirmed.objects.filter(address=writer.address).delete()
    return reject(comments=Comment.objects.filter(writer=writer, state=Comment.State.HELD), by=by)


@transaction.atomic
def unban(*, writer: Writer, by: Any) -> None:
    """Let the writer write again."""
    if writer.banned_on is not None:
        writer.banned_on = None
        writer.save(update_fields=["banned_on"])
        Event.objects.create(writer=writer, kind=Event.Kind.UNBANNED, by=by, at=timezone.now())
