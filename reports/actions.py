"""Writes: building, publishing and taking back the numbers of a wave."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from reports import building, methods, queries
from reports.building import ReleaseRefused
from reports.models import Basis, Build, Release
from reports.release.assembly import Tell, silent
from reports.release.sensitivity import Sensitivity, sensitivity
from surveys import queries as surveys

__all__ = [
    "ReleaseRefused",
    "build_release",
    "finish_builds",
    "publish_release",
    "release_closed_waves",
    "release_milestones",
    "release_wave",
    "revoke_release",
    "sensitivity_of",
]

PUBLISHED = "reports.release_published"
REVOKED = "reports.release_revoked"
LONGEST_NOTE = 2_000


def build_release(
    *,
    wave: Any,
    by: Any = None,
    milestone: int | None = None,
    is_weighted: bool = False,
    tell: Tell = silent,
) -> Release:
    """Build the wave's next release: tabulate, protect, audit, freeze. Nobody sees it until it is published.

    A draft that was not published gives way. Raise ReleaseRefused, also while somebody else builds it.
    """
    build = building.ask(wave=wave, by=by, milestone=milestone, is_weighted=is_weighted)
    release = building.run(build=build, tell=tell)
    if release is None:
        raise ReleaseRefused(f"A release of {wave} is being built at this moment. Wait until it is ready.")
    return release


def publish_release(*, release: Release, by: Any = None) -> Release:
    """Make a built release public. Raise ReleaseRefused if its methods are not complete or it is out of date.

    What earlier releases of a closed wave rested on is forgotten then: the new one is what the next is
    compared with.
    """
    missing = methods.missing(release.wave)
    if missing:
        raise ReleaseRefused(
            f"The methods of {release.wave} are not complete. Still empty: {', '.join(missing)}. "
            "Fill them in under Methods, then publish."
        )
    with transaction.atomic():
        stored = Release.objects.select_for_update().filter(pk=release.pk).first()
        if stored is None or stored.state != Release.State.BUILT:
            raise ReleaseRefused("This release is not a draft any more. Nothing was changed.")
        if stored.number != queries.next_number(stored.wave):
            raise ReleaseRefused("Another release of the wave was published since. Build this one anew.")
        _move(stored, Release.State.PUBLISHED, published_on=timezone.localdate())
        if stored.wave.status == "closed":
            Basis.objects.filter(release__wave=stored.wave).exclude(release=stored).delete()
        log(instance=stored, action=PUBLISHED, user=_person(by))
    release.refresh_from_db(fields=["state", "published_on"])
    return release


def revoke_release(*, release: Release, note: str, by: Any = None) -> Release:
    """Take a public release back. `note`: why, for readers; the results pages show it, and the last release
    before.

    A draft that was built beside it goes. Raise ReleaseRefused.
    """
    note = note.strip()
    if not note:
        raise ReleaseRefused("Say why: readers of the results see this note.")
    if len(note) > LONGEST_NOTE:
        raise ReleaseRefused(f"The note is longer than {LONGEST_NOTE:,} characters.")
    with transaction.atomic():
        stored = Release.objects.select_for_update().filter(pk=release.pk).first()
        if stored is None or stored.state != Release.State.PUBLISHED:
            raise ReleaseRefused("Only a public release can be revoked. Nothing was changed.")
        _move(stored, Release.State.REVOKED, note=note, revoked_on=timezone.localdate())
        Release.objects.filter(wave=stored.wave, state=Release.State.BUILT).delete()
        log(instance=stored, action=REVOKED, user=_person(by), data={"note": note[:500]})
    release.refresh_from_db(fields=["state", "note", "revoked_on"])
    return release


def release_wave(
    *,
    wave: Any,
    number: int | None = None,
    by: Any = None,
    is_weighted: bool = False,
    tell: Tell = silent,
) -> Release:
    """Build a closed wave's release and publish it.

    number: the release's number within the wave; the next one if None. A number that exists already returns
    that release unchanged. Raise ReleaseRefused for a wave that is not closed.
    """
    if number is not None and (existing := queries.release_row(wave, number)) is not None:
        return existing
    release = build_release(wave=wave, by=by, is_weighted=is_weighted, tell=tell)
    return publish_release(release=release, by=by)


def release_closed_waves() -> list[Release]:
    """Release every closed wave of a published survey that has answers and has no release at closing yet.

    Where the methods are not complete the release waits, built, for somebody who completes them.
    """
    return [each for wave in queries.due_at_closing() if (each := _automatic(wave)) is not None]


def release_milestones() -> list[Release]:
    """Release every open wave that has come to a milestone and publishes by itself."""
    due = queries.due_milestones()
    return [each for wave, milestone in due if (each := _automatic(wave, milestone)) is not None]


def finish_builds() -> list[Release]:
    """Go on with builds whose process ended; drafts, as the one who asked wanted them. Clears the disk of
    others' leftovers.
    """
    done = []
    for build in queries.abandoned_builds():
        try:
            release = building.run(build=build)
        except ReleaseRefused:
            continue
        if release is not None:
            done.append(release)
    building.forget_leftovers()
    return done


def sensitivity_of(*, wave: Any) -> Sensitivity | None:
    """Headline figures of a wave with and without careless answers, from the responses as they are. Writes
    nothing. None before the first publication.
    """
    versions = surveys.wave_versions(wave)
    if not versions:
        return None
    definitions = {version.pk: surveys.definition_of(version) for version in versions}
    return sensitivity(d=definitions[versions[-1].pk], definitions=definitions, rows=surveys.wave_rows(wave))


def _automatic(wave: Any, milestone: int | None = None) -> Release | None:
    """A release that nobody asked for by hand; None while another process makes it, or has made it since."""
    build = building.ask(wave=wave, milestone=milestone)
    if not queries.is_due(wave, milestone):
        building.leave(build=build)
        return None
    try:
        release = building.run(build=build)
    except ReleaseRefused:
        return None
    if release is None:
        return None
    try:
        return publish_release(release=release)
    except ReleaseRefused:
        return release


def _move(release: Release, state: str, **facts: Any) -> None:
    Release.objects.filter(pk=release.pk).update(state=state, **facts)


def _person(by: Any) -> Any:
    """The log names accounts only."""
    return by if getattr(by, "pk", None) else None


def job_of(build: Build) -> Release | None:
    """Do a build that was asked for; what went wrong stands in it."""
    try:
        return building.run(build=build)
    except ReleaseRefused:
        return None
