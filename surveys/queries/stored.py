"""Responses as they are stored, for the dataset: not encoded yet, each with a mark.

A mark is 64 bits, made with the server's key, that change with everything about a response that counts.
Which responses came, changed or went since a dataset was made is the difference of two sets of marks: no time
and no number is compared, so nothing is missed where transactions end in another order than they began.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from surveys import keys
from surveys.models import Response, Wave
from surveys.queries.responses import left_out
from surveys.queries.trials import TRIAL
from surveys.queries.versions import compiled

ROWS_AT_ONCE = 4096
IDS_AT_ONCE = 500
#: What a mark is made of.
MARKED = (
    "submission_id",
    "revision",
    "version_id",
    "status",
    "quarantine",
    "flags",
    "source",
    "tier",
    "is_demo",
)


class StoredRow(NamedTuple):
    """One response that says something."""

    mark: int
    version: int
    """Id of its version, see `wave_versions`."""
    answers: dict[str, Any]
    state: dict[str, Any]
    status: str
    source: str
    tier: str
    left_out: str
    """Why it is no part of the analysis; empty for nearly all."""
    is_demo: bool


def stored_rows(wave: Wave, ids: Sequence[UUID] | None = None) -> Iterator[StoredRow]:
    """The responses of a wave that `wave_rows` has, or those with these ids, in the order of the table."""
    if ids is None:
        yield from _rows(wave, _responses(wave))
        return
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield from _rows(wave, _responses(wave).filter(pk__in=ids[start : start + IDS_AT_ONCE]))


def stored_marks(wave: Wave) -> Iterator[tuple[int, UUID]]:
    """Mark and id of each of these responses. No answer is read."""
    mark = _marking(wave)
    rows = _responses(wave).values_list("pk", *MARKED)
    for pk, *facts in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield mark(facts), pk


def stored_state(wave: Wave) -> dict[str, int]:
    """Numbers of which one changes with every response that comes, changes or, with the number of
    withdrawals, goes. One query.
    """
    found = _responses(wave).aggregate(rows=Count("pk"), revisions=Sum("revision"))
    return {name: int(value or 0) for name, value in found.items()}


def _rows(wave: Wave, responses: QuerySet[Response]) -> Iterator[StoredRow]:
    mark = _marking(wave)
    rows = responses.values_list("version__content_sha256", "answers", "state", *MARKED)
    for content, answers, state, *facts in rows.iterator(chunk_size=ROWS_AT_ONCE):
        _, _, version, status, quarantine, flags, source, tier, is_demo = facts
        out = left_out(compiled(version, content), quarantine, flags) if quarantine or flags else ""
        yield StoredRow(mark(facts), version, answers, state, status, source, tier, out, is_demo)


def _responses(wave: Wave) -> QuerySet[Response]:
    rows = Response.objects.filter(wave=wave).exclude(status=Response.Status.STARTED).exclude(source=TRIAL)
    return rows.order_by()


def _marking(wave: Wave) -> Callable[[Sequence[Any]], int]:
    key = keys.dataset_key(wave.pk)

    def mark(facts: Sequence[Any]) -> int:
        return int.from_bytes(blake2b(repr(facts).encode(), key=key, digest_size=8).digest(), "big")

    return mark
