"""Everything that happens to a letter and to its list of readers."""

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from website.articles.letter import queries, rendering
from website.articles.models import Letter
from website.core import mail
from website.core.models import Outgoing, Subscription

BATCH = 500
"""Mails that one tick puts into the outbox, and what may wait there before the next batch."""
CONFIRM = "letter.confirm"


class NotNow(Exception):
    """The letter is not in the state that this asks for. The message is a sentence for the editor."""


def sign_up(*, address: str, request: HttpRequest) -> None:
    """Ask the address's holder. The same for an address that is on the list and for one that is not."""
    mail.ask(topic=CONFIRM, address=address, payload={}, request=request)


def join(*, address: str) -> Subscription:
    """Put a confirmed address on the list."""
    return mail.subscribe(address=address, topic=queries.TOPIC)


def schedule(*, letter: Letter) -> None:
    """Let the clock send it at `send_at`. NotNow unless it is a draft with a moment that is still to come."""
    if letter.send_at is None or letter.send_at <= timezone.now():
        raise NotNow("Give the letter a moment that is still to come, then schedule it.")
    _move(letter, Letter.Status.DRAFT, Letter.Status.SCHEDULED)


def unschedule(*, letter: Letter) -> None:
    """Make a scheduled letter a draft again."""
    _move(letter, Letter.Status.SCHEDULED, Letter.Status.DRAFT)


@transaction.atomic
def begin(*, letter: Letter) -> None:
    """Freeze what it says and begin to send. Happens once: NotNow for a letter that is on its way or sent."""
    if letter.status not in {Letter.Status.DRAFT, Letter.Status.SCHEDULED}:
        raise NotNow("This letter has been sent already.")
    _move(letter, letter.status, Letter.Status.SENDING)
    letter.sent = rendering.content(letter)
    letter.sent_at = timezone.now()
    letter.recipients = queries.subscribers().count()
    letter.save(update_fields=["sent", "sent_at", "recipients"])


@transaction.atomic
def send_batch(*, letter: Letter) -> int:
    """Put the next mails into the outbox, and note how far it got, in one transaction; how many.

    Where nothing is left to queue and nothing waits any more, the letter is sent.
    """
    waiting = queries.waiting(letter)
    if waiting >= BATCH:
        return 0
    found = queries.subscribers()
    if letter.cursor is not None:
        found = found.filter(pk__gt=letter.cursor)
    batch = list(found[:BATCH])
    if not batch:
        if not waiting:
            _move(letter, Letter.Status.SENDING, Letter.Status.SENT)
        return 0
    queued = letter.queued + len(batch)
    moved = Letter.objects.filter(pk=letter.pk, status=Letter.Status.SENDING, cursor=letter.cursor).update(
        cursor=batch[-1].pk, queued=queued, recipients=max(letter.recipients, queued)
    )
    if not moved:
        return 0
    now = timezone.now()
    Outgoing.objects.bulk_create(
        Outgoing(
            topic=queries.TOPIC,
            address=subscription.address,
            subject=letter.sent["title"],
            template=rendering.TEMPLATE,
            context={"letter": letter.pk},
            subscription=subscription,
            due_at=now,
        )
        for subscription in batch
    )
    letter.refresh_from_db()
    return len(batch)


def send_test(*, letter: Letter, address: str) -> None:
    """One mail to the editor, as it stands now; nothing is frozen, and no list is touched."""
    mail.send(
        address=address,
        topic="letter.test",
        subject=f"Test: {letter.title}"[:200],
        template=rendering.TEMPLATE,
        context=rendering.content(letter),
    )


def _move(letter: Letter, before: str, after: str) -> None:
    """One conditional UPDATE: of two editors who press at once, one is told."""
    if not Letter.objects.filter(pk=letter.pk, status=before).update(status=after):
        raise NotNow("Somebody else has just done something with this letter. Look at it again.")
    letter.status = after
