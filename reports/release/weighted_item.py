"""One item's tables with weighted figures, fit for publication.

What is hidden is decided on unweighted counts, by everything that `reports.disclosure` does. Then the rows
that are left get weighted figures, and are audited once more with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reports.disclosure.block import Block, block_of
from reports.disclosure.control import publish
from reports.disclosure.exact import ExactItem
from reports.disclosure.programme import valid_from_cells
from reports.disclosure.protect import (
    ALL_LEFT_OUT,
    SOME_LEFT_OUT,
    Protected,
    few_that_stop,
    protect,
    without_dead_letters,
)
from reports.release.layers import Layers, weighted
from reports.release.milestones import TOPLINE
from reports.release.weighted_audit import Audit
from reports.release.weighted_beside import told_beside
from reports.release.weighted_letters import are_tested
from reports.release.weighted_shifts import Side
from reports.release_format import Item, Row, Table
from reports.stats.arrays import Floats

Layered = Mapping[str, Sequence[Sequence[Layers]]]
"""A table's name ("" or the segment) -> its groups -> each row of the item by raking cell."""


@dataclass(slots=True)
class _Work:
    """`topline`, `banners`: as the unweighted release would print them; row by row they become weighted."""

    exact: ExactItem
    layered: Layered
    weights: Floats
    design: int
    topline: Table
    banners: dict[str, Table]
    rounds: int = 0
    withheld: int = 0
    letters_dropped: bool = False


def protect_weighted(
    exact: ExactItem, layered: Layered, weights: Floats, design: int, earlier: Sequence[Item] = ()
) -> Protected:
    """`weights` (raking cells,); `design`: people of the analysis; `earlier`: the item in earlier unweighted
    releases of the wave.

    On a leak a banner's row first loses its letters and then all its groups. If everyone's table leaks, the
    row goes from all banners, and then altogether.
    """
    bare = protect(exact, earlier)
    if bare.item.topline is None:
        return bare
    work = _Work(exact, layered, weights, design, bare.item.topline, dict(bare.item.banners))
    for place in range(len(bare.item.topline.groups[0].rows)):
        _settle(work, place)
    kept = {name: table for name, table in work.banners.items() if not _is_withheld(table)}
    dropped = [name for name in exact.banners if name not in kept]
    reason = "" if not dropped else SOME_LEFT_OUT if kept else ALL_LEFT_OUT
    return replace(
        bare,
        item=replace(bare.item, topline=work.topline, banners=kept, no_banners=reason),
        rounds=bare.rounds + work.rounds,
        letters_dropped=bare.letters_dropped or work.letters_dropped,
        banners_dropped=tuple(dropped),
        withheld=bare.withheld + work.withheld,
    )


def _is_withheld(table: Table) -> bool:
    """Nothing of it is left, and some of it was withheld."""
    rows = [row for group in table.groups for row in group.rows]
    return not any(row.is_shown for row in rows) and any(row.status == "withheld" for row in rows)


def _settle(work: _Work, place: int) -> None:
    """One row of the item in all its tables."""
    top = work.layered[TOPLINE][0][place]
    top_row = work.topline.groups[0].rows[place]
    known = top_row.valid != valid_from_cells(top_row)
    audit = Audit(work.exact.item, top, top_row, work.weights, work.design, valid_is_known=known)
    item = replace(work.exact.item, topline=work.topline, banners=work.banners)
    block = block_of(work.exact, item, place)
    sides = _sides(work, place)
    marks = {side.name: _marks(work, audit, side) for side in sides}
    lettered = {name: any(mark for cell in found for mark in cell) for name, found in marks.items()}
    audit.look_at(sides, lettered)
    for s, side in enumerate(sides):
        printed = lettered[side.name]
        if not audit.leaks_of_banner(side, with_letters=printed):
            continue
        work.rounds += 1
        if printed and not audit.leaks_of_banner(side, with_letters=False):
            work.letters_dropped, lettered[side.name], marks[side.name] = True, False, []
        else:
            lettered[side.name] = False
            sides[s] = replace(side, is_weighted=False)
    if top_row.is_shown:
        _settle_topline(work, place, audit, sides, lettered, block)
    for side in sides:
        if side.is_weighted:
            _fill(work, side, place, marks[side.name] if lettered[side.name] else [])
        else:
            _withhold(work, side.name, place)


