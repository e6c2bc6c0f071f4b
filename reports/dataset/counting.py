"""Counting in some rows of one part.

Unweighted cells are popcounts: a bit column, or the stored mask of a code, and-ed with the mask of the rows
that count. Where that would take more words than rows are selected, and for everything weighted, it is one
histogram over combined codes of the selected rows; tables that share columns share one. Which way is taken is
a matter of time only.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.columns import ANALYSIS
from reports.dataset.histograms import histogram, powers, summed, taken
from reports.dataset.kept import Kept
from reports.dataset.masks import FIRST_MISSING, WORD_BITS, Words, places_of, popcount, unpacked
from reports.dataset.queries import (
    AnyBit,
    Bits,
    Condition,
    Everyone,
    Joint,
    Moments,
    Query,
    Spread,
    Sums,
    WeightedBits,
    WeightedMoments,
)
from reports.dataset.store import Part
from reports.dataset.together import Together, alone, together

Answer = NDArray[Any]
Filter = tuple[str, tuple[Condition, ...]]
"""`within` and `where` of a query."""
#: What a word of a popcount, a call, and a row of a histogram cost, in the same unit (about a nanosecond).
WORD_COST, CALL_COST, ROW_COST = 2, 2000, 5
#: Of a shared histogram: what a cell costs, and how many there may be; a cell's place is a number of 16 bits.
CELL_COST, MOST_CELLS = 10, 2**15
#: A slice of at most so many rows has few: what was added since the last build, or a small wave.
FEW_ROWS = 2**14
#: A selection of at most one row in so many is few rows.
FEW = 4
#: Bits of one question that are counted together in a weighted histogram of their patterns.
PATTERN_BITS = 8


class Slice:
    """Rows `start` to `stop` of a part; `start` is a whole number of words. For one thread."""

    def __init__(self, part: Part, start: int, stop: int) -> None:
        self.part = part
        self.rows = slice(start, stop)
        self.words = slice(start // WORD_BITS, -(-stop // WORD_BITS))
        self.count = stop - start
        self._masks = Kept(64)
        self._selections = Kept(4)
        self._weighted = Kept(2)
        self._axes = Kept(32)
        self._buffers = Kept(8)
        self._pairs = Kept(16)

    def answers(self, queries: Sequence[Query]) -> list[Answer]:
        """Those of all queries, in their order."""
        found = self._toplines(queries) if self.count <= FEW_ROWS else {}
        for group in together(queries):
            if self._is_worth_it(group):
                found |= self._tables(group)
        return [found[query] if query in found else self.answer(query) for query in queries]

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
            case Sums():
                return self._sums(query)
            case WeightedBits():
                return self._weighted_bits(query)
            case WeightedMoments():
                return self._weighted_moments(query)
            case Everyone():
                return self._popcounts((query.column,), self._alive())

    def _toplines(self, queries: Sequence[Query]) -> dict[Query, Answer]:
        """Tables of one column each: where there are few rows, calls are what takes time."""
        found: dict[Query, Answer] = {}
        for (within, where), alike in alone(queries).items():
            mask = self._mask((within, where))
            levels = [self._levels(query.columns[0]) for query in alike]
            counts, start = self._counts(np.concatenate([masks for _, masks in levels]), mask), 0
            for query, (places, _) in zip(alike, levels, strict=True):
                found[query] = np.zeros(self._width(query.columns[0]), np.int64)
                found[query][list(places)] = counts[start : start + len(places)]
                start += len(places)
        return found

    # -- which rows

    def _alive(self) -> Words:
        return self.part.alive()[self.words]

    def _bit(self, name: str) -> Words:
        return self.part.bits(name)[self.words]

    def _mask(self, among: Filter) -> Words:
        """A bit a row: in the analysis base, still there, and let through by the filter."""
        return self._masks.get(among, lambda: self._new_mask(*among))

    def _new_mask(self, within: str, where: tuple[Condition, ...]) -> Words:
        mask = self._bit(ANALYSIS) & self._alive()
        if within:
            mask &= self._bit(within)
        for condition in where:
            mask &= self._standing(condition)
        return mask

    def _standing(self, condition: Condition) -> Words:
        """The rows whose code stands on one of the places, or that have one of the bits."""
        if isinstance(condition, AnyBit):
            return np.bitwise_or.reduce([np.zeros_like(self._alive()), *map(self._bit, condition.bits)])
        width = self._width(condition.column)
        if any(not 0 <= place < width for place in condition.places):
            raise ValueError(f"{condition.column} has the places 0 to {width - 1}.")
        places, masks = self._levels(condition.column)
        chosen = [mask for place, mask in zip(places, masks, strict=True) if place in condition.places]
        return np.bitwise_or.reduce(chosen) if chosen else np.zeros_like(self._alive())

    def _selected(self, among: Filter) -> NDArray[np.intp] | None:
        """Places of the rows in the slice; None for all of them."""
        return self._selections.get(among, lambda: self._new_selection(self._mask(among)))

    def _new_selection(self, mask: Words) -> NDArray[np.intp] | None:
        if popcount(mask) == self.count:
            return None
        return np.flatnonzero(unpacked(mask, self.count).view(np.bool_))

    # -- axes

    def _width(self, name: str) -> int:
        """Places on the axis of a code column; 1 for no column."""
        if not name:
            return 1
        column = self.part.column(name)
        if column.kind != "code":
            raise ValueError(f"{name} is no column of codes.")
        return column.width

    def _levels(self, name: str) -> tuple[tuple[int, ...], Words]:
        """The places that occur in the part, and a row of words for each."""
        self._width(name)
        places, masks = self.part.levels(name)
        return places, masks[:, self.words]

    def _places(self, name: str) -> NDArray[np.uint8]:
        """Every row's place on a code column's axis."""
        return self._axes.get(name, lambda: self._new_places(name))

    def _new_places(self, name: str) -> NDArray[np.uint8]:
        return places_of(self.part.values(name)[self.rows], self._width(name) - 6)

    def _places_of(self, name: str, rows: NDArray[np.intp] | None) -> NDArray[np.uint8]:
        """The same of some rows. Few rows are picked before their codes become places."""
        if rows is None or len(rows) * FEW > self.count:
            return taken(self._places(name), rows)
        return places_of(self.part.values(name)[self.rows].take(rows), self._width(name) - 6)

    def _combined(self, columns: Sequence[str], rows: NDArray[np.intp] | None) -> NDArray[np.intp]:
        """Each row's place in the flattened table of these columns."""
        named = [name for name in columns if name]
        size = int(np.prod([self._width(name) for name in named]))
        # Small numbers take less time; only what counts them wants large ones.
        kind = np.uint16 if size < 2**16 else np.intp
        out: NDArray[Any] = np.zeros(self.count if rows is None else len(rows), kind)
        for place, name in enumerate(named):
            if place:
                out *= out.dtype.type(self._width(name))
            out += self._places_of(name, rows)
        return out.astype(np.intp, copy=False)

    # -- unweighted answers

    def _joint(self, query: Joint) -> Answer:
        among = (query.within, query.where)
        mask = self._mask(among)
        if self._popcount_cost(query.columns, mask) <= max(popcount(mask) * ROW_COST, 8 * CALL_COST):
            return self._popcounts(query.columns, mask)
        shape = tuple(self._width(name) for name in query.columns)
        return histogram(self._combined(query.columns, self._selected(among)), shape)

    def _popcount_cost(self, columns: Sequence[str], mask: Words) -> int:
        cells = self._cells(columns)
        # All places of one column are counted in one call.
        calls = cells if len(columns) > 1 else 1
        return cells * len(mask) * WORD_COST + calls * CALL_COST

    def _cells(self, columns: Sequence[str]) -> int:
        """Of a table of the places that occur."""
        return int(np.prod([len(self._levels(name)[0]) for name in columns]))

    def _is_worth_it(self, group: Together) -> bool:
        """Whether one histogram takes less time than table after table."""
        cells = self._cells(group.rows + group.columns)
        mask = self._mask((group.within, group.where))
        one = popcount(mask) * ROW_COST
        each = [min(self._popcount_cost(query.columns, mask), one) for query, _ in group.queries()]
        return cells <= MOST_CELLS and one + cells * CELL_COST < sum(each)

    def _tables(self, group: Together) -> dict[Query, Answer]:
        """Each table of the group, from one histogram of the places that occur."""
        among = (group.within, group.where)
        names = group.rows + group.columns
        shape = tuple(len(self._levels(name)[0]) for name in names)
        columns = int(np.prod(shape[len(group.rows) :]))
        cells = self._pair(group.rows, among) * np.uint16(columns) + self._pair(group.columns, among)
        whole = np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape)
        out: dict[Query, Answer] = {}
        for query, axes in group.queries():
            others = tuple(axis for axis in range(len(names)) if axis not in axes)
            out[query] = np.zeros(tuple(self._width(name) for name in query.columns), np.int64)
            out[query][np.ix_(*(self._levels(name)[0] for name in query.columns))] = whole.sum(axis=others)
        return out

    def _pair(self, names: tuple[str, ...], among: Filter) -> NDArray[np.uint16]:
        """Each selected row's place in the table of the places of one or two columns that occur."""
        return self._pairs.get((names, among), lambda: self._new_pair(names, among))

    def _new_pair(self, names: tuple[str, ...], among: Filter) -> NDArray[np.uint16]:
        rows = self._selected(among)
        count = self.count if rows is None else len(rows)
        out = np.zeros(count, np.uint16)
        for name in names:
            places, _ = self._levels(name)
            order = np.zeros(self._width(name), np.uint16)
            order[list(places)] = np.arange(len(places))
            out *= np.uint16(len(places))
            out += order[self._places_of(name, rows)]
        return out

    def _popcounts(self, columns: Sequence[str], mask: Words) -> Answer:
        """The joint table of code columns among the rows of the mask, from the stored masks."""
        if not columns:
            return np.array(popcount(mask), np.int64)
        out = np.zeros(tuple(self._width(name) for name in columns), np.int64)
        places, masks = self._levels(columns[0])
        if len(columns) == 1:
            out[list(places)] = self._counts(masks, mask)
            return out
        for place, level in zip(places, masks, strict=True):
            both = level & mask
            if both.any():
                out[place] = self._popcounts(columns[1:], both)
        return out

    def _counts(self, masks: Words, mask: Words) -> NDArray[np.int64]:
        """How many rows of `mask` are in each of the masks. Into memory that is used again: to get new memory
        from the system each time would take longer than to count.
        """
        both, counts = self._buffers.get(
            masks.shape, lambda: (np.empty(masks.shape, np.uint64), np.empty(masks.shape, np.uint8))
        )
        np.bitwise_count(np.bitwise_and(masks, mask, out=both), out=counts)
        found: NDArray[np.int64] = counts.sum(axis=1, dtype=np.int64)
        return found

    def _bits(self, query: Bits) -> Answer:
        mask = self._mask((query.within, query.where))
        out = np.zeros((len(query.bits), self._width(query.by)), np.int64)
        places, groups = ((0,), mask[None, :]) if not query.by else self._levels(query.by)
        for index, name in enumerate(query.bits):
            out[index, list(places)] = self._counts(groups, self._bit(name) & mask)
        return out

    def _moments(self, query: Moments) -> Answer:
        rows = self._with_number(query.column, self._selected((query.within, query.where)))
        numbers = taken(self._numbers(query.column), rows)
        places, width = self._combined((query.by,), rows), self._width(query.by)
        return np.stack([summed(places, width, None), *powers(places, width, numbers, None)])

    def _spread(self, query: Spread) -> Answer:
        column = self.part.column(query.column)
        if column.kind != "int":
            raise ValueError(f"{query.column} is no column of whole numbers.")
        rows = self._selected((query.within, query.where))
        missing = taken(self.part.missing(query.column)[self.rows], rows).astype(np.intp)
        levels = column.high - column.low + 1
        numbers = taken(self.part.values(query.column)[self.rows], rows).astype(np.intp) - column.low
        places = np.where(missing == 0, numbers, levels + missing - FIRST_MISSING)
        shape = (self._width(query.by), levels + 6)
        return histogram(self._combined((query.by,), rows) * shape[1] + places, shape)

    # -- numbers

    def _numbers(self, name: str) -> NDArray[Any]:
        if self.part.column(name).kind not in ("int", "float"):
            raise ValueError(f"{name} is no column of numbers.")
        return self.part.values(name)[self.rows]

    def _with_number(self, name: str, rows: NDArray[np.intp] | None) -> NDArray[np.intp]:
        self._numbers(name)
        present = taken(self.part.missing(name)[self.rows], rows) == 0
        return np.flatnonzero(present) if rows is None else rows[present.nonzero()[0]]

    # -- weighted answers

    def _weighing(self, among: Filter, name: str) -> tuple[NDArray[np.intp] | None, NDArray[np.float64]]:
        """The selected rows that have a weight, and their weights."""
        return self._weighted.get((among, name), lambda: self._new_weighing(among, name))

    def _new_weighing(self, among: Filter, name: str) -> tuple[NDArray[np.intp] | None, NDArray[np.float64]]:
        rows = self._selected(among)
        weights = taken(self.part.weights(name)[self.rows], rows)
        counts = weights > 0
        if counts.all():
            return rows, weights
        weighing = np.flatnonzero(counts)
        return weighing if rows is None else rows[weighing], weights[weighing]

    def _sums(self, query: Sums) -> Answer:
        rows, weights = self._weighing((query.within, query.where), query.weights)
        shape = tuple(self._width(name) for name in query.columns)
        places, size = self._combined(query.columns, rows), int(np.prod(shape))
        counts = (None, weights, weights * weights)
        return np.stack([summed(places, size, each) for each in counts]).reshape(3, *shape)

    def _weighted_bits(self, query: WeightedBits) -> Answer:
        rows, weights = self._weighing((query.within, query.where), query.weights)
        by, width = self._combined((query.by,), rows), self._width(query.by)
        counts = (None, weights, weights * weights)
        out = np.empty((3, len(query.bits), width))
        for first in range(0, len(query.bits), PATTERN_BITS):
            names = query.bits[first : first + PATTERN_BITS]
            patterns = by << len(names)
            for power, name in enumerate(names):
                patterns += taken(unpacked(self._bit(name), self.count), rows).astype(np.intp) << power
            holds = np.arange(1 << len(names))[:, None] >> np.arange(len(names)) & 1
            for index, each in enumerate(counts):
                table = summed(patterns, width << len(names), each).reshape(width, -1)
                out[index, first : first + len(names)] = (table @ holds).T
        return out

    def _weighted_moments(self, query: WeightedMoments) -> Answer:
        rows, weights = self._weighing((query.within, query.where), query.weights)
        self._numbers(query.column)
        present = np.flatnonzero(taken(self.part.missing(query.column)[self.rows], rows) == 0)
        rows, weights = present if rows is None else rows[present], weights[present]
        numbers = taken(self._numbers(query.column), rows)
        places, width = self._combined((query.by,), rows), self._width(query.by)
        squared = weights * weights
        return np.stack(
            [
                summed(places, width, None),
                summed(places, width, weights),
                *powers(places, width, numbers, weights),
                summed(places, width, squared),
                *powers(places, width, numbers, squared),
            ]
        )
