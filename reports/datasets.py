"""The datasets of waves: where they lie, how they follow the responses, counting in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from reports import pooling
from reports.dataset import pointer_file
from reports.dataset.build import TAIL, append, build_blocks
from reports.dataset.columns import combined
from reports.dataset.encode import Block
from reports.dataset.errors import DatasetDamaged
from reports.dataset.queries import Query
from reports.dataset.saved import BlockMaker, saved_blocks
from reports.dataset.scan import Answer, scan
from reports.dataset.store import Part, open_parts
from surveys import queries as surveys

Tell = Callable[[int, int], None]
"""Rows that were read, and how many there are to read."""
Found = TypeVar("Found")
TOLD_ROWS = 2_000
"""Rows between two words about progress."""
TRIES = 3
MASKED_SECONDS = 43_200


class NeverPublished(ValueError):
    """The survey was never published, so there is nothing to count."""


@dataclass(frozen=True, slots=True)
class Info:
    """What a dataset is made of."""

    rows: int
    gone: int
    """Rows that are masked until the next compaction."""
    parts: int
    in_tail: int
    bytes: int
    behind: int
    """Responses that came, changed or went since."""


def silent(done: int, total: int) -> None:
    """For callers who show no progress."""


def dataset_folder(wave: Any) -> Path:
    return Path(settings.VAR) / "datasets" / str(wave.survey.slug) / f"wave-{wave.number}"


def facts(wave: Any, versions: Sequence[Any]) -> Mapping[str, Any]:
    """What a dataset of the wave has to say of itself: whose it is, and that it was made after the last
    withdrawal.
    """
    return {**_about(wave, versions), **_state(wave)}


def read(*, wave: Any, use: Callable[[tuple[Part, ...]], Found]) -> Found:
    """What `use` makes of a wave's dataset as it was last brought up to date; built anew where it is missing,
    damaged or another's, and then used again from the beginning. Raise NeverPublished.
    """
    for _ in range(TRIES):
        try:
            return use(_current(wave))
        except DatasetDamaged:
            # Replaced while it was read, from before a withdrawal, or damaged.
            refresh_dataset(wave=wave, thoroughly=True)
    return use(build_dataset(wave=wave))


def count(*, wave: Any, queries: Sequence[Query]) -> dict[Query, Answer]:
    """Answers of a wave's dataset, as `read` reads it."""
    return read(wave=wave, use=lambda parts: scan(parts, queries))


def build_dataset(*, wave: Any, tell: Tell = silent) -> tuple[Part, ...]:
    """Write the wave's dataset anew from the responses and swap it in; the old one is served until then. If
    somebody else did so while this call waited for its turn, theirs is returned. Raise NeverPublished.
    """
    before = _pointer(wave)
    with pointer_file.lead(dataset_folder(wave)):
        if before != _pointer(wave):
            try:
                return _verified(_current(wave))
            except DatasetDamaged:
                pass
        return _build(wave, tell)


def refresh_dataset(
    *, wave: Any, compact: bool = False, thoroughly: bool = False, tell: Tell = silent
) -> tuple[Part, ...]:
    """Bring the wave's dataset up to date: only what came, changed or went is read. Built anew where there is
    none, or it is damaged. `thoroughly`: read and verify every byte first. Raise NeverPublished.
    """
    with pointer_file.lead(dataset_folder(wave)):
        versions = _versions(wave)
        try:
            parts = open_parts(dataset_folder(wave), about=_about(wave, versions))
            if thoroughly:
                _verified(parts)
            return _follow(wave, versions, parts, compact, tell)
        except DatasetDamaged:
            return _build(wave, tell)


def verify_dataset(*, wave: Any) -> tuple[Part, ...]:
    """Read and verify every byte of the wave's dataset. Raise DatasetDamaged."""
    return _verified(open_parts(dataset_folder(wave), about=_about(wave, _versions(wave))))


def dataset_info(*, wave: Any) -> Info:
    """Raise DatasetDamaged where there is no dataset."""
    parts = open_parts(dataset_folder(wave), about=_about(wave, _versions(wave)))
    alive = [part.rows_alive for part in parts]
    arrived, gone = _changes(wave, parts)
    return Info(
        rows=sum(alive),
        gone=sum(part.rows for part in parts) - sum(alive),
        parts=len(parts),
        in_tail=sum(part.rows for part in parts if part.manifest.get(TAIL)),
        bytes=sum(file.stat().st_size for part in parts for file in part.folder.iterdir()),
        behind=max(len(arrived), len(gone)),
    )


