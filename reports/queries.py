"""Reads of published numbers. Only `releasable_waves`, for the admin, asks whether there are responses."""

from collections.abc import Iterable, Sequence
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


class Heads:
    """The newest release of every released wave of some surveys. A document is parsed when asked for."""

    def __init__(self, rows: Sequence[tuple[int, str, str, int]]) -> None:
        self._rows: dict[str, dict[int, tuple[int, str]]] = {}
        for pk, sha256, slug, wave in rows:
            self._rows.setdefault(slug, {}).setdefault(wave, (pk, sha256))

    def newest(self, slug: str) -> ReleaseDoc | None:
        waves = self._rows.get(slug)
        return _parsed(*waves[max(waves)]) if waves else None

    def of_wave(self, slug: str, wave: int) -> ReleaseDoc | None:
        found = self._rows.get(slug, {}).get(wave)
        return _parsed(*found) if found else None

    def all(self) -> list[ReleaseDoc]:
        """By survey, newest wave first."""
        return [
            _parsed(*waves[number]) for waves in self._rows.values() for number in sorted(waves, reverse=True)
        ]


def release_heads(slugs: Iterable[str] | None = None) -> Heads:
    """What is released of these surveys, or of all. One query whatever their number; texts come when used."""
    rows = _live() if slugs is None else _live().filter(survey__slug__in=slugs)
    ordered = rows.order_by("survey__path", "-wave__number", "-number")
    return Heads(list(ordered.values_list("pk", "sha256", "survey__slug", "wave__number")))


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
