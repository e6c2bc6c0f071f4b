"""Encoded responses -> column arrays. Pure: dictionaries in, numpy arrays out.

A row is what `surveys.logic.encoding.encode` gives, with `_status`, `_source` and perhaps `_left_out`; its
version's scores and bands are worked out here, once, when the dataset is built.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset import columns as layout
from reports.dataset.columns import (
    ANALYSIS,
    MARKS,
    SOURCE,
    SOURCES,
    STATUS,
    STATUSES,
    TIER,
    TIER_PLACES,
    Column,
)
from reports.stats.bins import bin_of
from surveys.logic import scoring
from surveys.logic.definition import NO_ANSWER, NOT_ASKED, NOT_REACHED, Definition, Question

Row = Mapping[str, Any]
Stored = dict[str, float | int]
Values = NDArray[Any]
Block = Mapping[str, Values]
LOWEST_MISSING = -6
#: Rows that are made into columns at once.
BLOCK_ROWS = 4096
#: Statuses of the analysis base; a row that says `_left_out` is no part of it (`quality.analysis_base`).
ANALYSED = frozenset({"complete", "partial"})


@dataclass(frozen=True)
class RowEncoder:
    """Turns one version's encoded rows into column values; a missing value is its code below 0."""

    d: Definition

    def row(self, encoded: Row) -> Stored:
        """Column name -> valid code or number ≥ 0, or missing code; bits are 0 or 1."""
        status = encoded["_status"]
        out: Stored = {
            STATUS: STATUSES.index(status),
            SOURCE: _index(SOURCES, encoded.get("_source"), len(SOURCES) - 1),
            TIER: TIER_PLACES.get(encoded.get("_tier", ""), 0),
            ANALYSIS: int(status in ANALYSED and not encoded.get("_left_out")),
        }
        for q in self.d.questions:
            _QUESTIONS[q.type](q, encoded, out)
        self._derived(encoded, out)
        return out

    def _derived(self, encoded: Row, out: Stored) -> None:
        scores = scoring.score(self.d, encoded)
        banded = scoring.bands(self.d, encoded, scores)
        for entry in self.d.derived:
            name, value = entry["id"], scores[entry["id"]]
            if "map" in entry:
                out[name] = self._level(name, value, _missing(encoded, entry["map_from"]))
                continue
            if "rules" in entry:
                out[name] = self._level(name, value, NO_ANSWER)
                borderline = scores.get(f"{name}_borderline")
                out[f"{name}_borderline"] = NO_ANSWER if borderline is None else int(borderline)
                continue
            number = float("nan") if value is None else float(value)
            out[name] = number
            if "range" in entry:
                low, high = entry["range"]
                out[layout.bin_name(name)] = NO_ANSWER if value is None else bin_of(number, low, high)
        for name, code in banded.items():
            source, is_score, _ = scoring.compiled(self.d).bands[name]
            out[name] = self._level(name, code, NO_ANSWER if is_score else _missing(encoded, source))

    def _level(self, name: str, code: Any, missing: int) -> int:
        return _index([c for c, _ in scoring.levels(self.d, name)], code, missing)


def _missing(encoded: Row, source: str) -> int:
    """Why a value made from this answer is missing: the answer's own reason, or that it fits no group."""
    value = encoded.get(source, NOT_ASKED)
    return value if isinstance(value, int) and value < 0 else NO_ANSWER


def _index(codes: Sequence[str], code: Any, otherwise: int) -> int:
    return codes.index(code) if code in codes else otherwise


def _single(q: Question, row: Row, out: Stored) -> None:
    out[q.id] = row.get(q.id, NOT_ASKED)


def _vignette(q: Question, row: Row, out: Stored) -> None:
    _single(q, row, out)
    for factor, levels in q.factors.items():
        value = row.get(factor, NOT_ASKED)
        out[factor] = value if isinstance(value, int) else _index(levels, value, NO_ANSWER)


def _multi(q: Question, row: Row, out: Stored) -> None:
    values = {f"{q.id}__{o.code}": row.get(f"{q.id}__{o.code}", NOT_ASKED) for o in q.options}
    out[q.id] = _answered(values.values())
    out |= {name: int(value == 1) for name, value in values.items()}


