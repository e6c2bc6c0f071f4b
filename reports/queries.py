"""Reads of published numbers. Only `releasable_waves`, for the admin, asks whether there are responses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Max, QuerySet

from reports.models import Release
from reports.release import ReleaseDoc
from reports.release_format import parse
from surveys import queries as surveys


@dataclass(frozen=True, slots=True)
class ReleasedWave:
    """One line of a wave switch."""

    number: int
    title: str
    released_on: date
    is_demo: bool


@dataclass(frozen=True, slots=True)
class ReleasableWave:
    """A closed wave in the admin's list of what can be released."""

    pk: int
    wave: Any
    survey_title: str
    last: Release | None


def latest_release(survey_slug: str) -> ReleaseDoc | None:
    """The newest release of the newest released wave of a published survey. Two queries at most.

    Raise ReleaseDamaged if the stored text is not what was hashed.
    """
    return _document(_public(survey_slug).order_by("-wave__number", "-number"))


def release(survey_slug: str, wave: int) -> ReleaseDoc | None:
    """The newest release of that wave; None if there is none or the survey is not published."""
    return _document(_public(survey_slug).filter(wave__number=wave).order_by("-number"))


def released_waves(survey_slug: str) -> Sequence[ReleasedWave]:
    """Newest wave first, each with its newest release. One query."""
    rows = _public(survey_slug).order_by("-wave__number", "-number")
    newest: dict[int, ReleasedWave] = {}
    for number, title, released_on, is_demo in rows.values_list(
        "wave__number", "wave__title", "released_on", "is_demo"
    ):
        newest.setdefault(number, ReleasedWave(number, title, released_on, is_demo))
    return list(newest.values())


def newest_release() -> ReleaseDoc | None:
    """The newest release of the newest wave of any published survey, for an address that names none."""
    return _document(_live().order_by("-released_on", "-wave__number", "-number"))


def releases() -> QuerySet[Release]:
    """Every release without its text, for the admin's list."""
    return Release.objects.select_related("survey", "wave").defer("artefact")


def release_row(wave: Any, number: int) -> Release | None:
    return releases().filter(wave=wave, number=number).first()


def releasable_waves() -> list[ReleasableWave]:
    """Closed waves of published surveys that have answers, with their last release. For the admin."""
    return [
        ReleasableWave(wave.pk, wave, survey.title, releases().filter(wave=wave).order_by("-number").first())
        for survey in surveys.live_surveys()
        for wave in surveys.closed_waves(survey)
        if surveys.wave_has_responses(wave)
    ]


def next_number(wave: Any) -> int:
    return (Release.objects.filter(wave=wave).aggregate(last=Max("number"))["last"] or 0) + 1


def _live() -> QuerySet[Release]:
    return Release.objects.filter(survey__live=True)


def _public(survey_slug: str) -> QuerySet[Release]:
    return _live().filter(survey__slug=survey_slug)


def _document(rows: QuerySet[Release]) -> ReleaseDoc | None:
    found = rows.values_list("pk", "sha256").first()
    return None if found is None else _parsed(*found)


@lru_cache(maxsize=16)
def _parsed(pk: int, sha256: str) -> ReleaseDoc:
    """Parsed once in a process; the hash is part of the key, so a row that was tampered with is
    read again.
    """
    return parse(Release.objects.values_list("artefact", flat=True).get(pk=pk), sha256)
