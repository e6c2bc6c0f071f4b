"""What the closing of a wave looks at: answers as items, and coarse times."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from surveys.logic import duplicates, pace, quality
from surveys.logic.definition import Definition
from surveys.models import Response, Wave
from surveys.queries.versions import compiled

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One complete or partial response, as far as its marks depend on it."""

    pk: UUID
    d: Definition
    own_flags: Mapping[str, bool]
    pace: Mapping[str, int]
    flags: list[str]


def unfinished_waves() -> QuerySet[Wave]:
    """Closed waves without marks, or whose rows still lie as they came; oldest first."""
    unfinished = Q(flagged_on__isnull=True) | Q(mixed_on__isnull=True)
    return Wave.objects.filter(unfinished, status=Wave.Status.CLOSED).order_by("survey_id", "number")


def quality_rows(wave: Wave) -> Iterator[QualityRow]:
    """Every response of the wave that counts, in the order of their ids. Whoever saved on a later day than
    they began came back.
    """
    columns = ("pk", "answers", "pace", "flags", "started_on", "saved_on")
    for version, content, pk, answers, times, flags, began, saved in _counting(wave, *columns):
        d = compiled(version, content)
        if times and saved is not None and saved > began:
            times = {**times, pace.RESUMED: 1}
        yield QualityRow(pk, d, quality.flags(d, answers), times, flags)


def answered_items(wave: Wave) -> Iterator[duplicates.Items]:
    """What each of them answered, in the same order."""
    for version, content, answers in _counting(wave, "answers"):
        yield duplicates.items(compiled(version, content), answers)


def _counting(wave: Wave, *columns: str) -> Iterator[tuple[Any, ...]]:
    counting = (Response.Status.COMPLETE, Response.Status.PARTIAL)
    rows = Response.objects.filter(wave=wave, status__in=counting).order_by("pk")
    return rows.values_list("version_id", "version__content_sha256", *columns).iterator(
        chunk_size=ROWS_AT_ONCE
    )
