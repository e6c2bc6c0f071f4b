"""What the audit works on: one row of an item in all its tables, exact counts beside what is published.

The rows of a matrix, a grid or a vignette share no cell, so that each is a problem of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from reports.disclosure.exact import ExactGroup, ExactItem, ExactRow, ExactTable
from reports.release_format import Group, Item, Row, Table
from reports.stats.arrays import Floats, Ints

TOPLINE = "topline"
MANY = frozenset({"multi", "grid"})
"""Kinds where one person may stand in several cells."""
BORDERLINE = "#borderline"
"""The name of a persona's count of borderline people, where cells are named."""
FIRST = "#first:"
"""Before an option's code: how many ranked it first."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One group: the exact row, the published one, and the counts of `Block.codes` (codes,)."""

    code: str
    exact: ExactRow
    row: Row
    counts: Ints

    @property
    def n(self) -> int:
        """Substantive answers."""
        return self.exact.valid


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One banner. `rest`: the people of the topline who are in none of its groups, (codes,) counts;
    meaningless if groups overlap.
    """

    name: str
    disjoint: bool
    groups: tuple[Seen, ...]
    rest: Ints
    rest_n: int


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """`lows`, `highs` (codes,): the values that an answer in a cell may have; None where the item has no
    mean.
    """

    row: str | None
    kind: str
    codes: tuple[str, ...]
    anchors: frozenset[str]
    lows: Floats | None
    highs: Floats | None
    top: Seen
    sides: tuple[Side, ...]

    @property
    def is_many(self) -> bool:
        return self.kind in MANY

    @property
    def is_ranking(self) -> bool:
        return self.kind == "ranking"


def block_of(exact: ExactItem, item: Item, place: int) -> Block:
    """The row at a place of the topline, as `item` publishes it. Both need a topline."""
    assert exact.topline is not None
    assert item.topline is not None
    whole = exact.topline.groups[0].rows[place]
    codes = tuple(c.code for c in whole.cells if not c.missing)
    lows, highs = _values(item, codes, whole)
    top = _seen(exact.topline.groups[0], item.topline.groups[0], place, codes)
    sides = tuple(
        _side(name, exact.banners[name], table, place, codes, top) for name, table in item.banners.items()
    )
    anchors = {o.code for o in item.options if o.anchor} | {c.code for c in item.columns if c.anchor}
    return Block(whole.row, item.kind, codes, frozenset(anchors), lows, highs, top, sides)


def _seen(exact: ExactGroup, group: Group, place: int, codes: Sequence[str]) -> Seen:
    row = exact.rows[place]
    counts = {c.code: c.count for c in row.cells}
    return Seen(
        exact.code, row, group.rows[place], np.array([counts.get(code, 0) for code in codes], np.int64)
    )


def _side(name: str, exact: ExactTable, table: Table, place: int, codes: Sequence[str], top: Seen) -> Side:
    groups = tuple(_seen(e, g, place, codes) for e, g in zip(exact.groups, table.groups, strict=True))
    inside = sum((g.counts for g in groups), np.zeros(len(codes), np.int64))
    return Side(name, exact.disjoint, groups, top.counts - inside, top.n - sum(g.n for g in groups))


def _values(item: Item, codes: Sequence[str], whole: ExactRow) -> tuple[Floats | None, Floats | None]:
    """The least and the most that the values in a cell can be: the same for scale points, the edges of a
    bin, the ends of a band.
    """
    if whole.mean is None and whole.median is None:
        return None, None
    found = [o.value for o in item.options if o.code in set(codes)]
    if len(found) != len(codes) or any(v is None for v in found) or not codes:
        return None, None
    values = np.array(found, np.float64)
    if item.kind == "index" and len(values) > 1:
        half = np.diff(values).min() / 2
        return values - half, values + half
    if item.kind == "number":
        most = item.scale.max if item.scale is not None else float("inf")
        return values, np.array([b for _, b in pairwise([*values.tolist(), most])], np.float64)
    return values, values