def _matrix(q: Question, row: Row, out: Stored) -> None:
    for r in q.rows:
        out[f"{q.id}__{r.code}"] = row.get(f"{q.id}__{r.code}", NOT_ASKED)


def _grid(q: Question, row: Row, out: Stored) -> None:
    """A column that was not shown counts as not chosen; the row is missing if a missing column was chosen."""
    for r in q.rows:
        name = f"{q.id}__{r.code}"
        values = {f"{name}__{c.code}": row.get(f"{name}__{c.code}", NOT_ASKED) for c in q.columns}
        chosen = [c.missing for c in q.columns if c.missing is not None and values[f"{name}__{c.code}"] == 1]
        out[name] = chosen[0] if chosen else _answered(values.values())
        out |= {variable: int(value == 1) for variable, value in values.items()}


def _ranking(q: Question, row: Row, out: Stored) -> None:
    ranks = {f"{q.id}__{o.code}": row.get(f"{q.id}__{o.code}", NOT_ASKED) for o in q.options}
    state = _answered(ranks.values())
    out[q.id] = state if state < 0 else sum(rank > 0 for rank in ranks.values())
    out |= ranks


def _amount(q: Question, row: Row, out: Stored) -> None:
    value = row.get(q.id, NOT_ASKED)
    if q.type == "slider" and layout.slider_levels(q):
        out[q.id] = value if value < 0 else round((value - (q.minimum or 0)) / (q.step or 1))
    else:
        out[q.id], out[f"{q.id}.missing"] = value, min(value, 0)


def _text(q: Question, row: Row, out: Stored) -> None:
    """Texts stay in the database."""


def _answered(values: Any) -> int:
    """0 if anything was answered, else the missing code that all share (no answer before not reached before
    not asked).
    """
    seen = set(values)
    if any(v >= 0 for v in seen):
        return 0
    return next(m for m in (NO_ANSWER, NOT_REACHED, NOT_ASKED, *sorted(seen)) if m in seen)


_QUESTIONS: Mapping[str, Callable[[Question, Row, Stored], None]] = {
    "single": _single,
    "vignette": _vignette,
    "multi": _multi,
    "matrix_single": _matrix,
    "matrix_multi": _grid,
    "ranking": _ranking,
    "slider": _amount,
    "number": _amount,
    "text": _text,
}


def block(columns: Sequence[Column], rows: Sequence[Stored]) -> Block:
    """Some rows as arrays, one value a row: bits 0 or 1, stored codes, numbers with their missing column, and
    `_marks`, which are all 0.

    A column that a row does not have was not asked of it. Raise ValueError for a code outside its axis.
    """
    out: dict[str, Values] = {MARKS: np.zeros(len(rows), np.uint64)}
    for column in columns:
        values = np.array([row.get(column.name, layout.absent(column)) for row in rows], np.float64)
        said = np.array([row.get(f"{column.name}.missing", np.nan) for row in rows], np.float64)
        out |= stored(column, values, np.where(np.isnan(said), _reasons(column, values), said))
    return out


def stored(column: Column, values: Values, missing: Values | None = None) -> dict[str, Values]:
    """A column's values as a part has them. `missing`: 0 or the missing code of each number; without it a
    float is missing where it is NaN, an int where it is below 0. Raise ValueError for a code outside its
    axis.
    """
    if column.kind == "bit":
        return {column.name: (values == 1).view(np.uint8)}
    if column.kind == "code":
        codes = np.where(np.isnan(values), NO_ANSWER, values) if values.dtype.kind == "f" else values
        if codes.size and (codes.max() >= column.levels or codes.min() < LOWEST_MISSING):
            raise ValueError(f"{column.name} holds a code outside its {column.levels} levels.")
        # Cut to a byte, a missing code m becomes 256 + m.
        return {column.name: codes.astype(np.int16).astype(np.uint8)}
    if missing is None:
        missing = _reasons(column, values)
    return {
        column.name: np.where(missing != 0, 0, values).astype("<i4" if column.kind == "int" else "<f8"),
        f"{column.name}.missing": missing.astype(np.int16).astype(np.uint8),
    }


def _reasons(column: Column, values: Values) -> Values:
    """0, or why there is no number."""
    if column.kind == "float":
        return np.where(np.isnan(values), NO_ANSWER, 0)
    return np.where(values < 0, values, 0)
