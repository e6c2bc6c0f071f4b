"""The making of a release: one job a wave at a time, watched, taken over where it was stopped, done once."""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.log_actions import log

from reports import pooling, queries, weighted_builds
from reports.datasets import facts
from reports.models import Basis, Build, Release
from reports.release import About
from reports.release.assembly import Assembled, Counting, Tell, assemble, silent
from reports.release.diff import compare, in_words
from reports.release.milestones import Earlier, Record
from reports.release.shelf import Shelf
from reports.release.snapshot import Moved, Snapshot, from_bytes, reopen, take, to_bytes, unchanged
from reports.release_text import canonical, sha256
from reports.weighted_builds import ReleaseRefused, digest
from surveys import keys
from surveys import queries as surveys
from surveys.actions import finish_wave
from surveys.logic.definition import Definition

BUILT = "reports.release_built"
LEASE = timedelta(minutes=5)
"""A build that dies keeps others out for this long; it is renewed with every word about progress."""
EVERY = 1.0
"""Seconds between two words about progress within one step."""
TRIES = 3
"""Readings of a wave that moves on while it is read."""
NOTHING = "The survey was never published, so there is nothing to release."
READ_AGAIN = "The answers changed each time they were read. Build the release again in a quieter hour."


class Overtaken(RuntimeError):
    """Another process has taken the build over."""


def ask(*, wave: Any, by: Any = None, milestone: int | None = None, is_weighted: bool = False) -> Build:
    """The wave's build that is under way, or a new one that waits. Raise ReleaseRefused where there is
    nothing to release, or to weight by.
    """
    if wave.status != "closed" and milestone is None:
        raise ReleaseRefused(
            f"{wave} is not closed yet. Close it first; its results are released at closing."
        )
    if not surveys.wave_versions(wave):
        raise ReleaseRefused(NOTHING)
    if is_weighted:
        weighted_builds.check(wave)
    known = queries.build_under_way(wave)
    if known is not None:
        return _as_wanted(known, is_weighted)
    user = by if getattr(by, "pk", None) else None
    try:
        with transaction.atomic():
            return Build.objects.create(
                wave=wave, milestone=milestone, asked_by=user, is_weighted=is_weighted
            )
    except IntegrityError:
        known = queries.build_under_way(wave)
        if known is None:
            raise
        return _as_wanted(known, is_weighted)


def _as_wanted(known: Build, is_weighted: bool) -> Build:
    if known.is_weighted != is_weighted:
        raise ReleaseRefused(
            f"{known.wave} is being built {known.weighting} at this moment. Wait until it is ready."
        )
    return known


def leave(*, build: Build) -> None:
    """Forget a build that nobody has begun."""
    Build.objects.filter(pk=build.pk, status=Build.Status.WAITING).delete()


def run(*, build: Build, tell: Tell = silent) -> Release | None:
    """Do a build that waits, or whose maker is gone. None if somebody else does it, or it is done.

    Raise ReleaseRefused with a sentence; any other error is kept as a failure and raised.
    """
    holder = f"{os.getpid()}-{secrets.token_hex(8)}"
    if not _take(build, holder):
        return None
    build.refresh_from_db()
    try:
        release = _make(build, _Watched(build.pk, holder, tell))
    except Overtaken:
        return None
    except ReleaseRefused as refusal:
        _end(build, holder, Build.Status.REFUSED, message=str(refusal))
        raise
    except Exception as error:
        kind = type(error).__name__
        _end(build, holder, Build.Status.FAILED, message=f"It failed ({kind}). The log has the details.")
        raise
    _end(build, holder, Build.Status.DONE, release=release)
    shutil.rmtree(_folder(build), ignore_errors=True)
    return release


def forget_leftovers() -> list[Path]:
    """Remove what builds that are over left on the disk: it holds answers."""
    # What lies there is listed first: a build that begins meanwhile is not among it, or is active.
    lying = list((Path(settings.VAR) / "datasets").glob("*/release-*"))
    active = {_folder(build) for build in queries.builds_under_way()}
    leftovers = [path for path in lying if path not in active]
    for path in leftovers:
        shutil.rmtree(path, ignore_errors=True)
    return leftovers


