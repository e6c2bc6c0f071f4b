"""Changing one's own comment, for ten minutes."""

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from comments import markup, notices, pipeline, queries, threads
from comments.actions.leaving import NotYours
from comments.actions.posting import Posted
from comments.models import Comment, Event
from comments.pipeline import Draft

State = Comment.State
TOO_LATE = "A comment can be changed for ten minutes. You can still delete it, or answer it."


def edit(
    *, comment: Comment, text: str, key: str, request: HttpRequest | None = None, insists: bool = False
) -> Posted:
    """Replace the text, after all phases have read it again. NotYours for another's comment.

    What a phase holds is held, also where the comment stood in public before; what was held stays held.
    """
    writer = queries.writer_of(key)
    mine = queries.own_comment(comment.pk, key)
    if writer is None or mine is None:
        raise NotYours
    if not queries.is_editable(mine):
        return Posted("refused", TOO_LATE, "late")
    page = mine.discussion.page.specific
    draft = Draft(
        page=page,
        subject=mine.discussion.subject,
        text=text,
        name=mine.user_name,
        settings=queries.settings_for(page),
        request=request,
        address=writer.address,
        writer=writer,
        editing=mine,
        insists=insists,
    )
    result = pipeline.run(draft)
    if result.refusal is not None:
        return Posted("refused", result.refusal.said, result.refusal.reason)
    if result.nudges:
        return Posted("nudge", nudges=tuple(verdict.said for verdict in result.nudges))
    return _store(mine, draft.text, result.reasons)


@transaction.atomic
def _store(comment: Comment, text: str, reasons: tuple[str, ...]) -> Posted:
    fresh = threads.locked_of(comment)
    now = timezone.now()
    if not queries.is_editable(fresh, now):
        return Posted("refused", TOO_LATE, "late")
    if fresh.state == State.HELD:
        reasons = tuple(dict.fromkeys((*fresh.reasons, *reasons)))
    was_public = fresh.state == State.PUBLIC
    fresh.comment, fresh.html, fresh.edited_at = text, markup.rendered(text), now
    fresh.reasons = list(reasons)
    fresh.state = State.HELD if reasons else State.PUBLIC
    threads.change(fresh, fields=["comment", "html", "edited_at", "reasons", "state"])
    Event.objects.create(comment=fresh, kind=Event.Kind.EDITED, reasons=fresh.reasons, at=now)
    if fresh.state == State.HELD:
        return Posted("held", comment=fresh, reasons=reasons)
    if not was_public:
        notices.announce(fresh)
    return Posted("published", comment=fresh)
