"""What an earlier release of the same wave adds to what a reader knows about one banner.

The strongest reader: who knows that nobody withdrew or changed an answer, so that no count has fallen, and
looks at what has been added since.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reports.disclosure.block import TOPLINE, Block, Seen, Side
from reports.disclosure.programme import (
    ASKED,
    BASE,
    MANY_PEOPLE,
    REST,
    cells_of,
    group_base,
    on_grid,
    valid_from_cells,
)
from reports.disclosure.solver import Name, Programme
from reports.disclosure.thresholds import SMALLEST_BASE
from reports.release_format import Item, Row

SINCE = "#since:"
"""Before a cell's code: how many have been added to it."""


@dataclass(frozen=True, slots=True)
class Past:
    """One row of the item in an earlier release: by (banner, group); the topline is (TOPLINE, "")."""

    rows: dict[tuple[str, str], Row]


def past_of(item: Item, row: str | None) -> Past:
    """Tables that were themselves carried over stand with their own release and are left out."""
    tables = dict(item.banners) | ({TOPLINE: item.topline} if item.topline is not None else {})
    return Past(
        {
            (name, "" if name == TOPLINE else group.code): found
            for name, table in tables.items()
            if not table.since
            for group in table.groups
            if (found := group.row(row)) is not None
        }
    )


def add_past(p: Programme, block: Block, side: Side, past: Sequence[Past]) -> set[Name]:
    """Add the earlier counts of a banner and what was added since; the names of those additions that may be 1
    to 9.
    """
    gained: set[Name] = set()
    for number, earlier in enumerate(past):
        groups = [g for g in side.groups if (side.name, g.code) in earlier.rows]
        if len(groups) != len(side.groups):
            continue
        then = f"{number}:"
        top = earlier.rows.get((TOPLINE, ""))
        _rows(p, block, block.top, top, then + TOPLINE, "")
        for group in groups:
            row = earlier.rows[side.name, group.code]
            _rows(p, block, group, row, then + side.name, group.code)
            for cell in (BASE, *block.codes):
                old: Name = (then + side.name, group.code, cell)
                new: Name = (side.name, group.code, cell)
                since = p.add((then + side.name, group.code, SINCE + cell), 0, MANY_PEOPLE)
                p.require({new: 1, old: -1, since: -1}, 0, 0)
                if cell != BASE and row.is_shown and group.row.is_shown and _may_be_small(row, group, cell):
                    gained.add(since)
        for cell in (BASE, *block.codes):
            p.require({(TOPLINE, "", cell): 1, (then + TOPLINE, "", cell): -1}, least=0)
            if side.disjoint:
                rest = p.add((then + side.name, REST, cell), 0, MANY_PEOPLE)
                p.require({(side.name, REST, cell): 1, rest: -1}, least=0)
                terms = {(then + side.name, g.code, cell): 1.0 for g in groups}
                p.require(terms | {rest: 1, (then + TOPLINE, "", cell): -1}, 0, 0)
    return gained


def _rows(p: Programme, block: Block, now: Seen, row: Row | None, table: str, group: str) -> None:
    base = p.add((table, group, BASE), 0, MANY_PEOPLE)
    asked = p.add((table, group, ASKED), 0, MANY_PEOPLE)
    p.require({base: 1, asked: -1}, most=0)
    for code in block.codes:
        name = p.add((table, group, code), 0, MANY_PEOPLE)
        p.require({name: 1, base: -1}, most=0)
    if row is None or block.is_ranking:
        return
    missing = [cell for cell in row.cells if cell.missing]
    # By the cells, not by the numbers: both may round to one.
    on_asked = row.asked is not None and (bool(missing) or row.base != row.valid)
    of = asked if on_asked else base
    if not on_asked or row.valid != valid_from_cells(row):
        group_base(p, base, row.valid, None if on_asked else row)
    if row.asked is not None:
        group_base(p, asked, row.asked, row if on_asked else None)
    cells_of(p, block, replace(now, row=row, counts=np.asarray(now.counts)), table, of, base)
    for cell in missing:
        name = p.add((table, group, cell.code), 0, MANY_PEOPLE)
        p.require({name: 1, asked: -1}, most=0)
        on_grid(p, name, of, cell.count, row.base)
    exact = now.exact
    left = sum(cell.count for cell in exact.cells if cell.missing)
    if missing and not exact.outside and exact.valid + left == exact.asked:
        names: dict[Name, float] = {(table, group, cell.code): 1.0 for cell in missing}
        p.require(names | {base: 1, asked: -1}, 0, 0)


def _may_be_small(row: Row, group: Seen, code: str) -> bool:
    """By the printed counts, which are at most a few people off."""
    then, now = row.cell(code), group.row.cell(code)
    return then is not None and now is not None and now.count - then.count < SMALLEST_BASE + 5