# The lead ---------------------------------------------------------------------------------------------


def _take(build: Build, holder: str) -> bool:
    """One conditional UPDATE decides between any number of processes. The database's clock."""
    free = Q(status=Build.Status.WAITING) | Q(status=Build.Status.RUNNING, held_until__lte=Now())
    held = Build.objects.filter(free, pk=build.pk)
    return held.update(status=Build.Status.RUNNING, holder=holder, held_until=Now() + LEASE) == 1


def _end(build: Build, holder: str, status: str, **facts: Any) -> None:
    Build.objects.filter(pk=build.pk, holder=holder).update(
        status=status, ended_at=timezone.now(), held_until=None, **facts
    )


class _Watched:
    """Tells whoever called, and the database, how far it is; keeps the lead. Raises Overtaken without it."""

    def __init__(self, build_id: int, holder: str, tell: Tell) -> None:
        self.rows = Build.objects.filter(pk=build_id, holder=holder, status=Build.Status.RUNNING)
        self.tell = tell
        self.step = ""
        self.at = 0.0

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        self.tell(step, done, total)
        if step == self.step and time.monotonic() - self.at < EVERY:
            return
        self.step, self.at = step, time.monotonic()
        if not self.rows.update(step=step, done=done, total=total, held_until=Now() + LEASE):
            raise Overtaken(step)


# The work ---------------------------------------------------------------------------------------------


def _make(build: Build, tell: Tell) -> Release:
    wave = surveys.real_wave(build.wave_id)
    if wave is None:
        raise ReleaseRefused("The wave is not there any more.")
    if wave.status == "closed":
        # Marks of carelessness come first: they say who belongs to the analysis.
        finish_wave(wave=wave)
    versions = surveys.wave_versions(wave)
    definitions = {version.pk: surveys.definition_of(version) for version in versions}
    version = versions[-1]
    d = definitions[version.pk]
    seen = queries.seen_by_readers(wave)
    key_version = _key_version(seen)
    targets = weighted_builds.targets(build)
    key = _key(
        facts(wave, versions), seen, version.structure_sha256, key_version, wave.status, digest(targets)
    )
    folder = _folder(build)
    for _ in range(TRIES):
        snapshot = _snapshot(wave, folder, definitions, key, key_version, tell)
        try:
            past = _past(wave, seen, snapshot, folder, definitions, d, key_version, tell)
            break
        except Moved:
            shutil.rmtree(folder, ignore_errors=True)
    else:
        raise ReleaseRefused(READ_AGAIN)
    weighting = weighted_builds.weigh(snapshot, d, targets, seen, tell) if targets else None
    shelf = Shelf(folder / "shelf", f"{key} {snapshot.parts[0].sha256}")
    number = queries.next_number(wave)
    about = About(
        survey_slug=wave.survey.slug,
        wave_number=wave.number,
        wave_title=wave.title,
        opened_on=_day(wave.opens_at),
        closed_on=_day(wave.closes_at) if wave.status == "closed" else None,
        number=number,
        released_on=timezone.localdate(),
        kind=_kind(wave),
        is_demo=wave.is_demo or snapshot.has_demo,
        version_number=version.number,
        structure_sha256=version.structure_sha256,
        content_sha256=version.content_sha256,
    )
    made = assemble(
        d=d, parts=snapshot.parts, about=about, past=past, weighting=weighting, shelf=shelf, tell=tell
    )
    if weighting is not None and not any(item.topline for item in made.doc.items):
        raise ReleaseRefused(weighted_builds.OTHER_PEOPLE)
    tell("Writing")
    return _write(build, wave, made, snapshot, key_version, past)


