"""Places in a wave's quotas: taken and given back by conditional UPDATE, several at once or none.

The database compares and counts in one statement, so two people can never have the same last place, however
many ask at once.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from surveys import queries
from surveys.models import Quota, Response


class _Full(Exception):
    """Undoes what was taken before the full one."""


def take(*, response: Response, answers: Mapping[str, Any]) -> bool:
    """Hold a place in every quota that these effective answers belong to, and give back the others.

    Sets `response.quotas` for the caller to save. False if one of them is full; then nothing has changed. For
    somebody who holds places already (an amendment) only the difference moves. One query for a wave without
    quotas, and one more for each quota that moves.
    """
    wanted = {quota.pk for quota in queries.quotas_of_wave(response.wave_id) if belongs(quota, answers)}
    held = set(response.quotas)
    if wanted == held:
        return True
    try:
        with transaction.atomic():
            # In the order of their ids, so that two people never wait for each other.
            for pk in sorted(wanted ^ held):
                if pk in held:
                    _give_back(pk)
                elif not Quota.objects.filter(pk=pk, taken__lt=F("target")).update(taken=F("taken") + 1):
                    raise _Full
    except _Full:
        return False
    response.quotas = sorted(wanted)
    return True


def release(*, response: Response) -> None:
    """Give back every place this response holds; sets `response.quotas` for the caller to save."""
    with transaction.atomic():
        for pk in sorted(set(response.quotas)):
            _give_back(pk)
    response.quotas = []


def belongs(quota: Quota, answers: Mapping[str, Any]) -> bool:
    """Whether the one answer given to the quota's question is among those it counts."""
    answer = answers.get(quota.question_id)
    return isinstance(answer, str) and answer in quota.options


def _give_back(pk: int) -> None:
    """A quota that an analyst has deleted meanwhile has nothing to give back to."""
    Quota.objects.filter(pk=pk, taken__gt=0).update(taken=F("taken") - 1)
