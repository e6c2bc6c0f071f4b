"""What happens when a writer presses the button in the mail."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from comments import keys, markup, pipeline, queries, threads
from comments.actions.notifying import set_notices
from comments.actions.posting import Posted, settled
from comments.models import Comment, Unconfirmed, Writer, WriterKey
from comments.pipeline import Draft
from website.core import mail

State = Comment.State


@dataclass(frozen=True)
class Confirmed:
    """`posted` is None where nothing waits any more: it was erased, or its page is gone.

    `key` belongs into the cookie of the browser that pressed (`comments.keys`). A comment that was refused
    now (the discussion has closed, the queue is full) comes back as `text`, to be posted again or kept.
    """

    writer: Writer | None
    key: str
    posted: Posted | None
    text: str = ""
    page_id: int | None = None
    subject: str = ""


@transaction.atomic
def confirm(*, confirmation: mail.Confirmation, request: HttpRequest | None = None) -> Confirmed:
    """Make the writer known to this browser and post what waited. Once: the row is used up with it.

    Call it in the transaction that used up the link. Only the comment that the mail was about is posted: who
    else wrote something under this address did not confirm it.
    """
    waiting = _taken(confirmation.payload["unconfirmed"], confirmation.address)
    if waiting is None:
        return Confirmed(None, "", None)
    writer = _writer(waiting, confirmation.address)
    return _let_through(waiting, writer, _key(writer), request)


@transaction.atomic
def post_waiting(*, writer: Writer, waiting_id: UUID, request: HttpRequest | None = None) -> Confirmed:
    """Post what else waits under an address that this browser has confirmed, under the writer's name.

    One mail in ten minutes goes to an address, so of two comments that are written one after the other the
    second may never get its own.
    """
    waiting = _taken(waiting_id, writer.address)
    if waiting is None:
        return Confirmed(None, "", None)
    waiting.name = writer.name
    return _let_through(waiting, writer, "", request)


def drop_waiting(*, writer: Writer, waiting_id: UUID) -> None:
    """Delete what waits under the writer's address and is not to be posted."""
    _taken(waiting_id, writer.address)


def _let_through(waiting: Unconfirmed, writer: Writer, key: str, request: HttpRequest | None) -> Confirmed:
    """Post it after the checks that are due now."""
    draft = Draft(
        page=waiting.page,
        subject=waiting.subject,
        text=waiting.text,
        name=waiting.name,
        settings=queries.settings_for(waiting.page),
        request=request,
        address=writer.address,
        writer=writer,
        parent_id=waiting.parent_id,
    )
    result = pipeline.run(draft, only=pipeline.AT_CONFIRMATION)
    if result.refusal is not None:
        refused = Posted("refused", result.refusal.said, result.refusal.reason)
        return Confirmed(writer, key, refused, waiting.text, waiting.page_id, waiting.subject)
    try:
        posted = _post(waiting, writer, (*waiting.reasons, *result.reasons))
    except threads.NoPlace as error:
        posted = Posted("refused", str(error), "place")
        return Confirmed(writer, key, posted, waiting.text, waiting.page_id, waiting.subject)
    return Confirmed(writer, key, posted, "", waiting.page_id, waiting.subject)


def _taken(waiting_id: UUID | str, address: str) -> Unconfirmed | None:
    """The waiting comment, deleted as it is read."""
    waiting = Unconfirmed.objects.select_related("page").filter(pk=waiting_id, address=address).first()
    if waiting is None or not Unconfirmed.objects.filter(pk=waiting.pk).delete()[0]:
        return None
    return waiting


def _writer(waiting: Unconfirmed, address: str) -> Writer:
    today = timezone.localdate()
    writer, made = Writer.objects.get_or_create(
        address=address,
        defaults={
            "name": waiting.name,
            "confirmed_on": today,
            "created_on": today,
        },
    )
    if not made and (writer.confirmed_on is None or writer.name != waiting.name):
        writer.name, writer.confirmed_on = waiting.name, writer.confirmed_on or today
        writer.save(update_fields=["name", "confirmed_on"])
    if waiting.wants_notices and writer.notices == Writer.Notices.NEVER:
        set_notices(writer=writer, frequency=Writer.Notices.AT_ONCE)
    return writer


def _key(writer: Writer) -> str:
    key = keys.draw()
    WriterKey.objects.create(
        writer=writer, key_hash=keys.digest(key), expires_on=timezone.localdate() + keys.LIFE
    )
    return key


def _post(waiting: Unconfirmed, writer: Writer, reasons: tuple[str, ...]) -> Posted:
    thread = threads.locked(page=waiting.page, subject=waiting.subject)
    parent = threads.parent(page=waiting.page, subject=waiting.subject, parent_id=waiting.parent_id)
    comment = Comment(
        user_name=waiting.name,
        comment=waiting.text,
        html=markup.rendered(waiting.text),
        writer=writer,
        submit_date=timezone.now(),
        state=State.HELD if reasons else State.PUBLIC,
        reasons=list(dict.fromkeys(reasons)),
        chip_question=waiting.chip_question,
        chip_option=waiting.chip_option,
        chip_wave=waiting.chip_wave,
        chip_url=waiting.chip_url,
    )
    threads.add(thread=thread, comment=comment, to=parent)
    return settled(comment)
