"""Encoded responses -> column arrays. Pure: dictionaries in, numpy arrays out.

A row is what `surveys.logic.encoding.encode` gives, with `_status`, `_source` and perhaps `_left_out`; its
version's scores and bands are worked out here, once, when the dataset is built.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from reports.dataset import columns as layout
from reports.dataset.answers import AnswerEncoder
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
from reports.dataset.scores import score_columns
from reports.stats.bins import bin_of
from surveys.logic import scoring
from surveys.logic.definition import NO_ANSWER, NOT_ASKED, NOT_REACHED, Definition, Question

Row = Mapping[str, Any]
Stored = dict[str, float | int]
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


def _slider(q: Question, row: Row, out: Stored) -> None:
    value = row.get(q.id, NOT_ASKED)
    places = layout.slider_levels(q)
    out[q.id] = value if value < 0 or places is None else round((value - (q.minimum or 0)) / (q.step or 1))


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
    "slider": _slider,
    "number": _single,
    "text": _text,
}


Block = Mapping[str, NDArray[Any]]


class Saved(Protocol):
    """A response as it is stored (see `surveys.queries.stored`)."""

    @property
    def mark(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def answers(self) -> Mapping[str, Any]: ...
    @property
    def state(self) -> Mapping[str, Any]: ...
    @property
    def status(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def tier(self) -> str: ...
    @property
    def left_out(self) -> str: ...


def saved_block(
    columns: Sequence[Column], encoders: Mapping[int, AnswerEncoder], rows: Sequence[Saved]
) -> Block:
    """Stored responses as columns; what `block` gives for each row's `RowEncoder`. `encoders`: by version."""
    groups: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(row.version, []).append(place)
    by_version = [
        (places, _values(encoders[version], [rows[place] for place in places]))
        for version, places in groups.items()
    ]
    out: dict[str, NDArray[Any]] = {MARKS: np.array([row.mark for row in rows], np.uint64)}
    for column in columns:
        values = np.full(len(rows), _absent(column), np.float64)
        for places, found in by_version:
            if column.name in found:
                values[places] = found[column.name]
        out |= _stored(column, values)
    return out


def _values(encoder: AnswerEncoder, rows: Sequence[Saved]) -> dict[str, NDArray[Any]]:
    values = encoder.columns([row.answers for row in rows], [row.state for row in rows])
    values |= score_columns(encoder.d, values)
    values[STATUS] = np.array([STATUSES.index(row.status) for row in rows])
    values[SOURCE] = np.array([_index(SOURCES, row.source, len(SOURCES) - 1) for row in rows])
    values[TIER] = np.array([TIER_PLACES.get(row.tier, 0) for row in rows])
    values[ANALYSIS] = np.array([row.status in ANALYSED and not row.left_out for row in rows])
    return values


def block(columns: Sequence[Column], rows: Sequence[Stored]) -> Block:
    """Some rows as arrays, one value a row: bits 0 or 1, stored codes, numbers with their missing column, and
    `_marks`, which are all 0.

    A column that a row does not have was not asked of it. Raise ValueError for a code outside its axis.
    """
    out: dict[str, NDArray[Any]] = {MARKS: np.zeros(len(rows), np.uint64)}
    for column in columns:
        values = [row.get(column.name, _absent(column)) for row in rows]
        out |= _stored(column, np.array(values, dtype=np.float64))
    return out


def _absent(column: Column) -> float:
    return {"bit": 0.0, "float": float("nan")}.get(column.kind, float(NOT_ASKED))


def _stored(column: Column, values: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    if column.kind == "bit":
        return {column.name: (values == 1).astype(np.uint8)}
    missing = np.isnan(values) if column.kind == "float" else values < 0
    codes = np.where(np.isnan(values), NO_ANSWER, values)
    if column.kind == "code":
        if codes.size and (codes.max() >= column.levels or codes.min() < -6):
            raise ValueError(f"{column.name} holds a code outside its {column.levels} levels.")
        return {column.name: np.where(missing, 256 + codes, codes).astype(np.uint8)}
    return {
        column.name: np.where(missing, 0, values).astype("<i4" if column.kind == "int" else "<f8"),
        f"{column.name}.missing": np.where(missing, 256 + codes, 0).astype(np.uint8),
    }
