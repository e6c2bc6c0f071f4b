"""Stored answers of one version -> columns, a block of rows at a time.

The same as `surveys.logic.encoding` and `encode.RowEncoder` row by row (a test compares the two on random
answers), but each question is read once for all rows. Who is asked what depends on the answers to a few
questions only; it is worked out by `routing.walk` once for each combination of those (`Path`).

Values here are int16 or float64: a valid code or number, or a missing code below 0; bits are 0 or 1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset import columns as layout
from surveys.logic.answers import fits
from surveys.logic.definition import NO_ANSWER, NOT_ASKED, NOT_REACHED, Definition, Question
from surveys.logic.piping import columns, rows
from surveys.logic.routing import walk

Values = NDArray[Any]
Answers = Sequence[Mapping[str, Any]]
#: Combinations that are remembered; beyond that they are worked out anew.
KEPT_PATHS = 100_000
NOTHING = -99
"""Stands for no answer until it is known why there is none."""
_EMPTY: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Path:
    """Who gives these answers to the deciding questions is asked this."""

    asked: NDArray[np.bool_]
    """A question."""
    shown: NDArray[np.int64]
    """A question: a bit for each row that is shown, from the lowest."""
    open: NDArray[np.int64]
    """A question: a bit for each column of a grid that is shown."""


@dataclass(frozen=True)
class AnswerEncoder:
    """Compiled for one version."""

    d: Definition
    apart: frozenset[str] = frozenset()
    """Questions that count as not asked (see `reports.pooling`)."""

    @cached_property
    def _deciding(self) -> tuple[Question, ...]:
        """Questions that conditions, piped rows and piped columns look at."""
        names: set[str] = set(self.d.column_sources.values())
        for q in self.d.questions:
            names |= {q.rows_from.question} if q.rows_from else set()
            for condition in (q.show_if, *(route.condition for route in q.routing)):
                names |= set(_named(condition))
        # A question that decides is itself decided by others, which are then in the set as well.
        return tuple(q for q in self.d.questions if q.id in names)

    @cached_property
    def _paths(self) -> dict[Any, Path]:
        return {}

    @cached_property
    def _several(self) -> dict[str, dict[Any, int]]:
        return {}

    @cached_property
    def _ranks(self) -> dict[Any, tuple[int, ...]]:
        return {}

    @cached_property
    def _section_places(self) -> dict[str, int]:
        return {section.id: place for place, section in enumerate(self.d.sections)}

    def columns(self, answers: Answers, states: Answers) -> dict[str, Values]:
        """Column name -> values of all rows, for every column that stands for an answer."""
        paths = [self._path(each) for each in answers]
        asked = np.array([path.asked for path in paths]).reshape(len(paths), -1)
        shown = np.array([path.shown for path in paths]).reshape(len(paths), -1)
        opened = np.array([path.open for path in paths]).reshape(len(paths), -1)
        blanks = self._blanks(states)
        hidden = [place for place, q in enumerate(self.d.questions) if q.id in self.apart]
        asked[:, hidden], shown[:, hidden], opened[:, hidden] = False, 0, 0
        out: dict[str, Values] = {}
        for place, q in enumerate(self.d.questions):
            blank = np.where(asked[:, place], blanks[:, self._section_places[q.section]], NOT_ASKED)
            given = [each.get(q.id) for each in answers]
            match q.type:
                case "single":
                    out[q.id] = _filled(_codes(given, _value_of(q)), asked[:, place], blank)
                case "vignette":
                    out[q.id] = _filled(_codes(given, _value_of(q)), asked[:, place], blank)
                    out |= _factors(q, states, asked[:, place], blank)
                case "multi":
                    chosen = np.where(asked[:, place], self._masks(q.id, q.options, given), 0)
                    out[q.id] = np.where(chosen > 0, 0, blank)
                    out |= _bits(q.id, q.options, chosen)
                case "matrix_single":
                    out |= _matrix(q, given, shown[:, place], blank)
                case "matrix_multi":
                    out |= self._grid(q, given, shown[:, place], opened[:, place], blank)
                case "ranking":
                    out |= self._ranking(q, given, asked[:, place], blank)
                case "slider" | "number":
                    out[q.id] = _amounts(q, given, asked[:, place], blank)
        return out

    # -- who is asked what

    def _path(self, answers: Mapping[str, Any]) -> Path:
        key = tuple([_deciding(q, answers.get(q.id)) for q in self._deciding])
        found = self._paths.get(key)
        if found is None:
            found = self._new_path({q.id: answers.get(q.id) for q in self._deciding})
            if len(self._paths) >= KEPT_PATHS:
                self._paths.clear()
            self._paths[key] = found
        return found

    def _new_path(self, answers: Mapping[str, Any]) -> Path:
        done = walk(self.d, answers)
        visible = {q.id for q in done.visible}
        asked = [q.id in visible for q in self.d.questions]
        shown, opened = [], []
        for q in self.d.questions:
            is_grid = q.type in ("matrix_single", "matrix_multi") and q.id in visible
            seen = {row.code for row in rows(self.d, q, done.effective)} if is_grid else set()
            there = {c.code for c in columns(self.d, q, done.effective)} if q.columns and is_grid else set()
            shown.append(sum(1 << place for place, row in enumerate(q.rows) if row.code in seen))
            opened.append(sum(1 << place for place, c in enumerate(q.columns) if c.code in there))
        return Path(np.array(asked), np.array(shown, np.int64), np.array(opened, np.int64))

    def _blanks(self, states: Answers) -> Values:
        """(rows, sections): what no answer means."""
        known: dict[Any, int] = {}
        kinds: list[list[int]] = []
        places = []
        for state in states:
            saved = tuple(state.get("saved", ()))
            place = known.get(saved)
            if place is None:
                place = known[saved] = len(kinds)
                kinds.append([NO_ANSWER if s.id in saved else NOT_REACHED for s in self.d.sections])
            places.append(place)
        return np.array(kinds, np.int16).reshape(len(kinds), -1)[np.array(places, np.intp)]

    # -- types that hold several answers

    def _masks(self, name: str, options: Sequence[Any], given: Sequence[Any]) -> NDArray[np.int64]:
        """A bit for each chosen option, from the lowest."""
        known = self._several.setdefault(name, {})
        out = []
        for value in given:
            if value.__class__ is not list:
                out.append(0)
                continue
            try:
                key = tuple(value)
                mask = known.get(key)
            except TypeError:
                key, mask = None, None
            if mask is None:
                mask = sum(1 << place for place, o in enumerate(options) if o.code in value)
                if key is not None and len(known) < KEPT_PATHS:
                    known[key] = mask
            out.append(mask)
        return np.array(out, np.int64)

    def _grid(
        self, q: Question, given: Sequence[Any], shown: Values, opened: Values, blank: Values
    ) -> dict[str, Values]:
        held = [value if value.__class__ is dict else _EMPTY for value in given]
        missing = [(1 << place, c.missing) for place, c in enumerate(q.columns) if c.missing is not None]
        out: dict[str, Values] = {}
        for place, row in enumerate(q.rows):
            name = f"{q.id}__{row.code}"
            chosen = self._masks(q.id, q.columns, [value.get(row.code) for value in held]) & opened
            chosen = np.where(shown >> place & 1, chosen, 0)
            state = np.where(chosen > 0, 0, blank)
            for bit, code in reversed(missing):
                state = np.where(chosen & bit, code, state)
            out[name] = state
            out |= _bits(name, q.columns, chosen)
        return out

    def _ranking(self, q: Question, given: Sequence[Any], asked: Values, blank: Values) -> dict[str, Values]:
        codes = {option.code: place for place, option in enumerate(q.options)}
        ranks = np.array([self._ranks_of(q, codes, value) for value in given], np.int16)
        ranks = ranks.reshape(len(given), len(codes))
        count = np.where(asked, (ranks > 0).sum(axis=1), 0)
        out = {q.id: np.where(count > 0, count, blank)}
        for code, place in codes.items():
            out[f"{q.id}__{code}"] = np.where(count > 0, ranks[:, place], blank)
        return out

    def _ranks_of(self, q: Question, codes: Mapping[str, int], value: Any) -> tuple[int, ...]:
        if not isinstance(value, list):
            return (0,) * len(codes)
        kept = [code for code in value if isinstance(code, str) and code in codes]
        key = (q.id, *kept)
        found = self._ranks.get(key)
        if found is None:
            ranks = [0] * len(codes)
            for rank, code in enumerate(list(dict.fromkeys(kept))[: q.top], start=1):
                ranks[codes[code]] = rank
            found = tuple(ranks)
            if len(self._ranks) < KEPT_PATHS:
                self._ranks[key] = found
        return found


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


def _deciding(q: Question, value: Any) -> Any:
    """Equal for answers that decide alike; a text does by being there."""
    if q.type == "text":
        return isinstance(value, str) and value != ""
    return _frozen(value)


def _frozen(value: Any) -> Any:
    """A key for an answer, whatever it is made of."""
    if value.__class__ is list:
        return tuple(map(_frozen, value))
    if value.__class__ is dict:
        return ("{}", *((key, _frozen(each)) for key, each in value.items()))
    return value if value is None or value.__class__ is str else (value.__class__, value)


def _value_of(q: Question) -> dict[str, int]:
    return {option.code: option.value for option in q.options}


def _codes(given: Sequence[Any], value_of: Mapping[str, int]) -> NDArray[np.int16]:
    get = value_of.get
    try:
        return np.array([get(value, NOTHING) for value in given], np.int16)
    except TypeError:
        return np.array([get(v, NOTHING) if isinstance(v, str) else NOTHING for v in given], np.int16)


def _filled(codes: Values, counts: Values, blank: Values) -> Values:
    return np.where(counts & (codes != NOTHING), codes, blank)


def _matrix(q: Question, given: Sequence[Any], shown: Values, blank: Values) -> dict[str, Values]:
    held = [value if value.__class__ is dict else _EMPTY for value in given]
    value_of = _value_of(q)
    out = {}
    for place, row in enumerate(q.rows):
        there = (shown >> place & 1).astype(np.bool_)
        code = row.code
        codes = _codes([value.get(code) for value in held], value_of)
        out[f"{q.id}__{code}"] = np.where(there, _filled(codes, there, blank), NOT_ASKED)
    return out


def _bits(name: str, options: Sequence[Any], chosen: NDArray[np.int64]) -> dict[str, Values]:
    return {f"{name}__{o.code}": (chosen >> place & 1).astype(np.uint8) for place, o in enumerate(options)}


def _factors(q: Question, states: Answers, asked: Values, blank: Values) -> dict[str, Values]:
    """Which cell of a vignette each row was shown."""
    out = {}
    cells = [state.get("cells", _EMPTY).get(q.id, _EMPTY) for state in states]
    for name, levels in q.factors.items():
        places: dict[Any, int] = {level: place for place, level in enumerate(levels)}
        given = [cell.get(name, NOTHING) for cell in cells]
        drawn = np.array([v if v.__class__ is int else places.get(v, NO_ANSWER) for v in given], np.int16)
        out[name] = np.where(asked & (drawn != NOTHING), drawn, blank)
    return out


def _amounts(q: Question, given: Sequence[Any], asked: Values, blank: Values) -> Values:
    known: dict[Any, float] = {}
    numbers = []
    for value in given:
        if value is None:
            numbers.append(np.nan)
            continue
        try:
            number = known.get((value.__class__, value))
        except TypeError:
            number = np.nan
        if number is None:
            number = float(value) if fits(q, value) else np.nan
            known[(value.__class__, value)] = number
        numbers.append(number)
    values = np.array(numbers, np.float64)
    there = asked & ~np.isnan(values)
    if q.type == "slider" and layout.slider_levels(q):
        values = np.rint((values - (q.minimum or 0)) / (q.step or 1))
    return np.where(there, values, blank)
