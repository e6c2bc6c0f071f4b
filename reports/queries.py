"""Reads of released numbers. What is public reads `_live` alone: built and revoked releases are for the
admin. Only `releasable_waves` and what the clock asks know whether there are responses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from reports.models import Build, Release, Target
from reports.release import ReleaseDoc, milestones
from reports.release_text import parse
from surveys import queries as surveys

State = Release.State
MILESTONES = "milestones"
"""Of `publication.results_while_open`."""
TRY_AGAIN = timedelta(hours=1)
"""The clock leaves a wave alone for so long when a build of it failed."""
_reading = Lock()


@dataclass(frozen=True, slots=True)
class ReleasedWave:
    """One line of a wave switch."""

    number: int
    title: str
    released_on: date
    is_demo: bool


@dataclass(frozen=True, slots=True)
class ReleasableWave:
    """A wave in the admin's list of what can be released: a closed one, or an open one at a milestone."""

    pk: int
    wave: Any
    survey_title: str
    last: Release | None
    draft: Release | None
    milestone: int | None
    build: Build | None
    """Under way."""
    targets: int = 0
    """How many variables it could be weighted by."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A release that was revoked: what readers are told."""

    number: int
    note: str
    revoked_on: date | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One release in the public list of changes."""

    survey_slug: str
    survey_title: str
    wave: int
    wave_title: str
    number: int
    published_on: date | None
    kind: str
    changes: str
    is_demo: bool
    revoked_on: date | None
    note: str
    is_shown: bool
    """It is the one that the results pages show."""


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
        return _read(*waves[max(waves)]) if waves else None

    def of_wave(self, slug: str, wave: int) -> ReleaseDoc | None:
        found = self._rows.get(slug, {}).get(wave)
        return _read(*found) if found else None

    def all(self) -> list[ReleaseDoc]:
        """By survey, newest wave first."""
        return [
            _read(*waves[number]) for waves in self._rows.values() for number in sorted(waves, reverse=True)
        ]


def release_heads(slugs: Iterable[str] | None = None) -> Heads:
    """What is released of these surveys, or of all. One query whatever their number; texts come when used."""
    rows = _live() if slugs is None else _live().filter(survey__slug__in=slugs)
    ordered = rows.order_by("survey__path", "-wave__number", "-number")
    return Heads(list(ordered.values_list("pk", "sha256", "survey__slug", "wave__number")))


def taken_back(survey_slug: str, wave: int, after: int = 0) -> list[TakenBack]:
    """Releases of a wave that were revoked and are newer than number `after`, newest first. One query."""
    rows = _seen().filter(survey__slug=survey_slug, wave__number=wave, state=State.REVOKED, number__gt=after)
    found = rows.order_by("-number").values_list("number", "note", "revoked_on")
    return [TakenBack(*each) for each in found]


def change_log() -> list[LogLine]:
    """Every release that readers have seen, of published surveys: by survey, newest first. One query."""
    rows = (
        _seen()
        .order_by("survey__path", "-wave__number", "-number")
        .values_list(
            "survey__slug",
            "survey__title",
            "wave__number",
            "wave__title",
            "number",
            "published_on",
            "kind",
            "changes",
            "is_demo",
            "revoked_on",
            "note",
            "state",
        )
    )
    found, shown = [], set()
    for line in rows:
        of, state = (line[0], line[2]), line[-1]
        is_shown = state == State.PUBLISHED and of not in shown
        if is_shown:
            shown.add(of)
        found.append(LogLine(*line[:-1], is_shown))
    return found


def releases() -> QuerySet[Release]:
    """Every release without its text, for the admin's list."""
    return Release.objects.select_related("survey", "wave").defer("artefact")


def release_row(wave: Any, number: int) -> Release | None:
    return releases().filter(wave=wave, number=number).first()


def release_by_pk(pk: int) -> Release | None:
    return releases().filter(pk=pk).first()


def document_of(release: Release) -> ReleaseDoc:
    """What a release says, whatever its state. Raise ReleaseDamaged."""
    return _read(release.pk, release.sha256)


def seen_by_readers(wave: Any) -> list[Release]:
    """Releases of a wave that are or were public, oldest first, each with its basis where it is kept."""
    rows = releases().filter(wave=wave).exclude(state=State.BUILT)
    return list(rows.select_related("basis", "survey", "wave").order_by("number"))


def draft_of(wave: Any) -> Release | None:
    return releases().filter(wave=wave, state=State.BUILT).first()


def shown_before(release: Release) -> Release | None:
    """The release that readers see, or saw, before this one."""
    rows = releases().filter(wave=release.wave, state=State.PUBLISHED, number__lt=release.number)
    return rows.order_by("-number").first()


