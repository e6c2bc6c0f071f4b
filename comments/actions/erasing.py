"""Everything of one writer, gone."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.http import HttpRequest
from wagtail.models import ModelLogEntry

from comments import threads
from comments.actions.leaving import empty
from comments.models import Comment, Event, Unconfirmed, Writer
from comments.topics import ERASE
from website.core import mail


def ask_to_erase(*, address: str, request: HttpRequest) -> None:
    """Write to the address; its holder presses the button. The same for known and unknown ones.

    mail.NotAnAddress for what is none.
    """
    mail.ask(topic=ERASE, address=address, payload={}, request=request)


@transaction.atomic
def erase_writer(*, writer: Writer | None = None, address: str = "", by: Any = None) -> int:
    """Leave neither name nor address nor words: comments become tombstones, what waits is deleted, links in
    mails that are under way stop working. How many comments there were.

    Before, between and after confirming, answering and deleting; doing it again does nothing. Also takes the
    mails of other kinds that this address asked for. A ban is forgotten with it. Name the writer or the
    address; `by` is the moderator who did it for them.
    """
    address = writer.address if writer is not None else mail.normalised(address)
    writer = Writer.objects.select_for_update().filter(address=address).first()
    erased = 0
    if writer is not None:
        rows = Comment.objects.filter(writer=writer)
        erased = rows.count()
        for comment in rows.order_by("discussion_id", "pk"):
            empty(threads.locked_of(comment), kind=Event.Kind.REMOVED, by=by)
        _unlog(writer)
        writer.delete()
    Unconfirmed.objects.filter(address=address).delete()
    mail.forget(address)
    transaction.on_commit(_scrub)
    return erased


def _unlog(writer: Writer) -> None:
    """The admin's log keeps the name of what was changed: those lines go too."""
    content_type = ContentType.objects.get_for_model(Writer)
    ModelLogEntry.objects.filter(content_type=content_type, object_id=str(writer.pk)).delete()


def _scrub() -> None:
    """SQLite keeps what was overwritten in its journal until the journal is emptied."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
