"""Changes to answers that were sent: drafted apart, and swapped in whole when their holder sends them."""

from django.db import transaction
from django.utils import timezone

from surveys import drafts, keys, queries
from surveys.actions import quotas, rows
from surveys.actions.answering import Receipt
from surveys.errors import Conflict, Incomplete, NotSent
from surveys.logic import quality, routing
from surveys.models import Response, Wave


@transaction.atomic
def begin_amending(*, response: Response) -> Response:
    """Put a draft of changes beside answers that were sent; one that is there already goes on.

    Raise NotSent, ConsentMissing, WaveClosed or WithdrawnAlready.
    """
    fresh = rows.locked(response)
    if not fresh.is_submitted:
        raise NotSent
    rows.require_consent(fresh)
    rows.require_open(fresh)
    if drafts.draft_of(fresh) is None:
        fresh.state = drafts.begun_from(fresh)
        fresh.revision += 1
        fresh.save(update_fields=["state", "revision"])
    return fresh


@transaction.atomic
def amend(*, response: Response, revision: int | None = None) -> Receipt:
    """Let the drafted changes count in place of what was sent. The receipt stays; with nothing to send, or a
    second time, the result is the same.

    What decides about new answers decides here too: routing, screening out, quotas. `revision`: what the
    holder saw. Raise NotSent, WaveClosed, WithdrawnAlready, Incomplete with the section that is open, or
    Conflict if another device changed the draft since that revision.
    """
    fresh = rows.locked(response)
    if not fresh.is_submitted:
        raise NotSent
    code = keys.receipt_code(fresh.submission_id, key_version=fresh.key_version)
    draft = drafts.draft_of(fresh)
    if draft is None:
        return Receipt(code, fresh, True)
    rows.require_open(fresh)
    if revision is not None and revision != fresh.revision:
        raise Conflict
    d = queries.definition_of_response(fresh)
    open_section = routing.first_unfinished(d, draft.answers, draft.state.get("saved", []))
    if open_section is not None:
        raise Incomplete(open_section)
    fresh.answers, fresh.state = routing.effective(d, draft.answers), dict(draft.state)
    fresh.status = quality.disposition(d, fresh.answers, fresh.state, True)
    if fresh.status == Response.Status.SCREENED_OUT:
        quotas.release(response=fresh)
    elif not quotas.take(response=fresh, answers=fresh.answers):
        quotas.release(response=fresh)
        fresh.status = Response.Status.QUOTA_FULL
    fresh.amended_on = fresh.saved_on = timezone.localdate()
    fresh.revision += 1
    fresh.save(update_fields=["answers", "state", "status", "quotas", "amended_on", "saved_on", "revision"])
    return Receipt(code, fresh, False)


@transaction.atomic
def discard_amendment(*, response: Response) -> Response:
    """Forget changes that were not sent. The response stays as it counts."""
    fresh = rows.locked(response)
    if fresh.is_submitted and drafts.draft_of(fresh) is not None:
        fresh.state = drafts.without_draft(fresh.state)
        fresh.revision += 1
        fresh.save(update_fields=["state", "revision"])
    return fresh


@transaction.atomic
def forget_drafts(*, wave: Wave) -> int:
    """Forget changes that were not sent before their wave closed; how many there were."""
    kept = list(
        Response.objects.select_for_update().filter(wave=wave, **{f"state__{drafts.AMENDING}__isnull": False})
    )
    for response in kept:
        response.state = drafts.without_draft(response.state)
    Response.objects.bulk_update(kept, ["state"], batch_size=500)
    return len(kept)