def _sides(work: _Work, place: int) -> list[Side]:
    """The banners that an unweighted release prints something of in this row."""
    found = []
    for name, table in work.banners.items():
        groups = tuple(rows[place] for rows in work.layered[name])
        rows = tuple(group.rows[place] for group in table.groups)
        side = Side(name, work.exact.banners[name].disjoint, groups, rows)
        if any(side.shown):
            found.append(side)
    return found


def _settle_topline(
    work: _Work, place: int, audit: Audit, sides: list[Side], lettered: dict[str, bool], block: Block
) -> None:
    """Everyone's table with weighted figures, beside as many of the banners as it stays safe with; at last
    the row goes.
    """
    top_row = work.topline.groups[0].rows[place]

    def leaks(gone: Sequence[int]) -> bool:
        now = [replace(side, is_weighted=False) if s in gone else side for s, side in enumerate(sides)]
        audit.look_at(
            now, {name: on and name not in {now[s].name for s in gone} for name, on in lettered.items()}
        )
        return audit.leaks_of_topline()

    left = [s for s, side in enumerate(sides) if side.is_weighted]
    gone: Sequence[int] = ()
    if leaks(gone):
        work.rounds += 1
        left.sort(key=lambda s: min(int(at.base.sum()) for at in sides[s].groups))
        gone = few_that_stop(left, lambda found: not leaks(found))
        for s in gone:
            sides[s] = replace(sides[s], is_weighted=False)
        if leaks(gone):
            _withhold_all(work, place, sides)
            return
    if any(
        told_beside(audit.top, side, work.weights, work.design, block)
        for side in sides
        if not side.is_weighted
    ):
        work.rounds += 1
        _withhold_all(work, place, sides)
        return
    row = replace(publish(weighted(audit.top, work.weights, work.design)), valid=top_row.valid)
    work.topline = _with_row(work.topline, 0, place, row)


def _withhold_all(work: _Work, place: int, sides: list[Side]) -> None:
    """The row of everyone's table, and so of all banners."""
    work.withheld += 1
    work.topline = _with_row(work.topline, 0, place, _withheld(work.topline.groups[0].rows[place]))
    sides[:] = [replace(side, is_weighted=False) for side in sides]
    for name in work.banners:
        _withhold(work, name, place)


def _marks(work: _Work, audit: Audit, side: Side) -> list[list[str]]:
    """Weighted letters, by cell and group; none where nothing is tested."""
    if not are_tested(work.exact.item.kind, side.groups, disjoint=side.disjoint):
        return []
    return [
        audit.marks(side.groups, place, side.shown, is_weighted=True)
        for place in range(len(side.groups[0].row.cells))
    ]


def _fill(work: _Work, side: Side, place: int, marks: Sequence[Sequence[str]]) -> None:
    """Weighted figures in place of the unweighted ones, in the groups that are shown."""
    for g, at in enumerate(side.groups):
        if not side.shown[g]:
            continue
        row = weighted(at, work.weights, work.design)
        if marks:
            cells = (replace(cell, letters=mark[g]) for cell, mark in zip(row.cells, marks, strict=True))
            row = replace(row, cells=tuple(cells))
        work.banners[side.name] = _with_row(work.banners[side.name], g, place, publish(row))
    # A weighted share of 0 or 100 % hides a group of 30 to 49 that the unweighted ones would not.
    work.banners[side.name] = without_dead_letters(work.banners[side.name])


def _withhold(work: _Work, name: str, place: int) -> None:
    """The whole row of a banner. One group less would leave its weighted figure to be told from the others
    and everyone's.
    """
    for g, group in enumerate(work.banners[name].groups):
        work.withheld += group.rows[place].is_shown
        work.banners[name] = _with_row(work.banners[name], g, place, _withheld(group.rows[place]))


def _withheld(row: Row) -> Row:
    """Groups under 10 stay as they are: to say 'withheld' of them would tell that they are larger."""
    return row if row.status == "hidden" else Row(row.row, "withheld", None, None, None)


def _with_row(table: Table, group: int, place: int, row: Row) -> Table:
    groups = list(table.groups)
    rows = list(groups[group].rows)
    rows[place] = row
    groups[group] = replace(groups[group], rows=tuple(rows))
    return replace(table, groups=tuple(groups))
