"""Opening and closing waves. The database's clock decides what is due."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from surveys import queries
from surveys.models import Quota, Wave

Status = Wave.Status


def open_wave(*, wave: Wave) -> Wave:
    """Open a planned or closed wave now. IntegrityError if another wave of the survey is open.

    What closing did to its rows is done again when it closes again.
    """
    with transaction.atomic():
        now = _now(wave)
        wave.opens_at = min(wave.opens_at, now) if wave.opens_at else now
        if wave.closes_at is not None and wave.closes_at <= now:
            wave.closes_at = None
        wave.status = Status.OPEN
        wave.flagged_on = wave.mixed_on = None
        wave.save(update_fields=["status", "opens_at", "closes_at", "flagged_on", "mixed_on"])
    return wave


def end_wave(*, wave: Wave) -> Wave:
    """Take no new people from now on.

    Who has begun may finish within the grace. The clock closes the wave after it.
    """
    with transaction.atomic():
        now = _now(wave)
        _end(wave, now)
        wave.save(update_fields=["opens_at", "closes_at"])
    return wave


def close_wave(*, wave: Wave) -> Wave:
    """Close for good: nothing more can be saved, not even within the grace."""
    with transaction.atomic():
        now = _now(wave)
        _end(wave, now)
        wave.status = Status.CLOSED
        wave.save(update_fields=["status", "opens_at", "closes_at"])
    return wave


def copy_wave(*, wave: Wave) -> Wave:
    """The next wave of the same survey, planned, with the same title, settings and quotas, nobody in it and
    no dates. The questionnaire's codes are the survey's, so both compare.
    """
    with transaction.atomic():
        waves = Wave.objects.select_for_update().filter(survey_id=wave.survey_id).order_by("-number")
        copy = Wave.objects.create(
            survey_id=wave.survey_id,
            number=waves[0].number + 1,
            title=wave.title,
            grace_minutes=wave.grace_minutes,
            release_while_open=wave.release_while_open,
            entry=wave.entry,
        )
        Quota.objects.bulk_create(
            Quota(
                wave=copy,
                title=quota.title,
                question_id=quota.question_id,
                options=quota.options,
                target=quota.target,
            )
            for quota in queries.quotas_of_wave(wave.pk)
        )
    return copy


def open_due_waves() -> list[Wave]:
    """Open every planned wave whose time has come, unless another wave of its survey is still open."""
    due = Wave.objects.filter(status=Status.PLANNED, opens_at__lte=Now()).filter(
        Q(closes_at__isnull=True) | Q(closes_at__gt=Now())
    )
    opened = []
    for wave in due.order_by("opens_at", "number"):
        try:
            opened.append(open_wave(wave=wave))
        except IntegrityError:
            continue
    return opened


def close_due_waves() -> list[Wave]:
    """Close every open wave whose end and grace have passed, and every planned one whose end has passed."""
    closed = []
    due = Wave.objects.filter(status__in=(Status.PLANNED, Status.OPEN), closes_at__lte=Now())
    for wave in due.annotate(now=Now()):
        ends = wave.closes_at
        if ends is not None and (wave.status == Status.PLANNED or ends + wave.grace <= wave.now):
            closed.append(close_wave(wave=wave))
    return closed


def _end(wave: Wave, now: datetime) -> None:
    """The wave's end is not later than now, and its beginning not later than its end."""
    wave.closes_at = min(wave.closes_at, now) if wave.closes_at else now
    wave.opens_at = min(wave.opens_at, wave.closes_at) if wave.opens_at else wave.opens_at


def _now(wave: Wave) -> datetime:
    """The database's clock; the wave's row is locked until the transaction ends."""
    now: datetime = (
        Wave.objects.select_for_update().annotate(now=Now()).values_list("now", flat=True).get(pk=wave.pk)
    )
    return now
