"""A comment on its way in."""

from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from comments import markup, notices, pipeline, proof, queries, targets, threads, topics
from comments.actions.chips import chip_fields
from comments.models import Comment, Event, Unconfirmed, Writer
from comments.pipeline import Draft, Verdict
from comments.text import cleaned
from website.core import mail

State = Comment.State
#: Reasons that are only known, and found anew, when the writer has confirmed.
ASKED_AGAIN = ("first", "history")
Outcome = Literal["published", "held", "confirm", "refused", "nudge"]


@dataclass(frozen=True)
class Posted:
    """What became of a comment. Whatever it was, the form still has the text as it was typed."""

    outcome: Outcome
    said: str = ""
    """A sentence for the writer: why it was refused."""
    code: str = ""
    """Of a refusal: length, name, address, closed, not_there, repeat, limits, full, host, word, banned,
    place.
    """
    nudges: tuple[str, ...] = ()
    """Sentences to think about, once: then the same is sent with `insists`."""
    comment: Comment | None = None
    reasons: tuple[str, ...] = ()


def post(
    *,
    thread_page: Page,
    subject: str = "",
    parent_id: int | None = None,
    text: str,
    name: str = "",
    address: str = "",
    key: str | None = None,
    proof: str = "",
    chip: str = "",
    request: HttpRequest | None = None,
    insists: bool = False,
    wants_notices: bool = False,
) -> Posted:
    """Take a comment: publish it, hold it, or ask its writer to confirm an address by mail.

    `key` is the cookie of a browser that has confirmed; then `address` is not read, and an empty `name` is
    the writer's. `chip` is the token of an answer to show. The same comment sent twice is one comment.
    """
    page = targets.home(thread_page)
    if not targets.lends(thread_page):
        return _refused(Verdict("refuse", "not_there", pipeline.closed.NOT_THERE))
    writer = queries.writer_of(key)
    if writer is None:
        try:
            address = mail.normalised(address)
        except mail.NotAnAddress as error:
            return Posted("refused", str(error), "address")
    draft = Draft(
        page=page,
        subject=subject,
        text=text,
        name=name or (writer.name if writer is not None else ""),
        settings=queries.settings_for(page),
        request=request,
        address=writer.address if writer is not None else address,
        writer=writer,
        parent_id=parent_id,
        proof=proof,
        insists=insists,
    )
    twin = _twin(draft)
    if twin is not None:
        return twin
    result = pipeline.run(draft)
    if result.refusal is not None:
        return _refused(result.refusal)
    if result.nudges:
        return Posted("nudge", nudges=tuple(verdict.said for verdict in result.nudges))
    try:
        if writer is None:
            return _wait(draft, result.reasons, chip, wants_notices)
        return _store(draft, result.reasons, chip, writer)
    except threads.NoPlace as error:
        return Posted("refused", str(error), "place")


@transaction.atomic
def _store(draft: Draft, reasons: tuple[str, ...], chip: str, writer: Writer) -> Posted:
    """Of a browser that has confirmed."""
    thread = threads.locked(page=draft.page, subject=draft.subject)
    parent = threads.parent(page=draft.page, subject=draft.subject, parent_id=draft.parent_id)
    reasons = _spent(draft, reasons)
    comment = Comment(
        user_name=draft.name,
        comment=draft.text,
        html=markup.rendered(draft.text),
        writer=writer,
        submit_date=timezone.now(),
        state=State.HELD if reasons else State.PUBLIC,
        reasons=list(reasons),
        **chip_fields(chip),
    )
    threads.add(thread=thread, comment=comment, to=parent)
    if writer.name != draft.name:
        Writer.objects.filter(pk=writer.pk).update(name=draft.name)
    return settled(comment)


def settled(comment: Comment) -> Posted:
    """What a stored comment is now, with what follows from it: the history's line, or the notices."""
    if comment.state == State.HELD:
        Event.objects.create(
            comment=comment, kind=Event.Kind.HELD, reasons=comment.reasons, at=timezone.now()
        )
        return Posted("held", comment=comment, reasons=tuple(comment.reasons))
    notices.announce(comment)
    return Posted("published", comment=comment)


@transaction.atomic
def _wait(draft: Draft, reasons: tuple[str, ...], chip: str, wants_notices: bool) -> Posted:
    """Of a browser that has not: keep it out of sight and write to the address."""
    threads.parent(page=draft.page, subject=draft.subject, parent_id=draft.parent_id)
    reasons = tuple(reason for reason in _spent(draft, reasons) if reason not in ASKED_AGAIN)
    waiting = Unconfirmed.objects.create(
        page_id=draft.page.pk,
        subject=draft.subject,
        parent_id=draft.parent_id,
        name=draft.name,
        address=draft.address,
        text=draft.text,
        reasons=list(reasons),
        wants_notices=wants_notices,
        created_at=timezone.now(),
        **chip_fields(chip),
    )
    if draft.request is not None:
        mail.ask(
            topic=topics.CONFIRM,
            address=draft.address,
            payload={"unconfirmed": str(waiting.pk)},
            request=draft.request,
        )
    return Posted("confirm")


def _twin(draft: Draft) -> Posted | None:
    """What the same form already became: a double click, a reload."""
    if len(draft.text) > pipeline.length.LONGEST:
        return None
    text = cleaned(draft.text)
    if draft.writer is not None:
        comment = queries.same_comment(draft.writer, draft.page, draft.subject, draft.parent_id, text)
        if comment is None:
            return None
        return Posted("held" if comment.state == State.HELD else "published", comment=comment)
    waiting = queries.same_unconfirmed(draft.address, draft.page, draft.subject, draft.parent_id, text)
    return Posted("confirm") if waiting else None


def _spent(draft: Draft, reasons: tuple[str, ...]) -> tuple[str, ...]:
    """Use up the proof; where another comment used it first, this one is held."""
    if "no_proof" in reasons or not draft.proof or proof.spend(draft.proof):
        return reasons
    return (*reasons, "no_proof")


def _refused(verdict: Verdict) -> Posted:
    return Posted("refused", verdict.said, verdict.reason)
