"""What an editor does to a wave's quotas. The places themselves move in `quotas`."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from surveys import queries, wording
from surveys.actions.quotas import belongs
from surveys.errors import Refused
from surveys.models import Quota, Response, Wave


class QuotaRefused(Refused):
    """The quota can't be like this; the message says why and what to do."""


@transaction.atomic
def add_quota(*, wave: Wave, title: str, question_id: str, options: Sequence[str], target: int) -> Quota:
    """Add a quota. Who is complete and belongs to it holds a place from now on. Raise QuotaRefused."""
    Wave.objects.select_for_update().get(pk=wave.pk)
    quota = Quota(
        wave=wave, title=title.strip(), question_id=question_id, options=list(options), target=target
    )
    holders = [
        response
        for response in queries.complete_answers(wave)
        if belongs(quota, response.answers) and not response.quarantine
    ]
    if len(holders) > target:
        raise QuotaRefused(
            f"{wording.counted(len(holders), 'person', 'people')} with these answers finished already. "
            f"Give at least {wording.counted(len(holders), 'place', 'places')}, or choose other answers."
        )
    quota.taken = len(holders)
    _save(quota)
    for response in holders:
        response.quotas = [*response.quotas, quota.pk]
    Response.objects.bulk_update(holders, ["quotas"], batch_size=200)
    return quota


@transaction.atomic
def change_quota(*, quota: Quota, title: str, target: int) -> Quota:
    """Another name or number of places; whose place it is stays. Raise QuotaRefused."""
    fresh = Quota.objects.select_for_update().get(pk=quota.pk)
    if target < fresh.taken:
        raise QuotaRefused(
            f"Places that are taken already: {fresh.taken}. There can't be fewer. "
            f"To take nobody more, enter {fresh.taken}."
        )
    fresh.title, fresh.target = title.strip(), target
    _save(fresh)
    return fresh


@transaction.atomic
def delete_quota(*, quota: Quota) -> None:
    """Everybody stays who had a place; from now on nobody needs one."""
    Quota.objects.filter(pk=quota.pk).delete()


def _save(quota: Quota) -> None:
    try:
        with transaction.atomic():
            # `taken` moves by conditional updates only, so an old count must not be written back.
            quota.save(update_fields=None if quota._state.adding else ["title", "target"])
    except IntegrityError:
        raise QuotaRefused(
            f"This wave has a quota called “{quota.title}” already. Choose another name."
        ) from None
