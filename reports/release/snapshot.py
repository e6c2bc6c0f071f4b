"""The answers that one release is made of, set apart for as long as it is built: an open wave moves on
meanwhile, and a build that was stopped goes on with the same people.
"""

import json
import shutil
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.build import build_blocks
from reports.dataset.columns import ANALYSIS, MARKS, combined
from reports.dataset.encode import Block
from reports.dataset.errors import DatasetDamaged
from reports.dataset.saved import IS_DEMO, BlockMaker, saved_blocks
from reports.dataset.store import Part, open_parts
from reports.release.assembly import Counting, Tell, silent
from reports.release.milestones import NOBODY, Bases
from surveys.logic.definition import Definition

Members = NDArray[np.uint64]
"""Marks of the responses in the analysis, sorted (see `surveys.queries.released_rows`)."""
Rows = Iterable[tuple[Any, ...]]
"""Stored responses (see `reports.dataset.saved.Saved`), with these marks."""
Again = Callable[[Container[int]], Rows]
"""Reads the wave again, only the rows with these marks."""
NOBODY_YET: Members = np.empty(0, np.uint64)
NOTICE = 2_000
"""Rows between two words about progress."""
FACTS = "snapshot.json"


class Moved(RuntimeError):
    """Responses changed between two readings."""


@dataclass(frozen=True)
class Snapshot:
    parts: tuple[Part, ...]
    members: Members
    has_demo: bool

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)


def take(
    *,
    folder: Path,
    rows: Rows,
    definitions: Mapping[int, Definition],
    apart: Mapping[int, frozenset[str]],
    about: Mapping[str, Any],
    total: int,
    tell: Tell,
) -> Snapshot:
    """Write the rows into `folder` as a dataset of their own. One reading. `apart`: of each version, the
    questions that count as not asked (see `reports.pooling`).
    """
    shutil.rmtree(folder, ignore_errors=True)
    read = _Read(tell, total)
    parts = read.written(folder / "data", rows, definitions, apart, about)
    members = np.sort(np.concatenate([NOBODY_YET, *read.members]))
    (folder / "members").write_bytes(to_bytes(members))
    temporary = folder / f"{FACTS}.new"
    temporary.write_text(json.dumps({"has_demo": read.has_demo, "members": len(members)}))
    temporary.replace(folder / FACTS)
    return Snapshot(parts, members, read.has_demo)


def reopen(folder: Path, about: Mapping[str, Any]) -> Snapshot | None:
    """What `take` wrote for the same facts; None if it is not whole."""
    try:
        facts = json.loads((folder / FACTS).read_bytes())
        members = from_bytes((folder / "members").read_bytes())
        parts = open_parts(folder / "data", about=about)
    except (OSError, ValueError, DatasetDamaged):
        return None
    if len(members) != facts["members"]:
        return None
    return Snapshot(parts, members, bool(facts["has_demo"]))


def to_bytes(members: Members) -> bytes:
    return members.astype(">u8").tobytes()


def from_bytes(text: bytes) -> Members:
    return np.frombuffer(text, ">u8").astype(np.uint64)


def unchanged(
    *,
    snapshot: Snapshot,
    earlier: Sequence[Members],
    again: Again,
    folder: Path,
    definitions: Mapping[int, Definition],
    apart: Mapping[int, frozenset[str]],
    counting: Counting,
    tell: Tell,
) -> list[dict[str, dict[str, Bases]]]:
    """For each earlier release, the exact bases of those who are in it and in the snapshot with the same
    answers.

    They are read again, once for each set of releases that somebody is in. Raise Moved if one of them is not
    there any more as they were: then everything has to be read anew.
    """
    found: list[dict[str, dict[str, Bases]]] = [{} for _ in earlier]
    for place, (which, marks) in enumerate(_patterns(snapshot.members, earlier).items()):
        tell("Comparing with earlier releases", place)
        if len(marks) == len(snapshot.members):
            parts = snapshot.parts
        else:
            shutil.rmtree(folder, ignore_errors=True)
            read = _Read()
            parts = read.written(folder, again(frozenset(marks.tolist())), definitions, apart, {})
            found_again = sum(map(len, read.members))
            if found_again != len(marks):
                raise Moved(f"{len(marks) - found_again} responses were saved again meanwhile.")
        people = counting.people(parts)
        for index in which:
            found[index] = _added(found[index], people)
    shutil.rmtree(folder, ignore_errors=True)
    return found


def _patterns(members: Members, earlier: Sequence[Members]) -> dict[tuple[int, ...], Members]:
    """Places of the earlier releases that somebody is in -> the marks of those people; nobody new."""
    if not earlier:
        return {}
    inside = np.stack([np.isin(members, each) for each in earlier], axis=1)
    kinds, kind = np.unique(inside, axis=0, return_inverse=True)
    return {
        tuple(np.flatnonzero(each).tolist()): members[kind.ravel() == place]
        for place, each in enumerate(kinds)
        if each.any()
    }


class _Read:
    """What is remembered of rows that are written, besides their columns."""

    def __init__(self, tell: Tell = silent, total: int = 0) -> None:
        self.members: list[Members] = []
        """Of each block, the marks of those who are in the analysis."""
        self.has_demo = False
        self._tell, self._total = tell, total

    def written(
        self,
        folder: Path,
        rows: Rows,
        definitions: Mapping[int, Definition],
        apart: Mapping[int, frozenset[str]],
        about: Mapping[str, Any],
    ) -> tuple[Part, ...]:
        """A dataset of these rows."""
        make = BlockMaker(definitions, apart)
        blocks = saved_blocks(self._watched(rows), make, total=self._total)
        return build_blocks(
            folder=folder,
            columns=combined(list(definitions.values())),
            blocks=self._unmarked(blocks),
            about=about,
        )

    def _watched(self, rows: Rows) -> Iterator[tuple[Any, ...]]:
        for place, row in enumerate(rows):
            if place % NOTICE == 0:
                self._tell("Reading answers", place, self._total)
            self.has_demo = self.has_demo or IS_DEMO(row)
            yield row

    def _unmarked(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Nothing on the disk ties a row to its response: the marks are kept sorted, beside the rows."""
        for each in blocks:
            self.members.append(each[MARKS][each[ANALYSIS] == 1])
            yield {**each, MARKS: np.zeros_like(each[MARKS])}


def _added(
    some: Mapping[str, Mapping[str, Bases]], more: Mapping[str, Mapping[str, Bases]]
) -> dict[str, dict[str, Bases]]:
    """Bases add up over people."""
    total: dict[str, dict[str, Bases]] = {}
    for item in some.keys() | more.keys():
        tables = total.setdefault(item, {})
        for table in some.get(item, {}).keys() | more.get(item, {}).keys():
            a, b = some.get(item, {}).get(table, {}), more.get(item, {}).get(table, {})
            tables[table] = {
                name: tuple(x + y for x, y in zip(a.get(name, NOBODY), b.get(name, NOBODY), strict=True))
                for name in a.keys() | b.keys()
            }
    return total
