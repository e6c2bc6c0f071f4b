"""When a weighted release of a wave can be built, and the weights of one."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from reports import queries, weighting
from reports.models import Build, Release, Target
from reports.release.assembly import Tell, Weighting
from reports.release.raking_cells import NotWeighable
from reports.release.snapshot import Snapshot, from_bytes
from surveys.logic.definition import Definition

NO_TARGETS = "{} has no targets to weight by. Write them under Weighting, then build again."
STILL_OPEN = "{} is still open. Only a closed wave can be weighted, when it is known who took part."
OTHER_TARGETS = (
    "A release of this wave was public that was weighted otherwise, or of other people. Two weightings of "
    "the same answers could be compared to learn about few people, so a second one can’t be built. Build an "
    "unweighted release instead."
)
OTHER_PEOPLE = (
    "Results of this wave were public that rest on other people than those who would be weighted now. Who "
    "compared them could learn about few people, so a weighted release can’t be built."
)


class ReleaseRefused(Exception):
    """It can't be done now; the message says why and what to do."""


def check(wave: Any) -> None:
    """Raise ReleaseRefused where a wave can't be weighted, as far as can be told before counting."""
    if wave.status != "closed":
        raise ReleaseRefused(STILL_OPEN.format(wave))
    if not weighting.targets(wave):
        raise ReleaseRefused(NO_TARGETS.format(wave))


def targets(build: Build) -> list[Target]:
    """Of a weighted build; none of another. Raise ReleaseRefused if they are gone since it was asked for."""
    if not build.is_weighted:
        return []
    check(build.wave)
    return weighting.targets(build.wave)


def digest(found: Sequence[Target]) -> str:
    """What distinguishes the work of two builds; empty without weights."""
    if not found:
        return ""
    facts = [(t.variable, t.shares, t.source, t.url, t.as_of, t.population) for t in found]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def weigh(
    snapshot: Snapshot, d: Definition, found: Sequence[Target], seen: Sequence[Release], tell: Tell
) -> Weighting:
    """Rake the answers. `seen`: releases of the wave that readers have seen. Raise ReleaseRefused."""
    tell("Weighting")
    try:
        made = weighting.weighting_of(snapshot, d, found)
    except (NotWeighable, ValueError) as error:
        raise ReleaseRefused(str(error)) from error
    for release in seen:
        before = queries.document_of(release).weights
        if before is not None and not (
            weighting.is_same(before, made.weights) and _same_people(release, snapshot)
        ):
            raise ReleaseRefused(OTHER_TARGETS)
    return made


def _same_people(release: Release, snapshot: Snapshot) -> bool:
    basis = getattr(release, "basis", None)
    return basis is not None and np.array_equal(from_bytes(bytes(basis.members)), snapshot.members)