def refresh_datasets() -> list[Any]:
    """Bring the dataset of every wave up to date that has one and whose responses moved on; those waves."""
    moved = []
    for wave in surveys.real_waves().select_related("survey"):
        try:
            found = pointer_file.read_pointer(dataset_folder(wave))
        except DatasetDamaged:
            continue
        if found.state != _full_state(wave):
            refresh_dataset(wave=wave)
            moved.append(wave)
    return moved


def forget_withdrawn() -> list[Path]:
    """Rewrite every dataset that still holds a response taken back since, without it; one that only masks it
    half a day later, with what was amended.
    """
    rewritten = []
    for wave in surveys.waves_with_withdrawals():
        folder = dataset_folder(wave)
        if not folder.exists():
            continue
        try:
            parts = open_parts(folder, about=_about(wave, _versions(wave)), state=_state(wave))
        except DatasetDamaged:
            parts = ()
        if not parts or any(part.gone_for > MASKED_SECONDS for part in parts):
            refresh_dataset(wave=wave, compact=True)
            rewritten.append(folder)
    return rewritten


# What a dataset is about ------------------------------------------------------------------------------


def _versions(wave: Any) -> Sequence[Any]:
    versions = surveys.wave_versions(wave)
    if not versions:
        raise NeverPublished("The survey was never published, so there is nothing to count.")
    return versions


def _about(wave: Any, versions: Sequence[Any]) -> dict[str, Any]:
    """Facts that never change in a part."""
    return {
        "survey": str(wave.survey_id),
        "wave": wave.number,
        "definitions": [version.content_sha256 for version in versions],
    }


def _state(wave: Any) -> dict[str, Any]:
    """A dataset that was made before a withdrawal is not this wave's any more."""
    return {"withdrawn": sum(surveys.withdrawn_by_day(wave).values())}


def _full_state(wave: Any) -> dict[str, Any]:
    return {**_state(wave), **surveys.stored_state(wave)}


def _current(wave: Any) -> tuple[Part, ...]:
    return open_parts(dataset_folder(wave), about=_about(wave, _versions(wave)), state=_state(wave))


def _pointer(wave: Any) -> pointer_file.Pointer | None:
    try:
        return pointer_file.read_pointer(dataset_folder(wave))
    except DatasetDamaged:
        return None


def _verified(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    for part in parts:
        part.verify()
    return parts


# Reading responses: the state always before the rows, so that what comes between is seen the next time ----


def _build(wave: Any, tell: Tell) -> tuple[Part, ...]:
    versions, state = _versions(wave), _full_state(wave)
    definitions = {version.pk: surveys.definition_of(version) for version in versions}
    return build_blocks(
        folder=dataset_folder(wave),
        columns=combined(list(definitions.values())),
        blocks=_blocks(wave, definitions, None, state["rows"], tell),
        about=_about(wave, versions),
        state=state,
    )


def _follow(
    wave: Any, versions: Sequence[Any], parts: tuple[Part, ...], compact: bool, tell: Tell
) -> tuple[Part, ...]:
    state = _full_state(wave)
    arrived, gone = _changes(wave, parts)
    if (
        not compact
        and not arrived
        and not len(gone)
        and pointer_file.read_pointer(dataset_folder(wave)).state == state
    ):
        return parts
    definitions = {version.pk: surveys.definition_of(version) for version in versions}
    return append(
        folder=dataset_folder(wave),
        parts=parts,
        gone=gone,
        columns=combined(list(definitions.values())),
        blocks=_blocks(wave, definitions, arrived, len(arrived), tell),
        about=_about(wave, versions),
        state=state,
        compact=compact,
    )


def _changes(wave: Any, parts: Sequence[Part]) -> tuple[list[UUID], NDArray[np.uint64]]:
    """Ids of responses that no part shows as they are, and marks of rows that no response stands behind."""
    known = np.concatenate([part.marks()[part.rows_left()] for part in parts])
    ids: dict[int, UUID] = dict(surveys.stored_marks(wave))
    now = np.fromiter(ids, np.uint64, len(ids))
    arrived = np.setdiff1d(now, known)
    return [ids[int(mark)] for mark in arrived], np.setdiff1d(known, now)


def _blocks(
    wave: Any, definitions: Mapping[int, Any], ids: Sequence[UUID] | None, total: int, tell: Tell
) -> Iterator[Block]:
    def told() -> Iterator[Any]:
        tell(0, total)
        for done, row in enumerate(surveys.stored_rows(wave, ids), start=1):
            # A version that came meanwhile is for the next time.
            if row.version in definitions:
                yield row
            if done % TOLD_ROWS == 0:
                tell(done, total)
        tell(total, total)

    return saved_blocks(told(), BlockMaker(definitions, pooling.apart(wave)), total=total)
