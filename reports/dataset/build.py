"""Writing datasets: whole from rows, on from what is there, and compact.

Whatever is written is shuffled. Rows that came since the last shuffle may lie in a small tail of their own,
so small that it tells next to nothing of who came last (`TAIL_SHARE`); beyond that everything is mixed anew.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from reports.dataset import pointer_file, store
from reports.dataset.columns import MARKS, STATUS, Column, combined
from reports.dataset.encode import BLOCK_ROWS, Block, RowEncoder, Stored, block
from reports.dataset.masks import unpacked
from reports.dataset.pointer_file import Pointer
from reports.dataset.store import Part, PartWriter
from surveys.logic.definition import Definition

#: The tail holds at most this share of all rows: to be in it or not is then correlated with the order of
#: arrival by less than 0.09, under the limit of threat 17.
TAIL_SHARE = 1 / 400
Array = NDArray[Any]


class Source(Protocol):
    """Some rows, of which one column after the other is read."""

    def __getitem__(self, name: str, /) -> Array:
        """Of a bit column 0 or 1 a row; `name.missing` of numbers; `_marks`."""


@dataclass(frozen=True)
class Remaining:
    """Some rows of a part."""

    part: Part
    rows: NDArray[np.intp] = field(repr=False)

    def __getitem__(self, name: str, /) -> Array:
        if name == MARKS:
            return self.part.marks()[self.rows]
        if name.endswith(".missing"):
            return self.part.missing(name.removesuffix(".missing"))[self.rows]
        if self.part.column(name).kind == "bit":
            return unpacked(self.part.bits(name), self.part.rows)[self.rows]
        return self.part.values(name)[self.rows]


def build(
    *,
    folder: Path,
    rows: Iterable[Mapping[str, Any]],
    definitions: Mapping[int, Definition],
    about: Mapping[str, Any],
) -> tuple[Part, ...]:
    """Write encoded rows as the current dataset of `folder`; return its parts (one empty part for no rows).

    rows: encoded responses, each with `_status`, `_source` and `_version`, a key of `definitions`; read once,
    2^20 in memory at a time. Their order is lost. about: facts written into every manifest (survey, wave,
    definition hash). They have no marks, so `append` does not go on from them.
    """
    columns = combined(list(definitions.values()))
    encoders = {number: RowEncoder(d) for number, d in definitions.items()}
    stored = (encoders[row["_version"]].row(row) for row in rows)
    return build_blocks(folder=folder, columns=columns, blocks=_blocks(columns, stored), about=about)


def build_blocks(
    *,
    folder: Path,
    columns: Sequence[Column],
    blocks: Iterable[Block],
    about: Mapping[str, Any],
    state: Mapping[str, Any] | None = None,
) -> tuple[Part, ...]:
    """The same from blocks of columns; `_marks` in them are kept."""
    with pointer_file.new_build(folder) as target:
        parts: dict[str, str] = {}
        for some in _of_part_size(columns, blocks):
            parts |= _write(target, columns, some, about, first=len(parts))
        if len(parts) == 1:
            return _swap(folder, parts, {}, state, about)
        # Rows came in the order in which the database has them, so parts would tell early from late.
        written = [store.open_part(folder / name, digest) for name, digest in parts.items()]
        with pointer_file.new_build(folder) as mixed:
            parts = _write(mixed, columns, [_remaining(part) for part in written], about)
            shutil.rmtree(target)
            return _swap(folder, parts, {}, state, about)


def append(
    *,
    folder: Path,
    parts: Sequence[Part],
    gone: NDArray[np.uint64],
    columns: Sequence[Column],
    blocks: Iterable[Block],
    about: Mapping[str, Any],
    state: Mapping[str, Any] | None = None,
    compact: bool = False,
) -> tuple[Part, ...]:
    """Go on from `parts`: rows whose marks are in `gone` are no more, and those of the blocks are there.

    What is sealed is not written again: rows that are no more are masked, new ones lie in the tail, which is
    mixed as a whole. Everything is written anew, mixed and without the rows that are no more, if `compact`
    says so or the tail would be too large. Raise DatasetDamaged.
    """
    new = [each for each in blocks if len(each[STATUS])]
    left = [(part, _without(part, gone)) for part in parts]
    whole = sum(len(rows) for _, rows in left) + sum(len(each[STATUS]) for each in new)
    bodies = [(part, rows) for part, rows in left if _is_body(part)]
    tail = [Remaining(part, rows) for part, rows in left if not _is_body(part)]
    in_tail = sum(len(each.rows) for each in tail) + sum(len(each[STATUS]) for each in new)
    with pointer_file.new_build(folder) as target:
        if compact or not bodies or in_tail > whole * TAIL_SHARE:
            sources: list[Source] = [*(Remaining(part, rows) for part, rows in left), *new]
            return _swap(folder, _write(target, columns, sources, about), {}, state, about)
        names = {part.name: part.sha256 for part, _ in bodies}
        masks = {part.name: _mask(part, rows) for part, rows in bodies}
        if in_tail:
            names |= _write(target, columns, [*tail, *new], {**about, TAIL: True})
        return _swap(folder, names, {name: mask for name, mask in masks.items() if mask}, state, about)


TAIL = "tail"
"""What the manifest of a tail says of it."""


def _is_body(part: Part) -> bool:
    return not part.manifest.get(TAIL, False)


def _swap(
    folder: Path,
    parts: Mapping[str, str],
    gone: Mapping[str, str],
    state: Mapping[str, Any] | None,
    about: Mapping[str, Any],
) -> tuple[Part, ...]:
    pointer_file.replace_current(folder, Pointer(parts, gone, dict(state or {})))
    return store.open_parts(folder, about=about, state=state)


def _remaining(part: Part) -> Remaining:
    return Remaining(part, part.rows_left())


def _without(part: Part, gone: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Rows that are there and stay."""
    there = part.rows_left()
    return there[~np.isin(part.marks()[there], gone)] if len(gone) else there


