"""Waves: which one is open, by the database's clock, and what each holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Now

from surveys.models import QuestionnaireVersion, Response, SurveyPage, Wave

Status = Response.Status


@dataclass(frozen=True)
class WaveState:
    """What a visitor of the survey can do now, and with which wave."""

    kind: Literal["open", "planned", "closed", "none"]
    wave: Wave | None
    """The open wave, else the next one, else the last one."""


def real_waves() -> QuerySet[Wave]:
    """Every wave but the ones that hold trials, which count nowhere."""
    return Wave.objects.exclude(status=Wave.Status.TEST)


def real_wave(pk: int) -> Wave | None:
    """A real wave with its survey."""
    return real_waves().select_related("survey").filter(pk=pk).first()


def current_wave(survey: SurveyPage) -> Wave | None:
    """The wave that takes new people now, by the database's clock."""
    return (
        Wave.objects.filter(survey_id=survey.pk, status=Wave.Status.OPEN)
        .filter(Q(opens_at__isnull=True) | Q(opens_at__lte=Now()))
        .filter(Q(closes_at__isnull=True) | Q(closes_at__gt=Now()))
        .first()
    )


def wave_state(survey: SurveyPage) -> WaveState:
    """One query."""
    if survey.pk is None:
        return WaveState("none", None)
    waves = list(real_waves().filter(survey_id=survey.pk).annotate(now=Now()).order_by("number"))
    if open_now := [wave for wave in waves if _takes_people(wave, wave.now)]:
        return WaveState("open", open_now[0])
    ahead = [wave for wave in waves if wave.status != Wave.Status.CLOSED and not _is_over(wave, wave.now)]
    if ahead:
        return WaveState("planned", ahead[0])
    return WaveState("closed", waves[-1]) if waves else WaveState("none", None)


def closed_waves(survey: SurveyPage) -> list[Wave]:
    """Oldest first."""
    return list(Wave.objects.filter(survey_id=survey.pk, status=Wave.Status.CLOSED).order_by("number"))


def waves_with_counts(survey: SurveyPage) -> list[Wave]:
    """Newest first, each with `completes` and `partials`. One query."""
    return list(
        real_waves()
        .filter(survey_id=survey.pk)
        .annotate(
            completes=Count("responses", filter=Q(responses__status=Status.COMPLETE)),
            partials=Count("responses", filter=Q(responses__status=Status.PARTIAL)),
        )
        .order_by("-number")
    )


def wave_versions(wave: Wave) -> list[QuestionnaireVersion]:
    """The versions that responses of this wave name, oldest first; the survey's newest if there are none."""
    versions = QuestionnaireVersion.objects.filter(survey_id=wave.survey_id).defer("instrument")
    used = Response.objects.filter(wave=wave).values("version_id")
    return list(versions.filter(pk__in=used).order_by("number")) or list(versions[:1])


def versions_between(wave: Wave) -> list[QuestionnaireVersion]:
    """Every version from the oldest of `wave_versions` to the newest, also those that nobody answered."""
    used = [version.number for version in wave_versions(wave)] or [0]
    versions = QuestionnaireVersion.objects.filter(survey_id=wave.survey_id).defer("instrument")
    return list(versions.filter(number__range=(used[0], used[-1])).order_by("number"))


def next_wave_number(survey: SurveyPage) -> int:
    """After the highest so far; 1 for the first."""
    return (Wave.objects.filter(survey_id=survey.pk).aggregate(last=Max("number"))["last"] or 0) + 1


def wave_has_responses(wave: Wave) -> bool:
    return Response.objects.filter(wave=wave).exists()


def _is_over(wave: Wave, now: datetime) -> bool:
    return wave.closes_at is not None and wave.closes_at <= now


def _takes_people(wave: Wave, now: datetime) -> bool:
    began = wave.opens_at is None or wave.opens_at <= now
    return wave.status == Wave.Status.OPEN and began and not _is_over(wave, now)


def takes_answers(response: Response) -> bool:
    """Whether the database's clock stands before the end of the response's wave plus its grace. One query."""
    rows = Wave.objects.values_list("status", "closes_at", "grace_minutes", Now())
    status, closes_at, grace, now = rows.get(pk=response.wave_id)
    return (
        status == Wave.Status.TEST
        or status == Wave.Status.OPEN
        and (closes_at is None or bool(now < closes_at + timedelta(minutes=grace)))
    )
