"""What the explorer asks of the dataset: every answer as n, Σw and Σw² for each column of a banner.

Without weights every person weighs 1, so all three are the same number, and what is worked out from them
below is the same code.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.queries import (
    Bits,
    Condition,
    Joint,
    Moments,
    Query,
    Spread,
    Sums,
    WeightedBits,
    WeightedMoments,
)
from reports.stats.arrays import Floats, Ints

Count = Callable[[Sequence[Query]], Mapping[Query, NDArray[Any]]]


@dataclass(frozen=True, slots=True)
class Block:
    """Some columns of a banner: places on the axis of the code column `by`, or bits. Everybody: neither."""

    by: str = ""
    places: tuple[int, ...] = (0,)
    bits: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return len(self.bits) or len(self.places)

    @property
    def is_disjoint(self) -> bool:
        """Whether nobody stands in two of the columns, so that they may be tested against each other."""
        return bool(self.by)


EVERYBODY = Block()


@dataclass(frozen=True, slots=True)
class Counting:
    """The answers of one wave's dataset, through filters, with or without weights."""

    count: Count
    where: tuple[Condition, ...] = ()
    weights: str = ""

    def codes(self, blocks: Sequence[Block], *columns: str) -> Floats:
        """(3, all columns of the blocks, one axis for each code column)."""
        return self._collected(blocks, lambda block, within: self._joint((block.by, *columns), within), 1)

    def bits(self, blocks: Sequence[Block], bits: Sequence[str]) -> Floats:
        """How many have each bit: (3, columns, bits)."""
        return np.swapaxes(
            self._collected(blocks, lambda block, within: self._bits(tuple(bits), block.by, within), 2), 1, 2
        )

    def moments(self, blocks: Sequence[Block], column: str) -> Floats:
        """n, Σw, Σwx, Σwx², Σw², Σw²x, Σw²x² of the values that are there: (7, columns)."""
        return self._collected(blocks, lambda block, within: self._moments(column, block.by, within), 1)

    def spread(self, blocks: Sequence[Block], column: str) -> Ints:
        """People with each whole number, then with each missing code: (columns, places). Never weighted."""
        found = self._collected(
            blocks, lambda block, within: Spread(column, block.by, within, self.where), 1, weighted=False
        )
        return found[0].astype(np.int64)

    def design(self) -> int:
        """People of the analysis base who have a weight, before any filter."""
        query = Sums((), weights=self.weights) if self.weights else Joint(())
        return int(np.asarray(self.count([query])[query]).reshape(-1)[0])

    # -- queries

    def _joint(self, columns: tuple[str, ...], within: str) -> Query:
        named = tuple(name for name in columns if name)
        if self.weights:
            return Sums(named, within, self.where, self.weights)
        return Joint(named, within, self.where)

    def _bits(self, bits: tuple[str, ...], by: str, within: str) -> Query:
        if self.weights:
            return WeightedBits(bits, by, within, self.where, self.weights)
        return Bits(bits, by, within, self.where)

    def _moments(self, column: str, by: str, within: str) -> Query:
        if self.weights:
            return WeightedMoments(column, by, within, self.where, self.weights)
        return Moments(column, by, within, self.where)

    def _collected(
        self,
        blocks: Sequence[Block],
        query: Callable[[Block, str], Query],
        axis: int,
        weighted: bool = True,
    ) -> Floats:
        """One scan for all blocks; their columns side by side on `axis`."""
        asked = [[query(block, bit) for bit in block.bits or ("",)] for block in blocks]
        answers = self.count([each for queries in asked for each in queries])
        parts = []
        for block, queries in zip(blocks, asked, strict=True):
            for each in queries:
                found = self._with_weights(each, np.asarray(answers[each], np.float64), weighted)
                if not block.by and isinstance(each, Joint | Sums):
                    found = np.expand_dims(found, axis)
                parts.append(np.take(found, block.places, axis=axis))
        return np.concatenate(parts, axis=axis)

    def _with_weights(self, query: Query, found: Floats, weighted: bool) -> Floats:
        """The first axis of a weighted answer, for an answer without weights."""
        if not weighted:
            return found[None]
        if self.weights:
            return found
        if isinstance(query, Moments):
            return found[[0, 0, 1, 2, 0, 1, 2]]
        return np.stack([found, found, found])
