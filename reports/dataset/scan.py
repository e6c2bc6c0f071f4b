"""`scan(parts, queries)`: the one seam of counting. Threads now; a cluster later would replace this function
alone.

A query's answer is additive, so a sealed part is counted once and its partial answer kept in memory; only the
tail is counted again. Unweighted cells are popcounts over packed bits; everything else is one histogram over
combined codes.
"""

import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.columns import ANALYSIS
from reports.dataset.queries import Bits, Everyone, Joint, Moments, Query, Spread
from reports.dataset.store import Part

Answer = NDArray[Any]
FIRST_MISSING = 250
KEPT_PARTIALS = 20_000

_partials: OrderedDict[tuple[str, Query], Answer] = OrderedDict()
_partials_lock = Lock()


def scan(parts: Sequence[Part], queries: Sequence[Query]) -> dict[Query, Answer]:
    """Each query's answer over all parts (at least one). Raise DatasetDamaged before any damaged file is
    used.
    """
    wanted = list(dict.fromkeys(queries))
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        answers = list(threads.map(lambda part: _count_part(part, wanted), parts))
    return {query: np.sum([answer[query] for answer in answers], axis=0) for query in wanted}


def _count_part(part: Part, queries: Sequence[Query]) -> dict[Query, Answer]:
    reader = _Reader(part)
    out = {}
    for query in queries:
        key = (part.sha256, query)
        with _partials_lock:
            known = _partials.get(key)
        if known is None:
            known = reader.answer(query)
            if part.sealed:
                with _partials_lock:
                    _partials[key] = known
                    while len(_partials) > KEPT_PARTIALS:
                        _partials.popitem(last=False)
        out[query] = known
    return out


class _Reader:
    """Answers queries on one part; keeps the masks that several of them share."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._masks: dict[str, NDArray[np.uint8]] = {}
        self._rows: dict[str, NDArray[np.bool_] | None] = {}
        self._axes: dict[tuple[str, str], NDArray[np.uint8]] = {}
        self._levels: dict[str, NDArray[np.uint8]] = {}

    def answer(self, query: Query) -> Answer:
        match query:
            case Joint():
                return self._joint(query)
            case Bits():
                return self._bits(query)
            case Moments():
                return self._moments(query)
            case Spread():
                return self._spread(query)
            case Everyone():
                return np.bincount(self._places(query.column), minlength=self._width(query.column)).astype(
                    np.int64
                )

    # -- rows

    def _mask(self, within: str) -> NDArray[np.uint8]:
        """Packed: analysis rows, and the named bit."""
        if within not in self._masks:
            analysis = self.part.values(ANALYSIS)
            self._masks[within] = np.bitwise_and(analysis, self.part.values(within)) if within else analysis
        return self._masks[within]

    def _selected(self, within: str) -> NDArray[np.bool_] | None:
        """Which rows are counted; None where all are."""
        if within not in self._rows:
            mask = self._mask(within)
            everyone = int(np.bitwise_count(mask).sum(dtype=np.int64)) == self.part.rows
            self._rows[within] = (
                None if everyone else np.unpackbits(mask, count=self.part.rows).view(np.bool_)
            )
        return self._rows[within]

    def _of_selected(self, values: Answer, within: str) -> Answer:
        rows = self._selected(within)
        return values if rows is None else values[rows]

    # -- axes

    def _width(self, name: str) -> int:
        return self.part.column(name).width if name else 1

    def _places(self, name: str) -> NDArray[np.uint8]:
        """Every row's place on a code column's axis; zeros for no column."""
        if not name:
            return np.zeros(self.part.rows, np.uint8)
        return _axis(self.part.column(name).levels)[self.part.values(name)]

    def _axis(self, name: str, within: str) -> NDArray[np.uint8]:
        """The same for the selected rows, kept for the next query."""
        key = (name, within)
        if key not in self._axes:
            self._axes[key] = self._of_selected(self._places(name), within)
        return self._axes[key]

    # -- answers

    def _joint(self, query: Joint) -> Answer:
        shape = tuple(self._width(name) for name in query.columns)
        size = int(np.prod(shape))
        if not query.columns:
            return np.array(int(np.bitwise_count(self._mask(query.within)).sum(dtype=np.int64)))
        combined = self._axis(query.columns[0], query.within)
        if len(shape) > 1:
            combined = combined.astype(np.uint16 if size <= 65_536 else np.int64)
            for name, width in zip(query.columns[1:], shape[1:], strict=True):
                combined *= width
                combined += self._axis(name, query.within)
        return np.bincount(combined, minlength=size).reshape(shape).astype(np.int64)

    def _bits(self, query: Bits) -> Answer:
        mask = self._mask(query.within)
        groups = self._level_masks(query.by) & mask if query.by else mask[None, :]
        out = np.empty((len(query.bits), len(groups)), np.int64)
        for index, name in enumerate(query.bits):
            out[index] = np.bitwise_count(groups & self.part.values(name)).sum(axis=1, dtype=np.int64)
        return out

    def _level_masks(self, name: str) -> NDArray[np.uint8]:
        """Packed masks, one a place on the axis of a code column."""
        if name not in self._levels:
            places = self._places(name)
            self._levels[name] = np.stack([np.packbits(places == p) for p in range(self._width(name))])
        return self._levels[name]

    def _moments(self, query: Moments) -> Answer:
        present = self._of_selected(self.part.missing(query.column), query.within) == 0
        numbers = self._of_selected(self.part.values(query.column), query.within)
        values = numbers[present].astype(np.float64)
        places = self._axis(query.by, query.within)[present]
        width = self._width(query.by)
        return np.stack(
            [
                np.bincount(places, minlength=width).astype(np.float64),
                np.bincount(places, weights=values, minlength=width),
                np.bincount(places, weights=values * values, minlength=width),
            ]
        )

    def _spread(self, query: Spread) -> Answer:
        column = self.part.column(query.column)
        missing = self._of_selected(self.part.missing(query.column), query.within).astype(np.int64)
        levels = column.high - column.low + 1
        numbers = (
            self._of_selected(self.part.values(query.column), query.within).astype(np.int64) - column.low
        )
        places = np.where(missing == 0, numbers, levels + missing - FIRST_MISSING)
        shape = (self._width(query.by), levels + 6)
        combined = self._axis(query.by, query.within).astype(np.int64) * shape[1] + places
        return np.bincount(combined, minlength=shape[0] * shape[1]).reshape(shape).astype(np.int64)


def _axis(levels: int) -> NDArray[np.uint8]:
    """Stored byte -> place: codes below `levels` stay, 250 … 255 follow them. No other byte is ever
    written.
    """
    table = np.zeros(256, np.uint8)
    table[:levels] = np.arange(levels)
    table[FIRST_MISSING:] = np.arange(levels, levels + 6)
    return table
