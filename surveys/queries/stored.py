"""Responses as they are stored, for the dataset: not encoded yet, each with a mark.

A mark is 64 bits, made with the server's key, that change with everything about a response that counts.
Which responses came, changed or went since a dataset was made is the difference of two sets of marks: no time
and no number is compared, so nothing is missed where transactions end in another order than they began.
"""

import json
from collections.abc import Callable, Container, Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet, Sum, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from surveys import keys
from surveys.models import QuestionnaireVersion, Response, Wave
from surveys.queries.responses import left_out
from surveys.queries.trials import TRIAL
from surveys.queries.versions import compiled

ROWS_AT_ONCE = 4096
IDS_AT_ONCE = 500
#: Of what a mark is made besides the submission id and the revision; the same for most rows.
SHARED = ("version_id", "status", "quarantine", "flags", "source", "tier", "is_demo")
Shared = tuple[Any, ...]
Mark = Callable[[str, int, Shared], int]
"""Of a submission id, a revision, and what else counts."""


class StoredRow(NamedTuple):
    """One response that says something."""

    mark: int
    version: int
    """Id of its version, see `wave_versions`."""
    answers: str
    """JSON, as it is stored."""
    saved: str | None
    """JSON of this key of the state; `cells` likewise."""
    cells: str | None
    status: str
    source: str
    tier: str
    left_out: str
    """Why it is no part of the analysis; empty for nearly all."""
    is_demo: bool


def stored_rows(wave: Wave, ids: Sequence[UUID] | None = None) -> Iterator[StoredRow]:
    """The responses of a wave that `wave_rows` has, or those with these ids, in the order of the table."""
    mark = _marking(wave)
    if ids is None:
        yield from _rows(_responses(wave), mark)
        return
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield from _rows(_responses(wave).filter(pk__in=ids[start : start + IDS_AT_ONCE]), mark)


def released_rows(wave: Wave, *, key_version: int, only: Container[int] | None = None) -> Iterator[StoredRow]:
    """The same for a release: with marks by which a later call tells whether a response was saved again
    meanwhile (see `keys.release_mark`). `only`: leave out every row with another mark.
    """

    def mark(submission: str, revision: int, _: Shared) -> int:
        return keys.release_mark(wave.pk, UUID(submission), revision, key_version=key_version)

    rows = _rows(_responses(wave), mark)
    return rows if only is None else (row for row in rows if row.mark in only)


def stored_marks(wave: Wave) -> Iterator[tuple[int, UUID]]:
    """Mark and id of each of these responses. No answer is read."""
    mark = _marking(wave)
    rows = _responses(wave).values_list("pk", *_MARKED)
    for pk, submission, revision, *shared in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield mark(submission, revision, tuple(shared)), pk


def stored_state(wave: Wave) -> dict[str, int]:
    """Numbers of which one changes with every response that comes, changes or, with the number of
    withdrawals, goes. One query.
    """
    found = _responses(wave).aggregate(rows=Count("pk"), revisions=Sum("revision"))
    return {name: int(value or 0) for name, value in found.items()}


def _as_text(name: str) -> Cast:
    """As the database writes it: nothing is made of it in Python."""
    return Cast(name, TextField())


_MARKED = (
    _as_text("submission_id"),
    "revision",
    *(_as_text(name) if name == "flags" else name for name in SHARED),
)


def _rows(responses: QuerySet[Response], mark: Mark) -> Iterator[StoredRow]:
    known: dict[Shared, str] = {}
    rows = responses.values_list(_as_text("answers"), KT("state__saved"), KT("state__cells"), *_MARKED)
    for answers, saved, cells, submission, revision, *rest in rows.iterator(chunk_size=ROWS_AT_ONCE):
        shared = tuple(rest)
        out = known.get(shared)
        if out is None:
            out = known[shared] = _left_out(shared)
        version, status, _, _, source, tier, is_demo = shared
        number = mark(submission, revision, shared)
        yield StoredRow(number, version, answers, saved, cells, status, source, tier, out, is_demo)


def _left_out(shared: Shared) -> str:
    version, _, quarantine, flags, *_ = shared
    marks = json.loads(flags)
    if not quarantine and not marks:
        return ""
    content = QuestionnaireVersion.objects.values_list("content_sha256", flat=True).get(pk=version)
    return left_out(compiled(version, content), quarantine, marks)


def _responses(wave: Wave) -> QuerySet[Response]:
    rows = Response.objects.filter(wave=wave).exclude(status=Response.Status.STARTED).exclude(source=TRIAL)
    return rows.order_by()


def _marking(wave: Wave) -> Mark:
    empty = blake2b(key=keys.dataset_key(wave.pk), digest_size=8)
    known: dict[Shared, str] = {}

    def mark(submission: str, revision: int, shared: Shared) -> int:
        text = known.get(shared)
        if text is None:
            version, status, quarantine, flags, *more = shared
            text = known[shared] = repr([version, status, quarantine, json.loads(flags), *more])[1:]
        made = empty.copy()
        made.update(f"[UUID('{_spelled(submission)}'), {revision}, {text}".encode())
        return int.from_bytes(made.digest(), "big")

    return mark


def _spelled(submission: str) -> str:
    """An id with its hyphens, whichever way the database writes it."""
    return submission if len(submission) > 32 else str(UUID(submission))