def releasable_waves() -> list[ReleasableWave]:
    """Waves of published surveys that have answers and are closed, or stand at a milestone. For the admin."""
    found = []
    for survey in surveys.live_surveys():
        closed = [(wave, None) for wave in surveys.closed_waves(survey) if surveys.wave_has_responses(wave)]
        for wave, milestone in [*closed, *_at_milestone(survey)]:
            last = releases().filter(wave=wave).exclude(state=State.BUILT).order_by("-number").first()
            draft, build = draft_of(wave), build_under_way(wave)
            targets = 0 if milestone else Target.objects.filter(wave=wave).count()
            found.append(ReleasableWave(wave.pk, wave, survey.title, last, draft, milestone, build, targets))
    return found


def _at_milestone(survey: Any) -> list[tuple[Any, int]]:
    """The open wave, if its questionnaire lets results appear meanwhile and a milestone is due."""
    wave = surveys.current_wave(survey)
    version = surveys.newest_version(survey)
    if wave is None or version is None:
        return []
    if surveys.definition_of(version).publication.get("results_while_open") != MILESTONES:
        return []
    last = (
        Release.objects.filter(wave=wave).exclude(state=State.BUILT).aggregate(last=Max("milestone"))["last"]
    )
    milestone = milestones.due(surveys.complete_answers(wave).count(), last or 0)
    return [] if milestone is None else [(wave, milestone)]


def due_at_closing() -> list[Any]:
    """Closed waves of published surveys that have answers and no release at closing, not even a draft, and
    whose last build did not just fail.
    """
    return [
        wave
        for survey in surveys.live_surveys()
        for wave in surveys.closed_waves(survey)
        if not Release.objects.filter(wave=wave, kind=Release.Kind.CLOSING).exists()
        and surveys.wave_has_responses(wave)
        and not _just_failed(wave)
    ]


def due_milestones() -> list[tuple[Any, int]]:
    """Open waves that publish milestones by themselves, and the one that is due. A draft that somebody looks
    at is waited for.
    """
    return [
        (wave, milestone)
        for survey in surveys.live_surveys()
        for wave, milestone in _at_milestone(survey)
        if wave.release_while_open and draft_of(wave) is None and not _just_failed(wave)
    ]


def is_due(wave: Any, milestone: int | None) -> bool:
    """Whether nobody has made, since, the release at closing or at this milestone."""
    rows = Release.objects.filter(wave=wave)
    made = (
        rows.filter(kind=Release.Kind.CLOSING) if milestone is None else rows.filter(milestone__gte=milestone)
    )
    return not made.exists()


def _just_failed(wave: Any) -> bool:
    failed = (Build.Status.FAILED, Build.Status.REFUSED)
    since = timezone.now() - TRY_AGAIN
    return Build.objects.filter(wave=wave, status__in=failed, ended_at__gt=since).exists()


def build_under_way(wave: Any) -> Build | None:
    return Build.objects.filter(wave=wave, status__in=Build.ACTIVE).first()


def builds_under_way() -> list[Build]:
    return list(Build.objects.filter(status__in=Build.ACTIVE).select_related("wave__survey"))


def abandoned_builds() -> list[Build]:
    """Builds under way that nobody holds: their process ended, or never began."""
    return [
        each for each in builds_under_way() if each.held_until is None or each.held_until <= timezone.now()
    ]


def build_by_pk(pk: int) -> Build | None:
    return Build.objects.select_related("wave__survey", "release", "asked_by").filter(pk=pk).first()


def next_number(wave: Any) -> int:
    """After the last one that readers have seen; a draft makes room for the next."""
    rows = Release.objects.filter(wave=wave).exclude(state=State.BUILT)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _seen() -> QuerySet[Release]:
    return Release.objects.filter(survey__live=True).exclude(state=State.BUILT)


def _live() -> QuerySet[Release]:
    return Release.objects.filter(survey__live=True, state=State.PUBLISHED)


def _public(survey_slug: str) -> QuerySet[Release]:
    return _live().filter(survey__slug=survey_slug)


def _document(rows: QuerySet[Release]) -> ReleaseDoc | None:
    found = rows.values_list("pk", "sha256").first()
    return None if found is None else _read(*found)


def _read(pk: int, sha256: str) -> ReleaseDoc:
    """Parsed once, however many ask for it at the same moment."""
    with _reading:
        return _parsed(pk, sha256)


@lru_cache(maxsize=16)
def _parsed(pk: int, sha256: str) -> ReleaseDoc:
    """Parsed once in a process; the hash is part of the key, so a row that was tampered with is
    read again.
    """
    return parse(Release.objects.values_list("artefact", flat=True).get(pk=pk), sha256)
