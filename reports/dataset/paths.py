"""Who is asked what: it depends on the answers to a few questions only, and is worked out by `routing.walk`
once for each combination of those.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.reading import Record
from surveys.logic.definition import Definition, Question
from surveys.logic.piping import columns, rows
from surveys.logic.routing import walk

#: Combinations that are remembered; beyond that they are worked out anew.
KEPT_PATHS = 100_000
Path = bytes
"""Of int64, (3, questions): whether it is asked; a bit for each row that is shown, from the lowest; and a bit
for each column of a grid.
"""


@dataclass(frozen=True)
class Taken:
    """The paths of some rows. Each method: of one question, a value a row."""

    paths: NDArray[np.int64]
    """(3, questions, paths)."""
    which: NDArray[np.intp]
    """Place of its path, a row."""

    def asked(self, question: int) -> NDArray[np.bool_]:
        return self.paths[0, question].astype(np.bool_)[self.which]

    def shown(self, question: int) -> NDArray[np.int64]:
        """A bit for each row of the question, from the lowest."""
        return self.paths[1, question][self.which]

    def open(self, question: int) -> NDArray[np.int64]:
        """A bit for each column of the grid."""
        return self.paths[2, question][self.which]


class Paths:
    """Of one version. `apart`: ids of questions that count as not asked. `records`: how matrices are read."""

    def __init__(self, d: Definition, apart: frozenset[str], records: Mapping[str, Record]) -> None:
        self.d, self.apart = d, apart
        self._records = records
        self._deciding = deciding(d)
        self._known: dict[tuple[Hashable, ...], Path] = {}

    def of(self, given: Mapping[str, Sequence[Any]], count: int) -> Taken:
        """given: question id -> its answers, as `reading.StoredReader` gives them; `count` of each."""
        keys = [self._keys(q, given[q.id]) for q in self._deciding]
        combinations = list(zip(*keys, strict=True)) if keys else [()] * count
        places: dict[tuple[Hashable, ...], int] = {}
        which = [places.setdefault(key, len(places)) for key in combinations]
        paths = np.frombuffer(b"".join(map(self._path, places)), np.int64)
        apart = paths.reshape(-1, 3, len(self.d.questions)).transpose(1, 2, 0)
        return Taken(np.ascontiguousarray(apart), np.array(which, np.intp))

    def _keys(self, q: Question, values: Sequence[Any]) -> Sequence[Hashable]:
        """Equal for answers that decide alike; a text does by being there."""
        if q.id in self._records:
            return list(map(self._records[q.id].values, values))
        match q.type:
            case "text":
                return [bool(value) for value in values]
            case "slider" | "number":
                # 5 and 5.0 are equal, but a question for whole numbers takes only the first.
                return [(value.__class__, value) for value in values]
        return values

    def _answer(self, q: Question, key: Any) -> Any:
        """An answer of this key, as it is stored."""
        match q.type:
            case "matrix_single" | "matrix_multi":
                found = zip(q.rows, key, strict=True)
                return {r.code: list(v) if isinstance(v, tuple) else v for r, v in found if v is not None}
            case "multi" | "ranking":
                return None if key is None else list(key)
            case "slider" | "number":
                return key[1]
            case "text":
                return "…" if key else None
        return key

    def _path(self, key: tuple[Hashable, ...]) -> Path:
        found = self._known.get(key)
        if found is None:
            answers = {q.id: self._answer(q, each) for q, each in zip(self._deciding, key, strict=True)}
            found = self._new_path(answers)
            if len(self._known) >= KEPT_PATHS:
                self._known.clear()
            self._known[key] = found
        return found

    def _new_path(self, answers: Mapping[str, Any]) -> Path:
        done = walk(self.d, answers)
        visible = {q.id for q in done.visible} - self.apart
        path = np.zeros((3, len(self.d.questions)), np.int64)
        for place, q in enumerate(self.d.questions):
            if q.id not in visible:
                continue
            path[0, place] = 1
            if q.rows:
                seen = {row.code for row in rows(self.d, q, done.effective)}
                path[1, place] = sum(1 << n for n, row in enumerate(q.rows) if row.code in seen)
            if q.columns:
                there = {column.code for column in columns(self.d, q, done.effective)}
                path[2, place] = sum(1 << n for n, column in enumerate(q.columns) if column.code in there)
        return path.tobytes()


def deciding(d: Definition) -> tuple[Question, ...]:
    """Questions that conditions, piped rows and piped columns look at."""
    names: set[str] = set(d.column_sources.values())
    for q in d.questions:
        names |= {q.rows_from.question} if q.rows_from else set()
        for condition in (q.show_if, *(route.condition for route in q.routing)):
            names |= set(_named(condition))
    # A question that decides is itself decided by others, which are then in the set as well.
    return tuple(q for q in d.questions if q.id in names)


def _named(condition: Any) -> Iterator[str]:
    """Questions that a condition looks at."""
    if isinstance(condition, Mapping):
        for key, value in condition.items():
            if key in ("q", "answered"):
                yield value
            else:
                yield from _named(value)
    elif isinstance(condition, list | tuple):
        for part in condition:
            yield from _named(part)