def _snapshot(
    wave: Any,
    folder: Path,
    definitions: Mapping[int, Definition],
    key: str,
    key_version: int,
    tell: Tell,
) -> Snapshot:
    """The answers as an earlier try read them, or as they are now."""
    about = {"survey": str(wave.survey_id), "wave": wave.number, "build": key}
    return reopen(folder, about) or take(
        folder=folder,
        rows=surveys.released_rows(wave, key_version=key_version),
        definitions=definitions,
        apart=pooling.apart(wave),
        about=about,
        total=surveys.rows_of_wave(wave),
        tell=tell,
    )


def _past(
    wave: Any,
    seen: Sequence[Release],
    snapshot: Snapshot,
    folder: Path,
    definitions: Mapping[int, Definition],
    d: Definition,
    key_version: int,
    tell: Tell,
) -> list[Earlier]:
    """What readers have seen of the wave, and who is in it unchanged."""
    bases = {release.pk: getattr(release, "basis", None) for release in seen}
    known = [b for b in bases.values() if b is not None and b.key_version == key_version]
    people = unchanged(
        snapshot=snapshot,
        earlier=[from_bytes(bytes(basis.members)) for basis in known],
        again=lambda only: surveys.released_rows(wave, key_version=key_version, only=only),
        folder=folder / "unchanged",
        definitions=definitions,
        apart=pooling.apart(wave),
        counting=Counting(d),
        tell=tell,
    )
    by_basis = dict(zip((basis.pk for basis in known), people, strict=True))
    past = []
    for release in seen:
        doc, basis = queries.document_of(release), bases[release.pk]
        stands = release.state == Release.State.PUBLISHED
        if basis is None or basis.pk not in by_basis:
            past.append(Earlier(doc, stands))
        else:
            past.append(Earlier(doc, stands, Record(**basis.counts), by_basis[basis.pk]))
    return past


def _write(
    build: Build,
    wave: Any,
    made: Assembled,
    snapshot: Snapshot,
    key_version: int,
    past: Sequence[Earlier],
) -> Release:
    """The release and its basis, in place of a draft that nobody published."""
    before = next((each.doc for each in reversed(past) if each.stands), None)
    text = canonical(made.doc)
    with transaction.atomic():
        Release.objects.filter(wave=wave, state=Release.State.BUILT).delete()
        release = Release.objects.create(
            survey_id=wave.survey_id,
            wave=wave,
            number=made.doc.release.number,
            kind=made.doc.release.kind,
            milestone=build.milestone if made.doc.release.kind == "milestone" else None,
            artefact=text,
            sha256=sha256(text),
            released_on=timezone.localdate(),
            is_demo=made.doc.is_demo,
            changes=in_words(compare(before, made.doc)),
        )
        Basis.objects.create(
            release=release,
            key_version=key_version,
            members=to_bytes(snapshot.members),
            counts={"counts": made.counts, "room": made.room},
        )
        log(instance=release, action=BUILT, user=build.asked_by)
    return release


def _key(
    about: Mapping[str, Any],
    seen: Sequence[Release],
    structure: str,
    key_version: int,
    status: str,
    targets: str,
) -> str:
    """What the work of a build depends on besides the answers: another key, and it begins anew."""
    known = [(release.number, release.sha256, release.state) for release in seen]
    everything = (sorted(about.items()), known, structure, key_version, status, targets)
    return hashlib.sha256(repr(everything).encode()).hexdigest()


def _key_version(seen: Sequence[Release]) -> int:
    """That of the last basis, while it is known: marks of two keys can't be compared."""
    last = next((release.basis for release in reversed(seen) if hasattr(release, "basis")), None)
    if last is not None and keys.has_key(last.key_version):
        return int(last.key_version)
    return keys.current_key_version()


def _kind(wave: Any) -> str:
    return (Release.Kind.CLOSING if wave.status == "closed" else Release.Kind.MILESTONE).value


def _folder(build: Build) -> Path:
    """Beside the wave's dataset: private, and gone when the build is over."""
    name = f"release-{build.wave.number}-{build.pk}"
    return Path(settings.VAR) / "datasets" / build.wave.survey.slug / name


def _day(moment: Any) -> Any:
    return None if moment is None else timezone.localdate(moment)
