"""The answers that one release is made of, set apart for as long as it is built: an open wave moves on
meanwhile, and a build that was stopped goes on with the same people.
"""

import json
import shutil
from array import array
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.build import build
from reports.dataset.encode import ANALYSED
from reports.dataset.errors import DatasetDamaged
from reports.dataset.store import Part, open_parts
from reports.release.assembly import Counting, Tell
from reports.release.milestones import NOBODY, Bases
from surveys.logic.definition import Definition

Members = NDArray[np.uint64]
"""Marks of the responses in the analysis, sorted (see `surveys.queries.marked_rows`)."""
Marked = Iterator[tuple[int, Mapping[str, Any]]]
Again = Callable[[Container[int]], Marked]
"""Reads the wave again, only the rows with these marks."""
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
    rows: Marked,
    definitions: Mapping[int, Definition],
    about: Mapping[str, Any],
    total: int,
    tell: Tell,
) -> Snapshot:
    """Write the rows into `folder` as a dataset of their own. One reading."""
    shutil.rmtree(folder, ignore_errors=True)
    marks = array("Q")
    has_demo = False

    def watched() -> Iterator[Mapping[str, Any]]:
        nonlocal has_demo
        for place, (mark, row) in enumerate(rows):
            if place % NOTICE == 0:
                tell("Reading answers", place, total)
            has_demo = has_demo or row["_demo"]
            if is_analysed(row):
                marks.append(mark)
            yield row

    build(folder=folder / "data", rows=watched(), definitions=definitions, about=about)
    members = np.sort(np.frombuffer(marks, np.uint64)) if marks else np.empty(0, np.uint64)
    (folder / "members").write_bytes(to_bytes(members))
    temporary = folder / f"{FACTS}.new"
    temporary.write_text(json.dumps({"has_demo": has_demo, "members": len(members)}))
    temporary.replace(folder / FACTS)
    return Snapshot(open_parts(folder / "data", about=about), members, has_demo)


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


def is_analysed(row: Mapping[str, Any]) -> bool:
    return row["_status"] in ANALYSED and not row.get("_left_out")


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
            read = _Counted(again(frozenset(marks.tolist())))
            parts = build(folder=folder, rows=read, definitions=definitions, about={})
            if read.analysed != len(marks):
                raise Moved(f"{len(marks) - read.analysed} responses were saved again meanwhile.")
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


class _Counted:
    """Rows as they pass, and how many of them are in the analysis."""

    def __init__(self, rows: Marked) -> None:
        self.rows = rows
        self.analysed = 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for _, row in self.rows:
            self.analysed += is_analysed(row)
            yield row


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