def _mask(part: Part, rows: NDArray[np.intp]) -> str:
    """Name of the mask that leaves these rows; none if all are left."""
    if len(rows) == part.rows:
        return ""
    if len(rows) == part.rows_alive:
        return part.gone
    gone = np.ones(part.rows, np.bool_)
    gone[rows] = False
    return store.write_gone(part, gone)


def _write(
    target: Path,
    columns: Sequence[Column],
    sources: Sequence[Source],
    about: Mapping[str, Any],
    first: int = 0,
) -> dict[str, str]:
    """The rows of all sources, mixed, as parts of `target`: name -> SHA-256. A column at a time in memory."""
    rows = sum(len(source[STATUS]) for source in sources)
    order = np.random.default_rng().permutation(rows)
    starts = range(0, max(rows, 1), store.PART_ROWS)
    ends = [min(start + store.PART_ROWS, rows) for start in starts]
    writers = [PartWriter(target / f"part-{first + n:04d}") for n in range(len(starts))]

    def mixed(name: str) -> Array:
        whole: Array = np.concatenate([source[name] for source in sources])[order]
        return whole

    for column in columns:
        values = mixed(column.name)
        missing = mixed(f"{column.name}.missing") if column.kind in ("int", "float") else None
        for writer, start, end in zip(writers, starts, ends, strict=True):
            writer.put(column, values[start:end], None if missing is None else missing[start:end])
    marks = mixed(MARKS)
    found = {}
    for writer, start, end in zip(writers, starts, ends, strict=True):
        writer.write(MARKS, marks[start:end])
        digest = writer.finish(columns, end - start, about)
        found[f"{target.name}/{writer.folder.name}"] = digest
    return found


def _of_part_size(columns: Sequence[Column], blocks: Iterable[Block]) -> Iterator[list[Source]]:
    """As many blocks as fill a part, or a little more; for no rows one empty block."""
    some: list[Source] = []
    held = 0
    first = True
    for each in blocks:
        some.append(each)
        held += len(each[STATUS])
        if held + BLOCK_ROWS > store.PART_ROWS:
            yield some
            some, held, first = [], 0, False
    if some or first:
        yield some or [block(columns, [])]


def _blocks(columns: Sequence[Column], rows: Iterator[Stored]) -> Iterator[Block]:
    size = min(BLOCK_ROWS, store.PART_ROWS)
    while some := list(islice(rows, size)):
        yield block(columns, some)
