"""What happens to a wave's responses once it is closed: marks of carelessness, and rows in random order.

Each step is done once and says so on the wave; one that was interrupted is done again, or goes on, with the
next tick. Two at a time do no harm.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from random import SystemRandom
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from surveys import queries
from surveys.actions.amending import forget_drafts
from surveys.logic import duplicates, pace, quality
from surveys.models import AskedOnce, Response, VerifiedAddress, Wave
from surveys.queries.quarantine import KEPT_OUT

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""Rows that are written anew in one transaction."""
_RANDOM = SystemRandom()


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run did."""

    wave: Wave
    flagged: int
    """Responses that carry a mark now."""
    mixed: int
    """Rows that were written anew."""

    def __str__(self) -> str:
        return f"{self.wave}: {self.flagged} marked as careless, {self.mixed} rows put in random order."


def finish_wave(*, wave: Wave) -> Finished | None:
    """Set the flags, forget drafts, times and verified addresses, and mix the rows of a closed wave.

    None if that was done before, or the wave is not closed.
    """
    fresh = Wave.objects.get(pk=wave.pk)
    if fresh.status != Wave.Status.CLOSED or (fresh.flagged_on and fresh.mixed_on):
        return None
    with transaction.atomic():
        forget_drafts(wave=fresh)
    flagged = set_flags(wave=fresh)
    VerifiedAddress.objects.filter(wave=fresh).delete()
    mixed = mix_rows(wave=fresh)
    wave.refresh_from_db(fields=["flagged_on", "mixed_on"])
    return Finished(wave, flagged, mixed)


def finish_closed_waves() -> list[Finished]:
    """Every closed wave where something is left to do, oldest first."""
    return [done for wave in queries.unfinished_waves() if (done := finish_wave(wave=wave)) is not None]


@transaction.atomic
def set_flags(*, wave: Wave) -> int:
    """Mark responses by the questionnaire's rules and delete their times; how many are marked.

    Reads the wave twice; one statement for each combination of marks and batch.
    """
    fresh = Wave.objects.select_for_update().get(pk=wave.pk)
    rows = Response.objects.filter(wave=fresh)
    if fresh.flagged_on is None:
        for flags, ids in _by_flags(fresh).items():
            for some in _batches(ids):
                rows.filter(pk__in=some).update(flags=list(flags))
        rows.exclude(pace={}).update(pace={})
        queries.forget_all()
        fresh.flagged_on = timezone.localdate()
        fresh.save(update_fields=["flagged_on"])
    return rows.exclude(flags=[]).count()


def mix_rows(*, wave: Wave) -> int:
    """Write the wave's rows anew, under new random ids and in random order; how many.

    The order in which rows lie in a table tells who came first, so they are deleted and inserted in another.
    In batches, each a transaction, so that nobody waits long. What the hashes of private links and receipts
    lead to stays the same.
    """
    if Wave.objects.filter(pk=wave.pk, mixed_on__isnull=False).exists():
        return 0
    ids: list[UUID] = list(Response.objects.filter(wave=wave).values_list("pk", flat=True))
    _RANDOM.shuffle(ids)
    done = 0
    for some in _batches(ids):
        done += _write_anew(some)
        logger.info("wave_mixed", extra={"wave": wave.pk, "rows": done, "of": len(ids)})
    _mix_asked()
    Wave.objects.filter(pk=wave.pk).update(mixed_on=timezone.localdate())
    transaction.on_commit(_empty_journal)
    return done


@transaction.atomic
def _write_anew(ids: Sequence[UUID]) -> int:
    """What another run has written anew meanwhile is not found under these ids, and left alone."""
    rows = list(Response.objects.select_for_update().filter(pk__in=ids))
    _RANDOM.shuffle(rows)
    Response.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.pk = uuid4()
        row._state.adding = True
    Response.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def _mix_asked() -> None:
    """Forms of questions in articles are remembered for a week, under a hash of the response's submission id:
    their order is the order of those responses.
    """
    rows = list(AskedOnce.objects.select_for_update())
    _RANDOM.shuffle(rows)
    AskedOnce.objects.filter(pk__in=[row.pk for row in rows]).delete()
    AskedOnce.objects.bulk_create(rows, ignore_conflicts=True)


def _empty_journal() -> None:
    """SQLite overwrites what is deleted, but its journal still holds pages as they were. PostgreSQL keeps
    deleted rows until its next VACUUM, which nobody has to start.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()


def _by_flags(wave: Wave) -> dict[tuple[str, ...], list[UUID]]:
    """Marks -> ids of the responses whose marks have to become these."""
    rows = list(queries.quality_rows(wave))
    medians = pace.medians(row.pace for row in rows)
    least = max((n for row in rows if (n := quality.rules(row.d).duplicate_items)), default=0)
    alike = duplicates.duplicates(queries.answered_items(wave), least) if least else set()
    found: dict[tuple[str, ...], list[UUID]] = {}
    for place, row in enumerate(rows):
        limit = quality.rules(row.d).speeder_ratio
        marks = {name for name, carries in row.own_flags.items() if carries}
        if limit is not None and pace.is_speeder(row.pace, medians, limit):
            marks.add("speeder")
        if place in alike:
            marks.add("duplicate")
        marks |= {KEPT_OUT} & set(row.flags)  # an analyst's mark, not the questionnaire's
        if marks != set(row.flags):
            found.setdefault(tuple(sorted(marks)), []).append(row.pk)
    return found


def _batches(ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [ids[place : place + AT_ONCE] for place in range(0, len(ids), AT_ONCE)]
