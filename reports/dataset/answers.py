"""Stored answers of one version -> columns, a block of rows at a time.

The same as `surveys.logic.encoding` and `encode.RowEncoder` row by row (a test compares the two on random
answers), but each question is read once for all rows, and what a set of answers means is worked out once. Who
is asked what depends on the answers to a few questions only: `paths`.

Values here are int16 or float64: a valid code or number, or a missing code below 0; bits are 0 or 1.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.paths import Paths, deciding
from reports.dataset.reading import NOTHING, Record, StoredReader
from surveys.logic.answers import fits
from surveys.logic.definition import NO_ANSWER, NOT_ASKED, NOT_REACHED, Definition, Question

Values = NDArray[Any]
Text = str | None
#: Answers to one question that are remembered; beyond that they are worked out anew.
KEPT = 50_000
BYTE = 256


class Known(dict[Any, bytes]):
    """Several values that one answer stands for, side by side as bytes."""

    def __init__(self, make: Callable[[Any], Iterable[float]], dtype: type[Any]) -> None:
        super().__init__()
        self._make, self._dtype = make, dtype

    def __missing__(self, key: Hashable) -> bytes:
        found = np.array(self._make(key), self._dtype).tobytes()
        if len(self) < KEPT:
            self[key] = found
        return found

    def of(self, keys: Iterable[Hashable]) -> Values:
        """All values of the first key, then of the second."""
        return np.frombuffer(b"".join(map(self.__getitem__, keys)), self._dtype)


@dataclass(frozen=True)
class AnswerEncoder:
    """Compiled for one version."""

    d: Definition
    apart: frozenset[str] = frozenset()
    """Questions that count as not asked (see `reports.pooling`)."""

    @cached_property
    def _reader(self) -> StoredReader:
        return StoredReader(self.d, {q.id for q in deciding(self.d)})

    @cached_property
    def _paths(self) -> Paths:
        return Paths(self.d, self.apart, self._reader.records)

    @cached_property
    def _known(self) -> dict[str, Known]:
        return {}

    def columns(
        self, answers: Sequence[str], saved: Sequence[Text], cells: Sequence[Text]
    ) -> dict[str, Values]:
        """Column name -> values of all rows, for every column that stands for an answer.

        All are JSON, as stored. saved, cells: of the state, the sections that were saved and the cells of
        vignettes that were drawn; None where the state has no such key. Of numbers there is `name.missing`
        too: 0, or the missing code.
        """
        given = self._reader.answers(answers)
        paths = self._paths.of(given, len(answers))
        blanks = self._blanks(saved)
        out: dict[str, Values] = {}
        for place, q in enumerate(self.d.questions):
            if q.type == "text":
                continue
            asked = paths.asked(place)
            blank = np.where(asked, blanks[self._section_places[q.section]], np.int16(NOT_ASKED))
            values = given[q.id]
            match q.type:
                case "single":
                    out[q.id] = _filled(_codes(q, values), asked, blank)
                case "vignette":
                    out[q.id] = _filled(_codes(q, values), asked, blank)
                    out |= self._factors(q, cells, asked, blank)
                case "multi":
                    chosen = np.where(asked, self._masks(q.id, q.options, values), 0)
                    out[q.id] = np.where(chosen > 0, np.int16(0), blank)
                    out |= _bits(q.id, q.options, chosen)
                case "matrix_single":
                    out |= _matrix(q, self._reader.records[q.id], values, paths.shown(place), blank)
                case "matrix_multi":
                    out |= self._grid(q, values, paths.shown(place), paths.open(place), blank)
                case "ranking":
                    out |= self._ranking(q, values, asked, blank)
                case "slider" | "number":
                    out |= self._amounts(q, values, asked, blank)
        return out

    @cached_property
    def _section_places(self) -> dict[str, int]:
        return {section.id: place for place, section in enumerate(self.d.sections)}

    def _blanks(self, saved: Sequence[Text]) -> Values:
        """(sections, rows): what no answer means."""

        def means(text: Text) -> list[int]:
            found = _loaded(text, list)
            return [NO_ANSWER if section.id in found else NOT_REACHED for section in self.d.sections]

        return _apart(self._remembered("", means, np.int16).of(saved), len(self.d.sections))

    # -- types that hold several answers

    def _remembered(self, name: str, make: Callable[[Any], Iterable[float]], dtype: type[Any]) -> Known:
        if name not in self._known:
            self._known[name] = Known(make, dtype)
        return self._known[name]

    def _masks(self, name: str, options: Sequence[Any], given: Iterable[Any]) -> NDArray[np.int64]:
        """A bit for each chosen option, from the lowest."""

        def mask(chosen: tuple[str, ...] | None) -> list[int]:
            return [sum(1 << place for place, o in enumerate(options) if chosen and o.code in chosen)]

        return self._remembered(name, mask, np.int64).of(given)

    def _grid(
        self, q: Question, given: Sequence[Any], shown: Values, opened: Values, blank: Values
    ) -> dict[str, Values]:
        rows = chain.from_iterable(map(self._reader.records[q.id].values, given))
        chosen = _apart(self._masks(q.id, q.columns, rows), len(q.rows)) & opened
        chosen = np.where(_each_bit(shown, len(q.rows)), chosen, 0)
        states = np.where(chosen > 0, np.int16(0), blank)
        for place, column in reversed(list(enumerate(q.columns))):
            if column.missing is not None:
                states = np.where(chosen >> place & 1, np.int16(column.missing), states)
        out: dict[str, Values] = {}
        for place, row in enumerate(q.rows):
            name = f"{q.id}__{row.code}"
            out[name] = states[place]
            out |= _bits(name, q.columns, chosen[place])
        return out

    def _ranking(self, q: Question, given: Sequence[Any], asked: Values, blank: Values) -> dict[str, Values]:
        codes = [option.code for option in q.options]

        def places(chosen: tuple[str, ...] | None) -> list[int]:
            ranked = list(dict.fromkeys(chosen or ()))[: q.top]
            return [ranked.index(code) + 1 if code in ranked else 0 for code in codes]

        ranks = _apart(self._remembered(q.id, places, np.int16).of(given), len(codes))
        count = np.where(asked, np.count_nonzero(ranks, axis=0), 0)
        out = {q.id: np.where(count > 0, count, blank)}
        for code, each in zip(codes, ranks, strict=True):
            out[f"{q.id}__{code}"] = np.where(count > 0, each, blank)
        return out

    def _factors(self, q: Question, cells: Sequence[Text], asked: Values, blank: Values) -> dict[str, Values]:
        """Which cell of a vignette each row was shown."""

        def cell(text: Text) -> list[int]:
            found = _loaded(text, dict).get(q.id)
            drawn = found if isinstance(found, dict) else {}
            return [_level(drawn.get(name, NOTHING), levels) for name, levels in q.factors.items()]

        drawn = _apart(self._remembered(f"{q.id} cells", cell, np.int16).of(cells), len(q.factors))
        return {name: _filled(each, asked, blank) for name, each in zip(q.factors, drawn, strict=True)}

    def _amounts(self, q: Question, given: Sequence[Any], asked: Values, blank: Values) -> dict[str, Values]:
        def number(key: tuple[type, Any]) -> list[float]:
            return [float(key[1]) if fits(q, key[1]) else np.nan]

        # 5 and 5.0 are one key, but a question for whole numbers takes only the first.
        keys = [(value.__class__, value) for value in given]
        values = self._remembered(q.id, number, np.float64).of(keys)
        there = asked & ~np.isnan(values)
        missing = np.where(there, np.int16(0), blank)
        return {q.id: np.where(there, values, blank), f"{q.id}.missing": missing}


def _loaded(text: Text, kind: type[Any]) -> Any:
    """What a text of the state holds; nothing if it is of another kind."""
    try:
        found = json.loads(text) if text else None
    except ValueError:
        found = None
    return found if isinstance(found, kind) else kind()


def _level(drawn: Any, levels: Sequence[str]) -> int:
    """The place of a level, or the missing code that stands for it."""
    if drawn.__class__ is int:
        return int(drawn)
    return levels.index(drawn) if drawn in levels else NO_ANSWER


def _apart(values: Values, each: int) -> Values:
    """Values that stand row by row, `each` of a row -> (each, rows)."""
    return np.ascontiguousarray(values.reshape(-1, each).T) if each else values.reshape(0, 0)


def _each_bit(masks: Values, count: int) -> NDArray[np.bool_]:
    """(count, rows): whether a bit is set, from the lowest."""
    return (masks >> np.arange(count)[:, None] & 1).astype(np.bool_)


def _codes(q: Question, given: Iterable[str | None]) -> NDArray[np.int16]:
    """The value of each code; NOTHING for none."""
    places: dict[str | None, int] = {option.code: place for place, option in enumerate(q.options)}
    places[None] = len(q.options)
    values = np.array([*(option.value for option in q.options), NOTHING], np.int16)
    found = map(places.__getitem__, given)
    return values[
        np.frombuffer(bytes(found), np.uint8) if len(places) <= BYTE else np.fromiter(found, np.intp)
    ]


def _filled(codes: Values, counts: Values, blank: Values) -> Values:
    return np.where(counts & (codes != NOTHING), codes, blank)


def _matrix(
    q: Question, record: Record, given: Sequence[Any], shown: Values, blank: Values
) -> dict[str, Values]:
    codes = _apart(_codes(q, chain.from_iterable(map(record.values, given))), len(q.rows))
    there = _each_bit(shown, len(q.rows))
    values = np.where(there, np.where(codes == NOTHING, blank, codes), np.int16(NOT_ASKED))
    return {f"{q.id}__{row.code}": each for row, each in zip(q.rows, values, strict=True)}


def _bits(name: str, options: Sequence[Any], chosen: NDArray[np.int64]) -> dict[str, Values]:
    each = (chosen >> np.arange(len(options))[:, None] & 1).astype(np.uint8)
    return {f"{name}__{o.code}": bits for o, bits in zip(options, each, strict=True)}
