"""One item's exact tables in, what may be published out: rounding, then the audit, then hiding until it
passes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reports.disclosure.audit import Tally, leaks_of_banner, leaks_of_topline
from reports.disclosure.block import Block, block_of
from reports.disclosure.control import publish
from reports.disclosure.exact import ExactGroup, ExactItem, ExactTable
from reports.disclosure.past import Past, past_of
from reports.disclosure.programme import valid_from_cells
from reports.disclosure.solver import Name
from reports.release_format import Group, Item, Row, Table
from reports.stats.column_tests import column_letter

SOME_LEFT_OUT = (
    "Some comparisons are left out: from their tables it could be worked out what single people answered."
)
ALL_LEFT_OUT = (
    "There are no comparisons between groups: from the tables it could be worked out what single people "
    "answered."
)
#: Groups whose hiding is tried one by one before more are hidden at once.
TRIES = 4


@dataclass(frozen=True, slots=True)
class Protected:
    """`item`: with its tables, fit for publication. `programmes`: solved; `rounds`: times that something was
    hidden; `withheld`: groups hidden to protect others; `cells`: protected cells in these tables.
    """

    item: Item
    programmes: int
    rounds: int
    letters_dropped: bool
    banners_dropped: tuple[str, ...]
    withheld: int
    cells: int = 0


@dataclass(slots=True)
class _Work:
    """An item's tables while some of it is being hidden. `banners`: rows by (banner, group, item row)."""

    exact: ExactItem
    past: Mapping[str | None, Sequence[Past]]
    topline: Table | None
    banners: dict[str, Table]
    tally: Tally = field(default_factory=Tally)
    rounds: int = 0
    withheld: int = 0
    letters_dropped: bool = False

    def block(self, place: int) -> Block:
        return block_of(
            self.exact, replace(self.exact.item, topline=self.topline, banners=self.banners), place
        )


def protect(exact: ExactItem, earlier: Sequence[Item] = ()) -> Protected:
    """Publish every row of an item, audit, and hide what is needed to pass. `earlier`: the same item in
    earlier releases of the same wave.

    On a leak a banner first loses its letters in that row of the item, then few of its smallest groups; a
    banner with nothing left is dropped, and so are all of them if the topline's own cells would leak.
    """
    topline = None if exact.topline is None else _table(exact.topline)
    banners = {name: without_dead_letters(_table(table)) for name, table in exact.banners.items()}
    rows = () if exact.topline is None else exact.topline.groups[0].rows
    past = {row.row: [past_of(item, row.row) for item in earlier] for row in rows}
    work = _Work(exact, past, topline, banners)
    for place in range(len(rows)):
        for name in list(work.banners):
            _settle_banner(work, place, name)
    dropped = [name for name, table in work.banners.items() if _is_withheld(table)]
    for place in range(len(rows)):
        dropped += _settle_topline(work, place, dropped)
    kept = {name: table for name, table in work.banners.items() if name not in dropped}
    reason = "" if not dropped else SOME_LEFT_OUT if kept else ALL_LEFT_OUT
    return Protected(
        replace(exact.item, topline=work.topline, banners=kept, no_banners=reason),
        work.tally.programmes,
        work.rounds,
        work.letters_dropped,
        tuple(name for name in exact.banners if name in dropped),
        work.withheld,
        work.tally.cells,
    )


def _table(exact: ExactTable) -> Table:
    return Table(exact.base_kind, tuple(_group(group) for group in exact.groups))


def _group(exact: ExactGroup) -> Group:
    return Group(exact.code, exact.label, tuple(publish(row) for row in exact.rows))


def _is_withheld(table: Table) -> bool:
    """Nothing of it is left, and some of it was withheld."""
    rows = [row for group in table.groups for row in group.rows]
    return not any(row.is_shown for row in rows) and any(row.status == "withheld" for row in rows)


# ------------------------------------------------------------------ one banner


def _settle_banner(work: _Work, place: int, name: str) -> None:
    """Hide until no protected cell of the banner's groups can be told, in one row of the item."""
    leaks = _leaks(work, place, name)
    if leaks and _has_letters(work.banners[name], place):
        work.rounds += 1
        work.letters_dropped = True
        work.banners[name] = _without_letters(work.banners[name], place)
        leaks = _leaks(work, place, name, leaks)
    if leaks:
        _hide(work, place, name, leaks)


def _leaks(
    work: _Work, place: int, name: str, only: set[Name] | None = None, *, first: bool = False
) -> set[Name]:
    """`only`: what could be told before more was hidden. Hiding takes knowledge away and adds none, so the
    other cells need no second look.
    """
    block = work.block(place)
    side = next(side for side in block.sides if side.name == name)
    return leaks_of_banner(block, side, work.past[block.row], work.tally, only, first)


def _by_base(work: _Work, place: int, name: str) -> list[int]:
    """Groups that still print something, the smallest first."""
    groups = work.banners[name].groups
    exact = work.exact.banners[name].groups
    printed = [i for i, g in enumerate(groups) if g.rows[place].base is not None]
    return sorted(printed, key=lambda i: exact[i].rows[place].base)


def _hide(work: _Work, place: int, name: str, leaks: set[Name]) -> None:
    """Withhold few of the banner's groups in one row, so that none of the leaks is left."""
    before = work.banners[name]

    def hide(groups: Sequence[int]) -> None:
        table = before
        for group in groups:
            row = table.groups[group].rows[place]
            table = _with_row(table, group, place, Row(row.row, "withheld", None, None, None))
        work.banners[name] = without_dead_letters(table)

    def stops(groups: Sequence[int]) -> bool:
        hide(groups)
        return not _leaks(work, place, name, leaks, first=True)

    hidden = few_that_stop(_by_base(work, place, name), stops)
    hide(hidden)
    work.rounds += 1
    work.withheld += len(hidden)


def few_that_stop(shown: Sequence[int], stops: Callable[[Sequence[int]], bool]) -> Sequence[int]:
    """One of the smallest groups; if none is enough, as many of the smallest as it takes, by halving (what is
    hidden besides never tells more), and then one fewer for as long as another of the next ones makes up for
    it. All of them where nothing else helps.
    """
    for group in shown[:TRIES]:
        if stops([group]):
            return [group]
    too_few, enough = min(1, len(shown)), len(shown)
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if stops(shown[:middle]) else (middle, enough)
    found = shown[:enough]
    while len(found) > 2:
        kept = shown[: len(found) - 2]
        others = shown[len(kept) + 1 : len(kept) + TRIES]
        other = next((group for group in others if stops([*kept, group])), None)
        if other is None:
            break
        found = [*kept, other]
    return found


def _with_row(table: Table, group: int, place: int, row: Row) -> Table:
    groups = list(table.groups)
    rows = list(groups[group].rows)
    rows[place] = row
    groups[group] = replace(groups[group], rows=tuple(rows))
    return replace(table, groups=tuple(groups))


# ------------------------------------------------------------------ letters


def _has_letters(table: Table, place: int) -> bool:
    return any(cell.letters for group in table.groups for cell in group.rows[place].cells)


def _without_letters(table: Table, place: int) -> Table:
    every = {column_letter(i) for i in range(len(table.groups))}
    groups = tuple(
        replace(
            group,
            rows=tuple(_without(row, every) if i == place else row for i, row in enumerate(group.rows)),
        )
        for group in table.groups
    )
    return replace(table, groups=groups)


def without_dead_letters(table: Table) -> Table:
    """A letter that stands for a group which is not shown in that row tells of it, and goes."""
    if len(table.groups) > 26:
        return table
    hidden = [
        {column_letter(i) for i, group in enumerate(table.groups) if not group.rows[place].is_shown}
        for place in range(len(table.groups[0].rows) if table.groups else 0)
    ]
    if not any(hidden):
        return table
    groups = tuple(
        replace(
            group,
            rows=tuple(_without(row, gone) for row, gone in zip(group.rows, hidden, strict=True)),
        )
        for group in table.groups
    )
    return replace(table, groups=groups)


def _without(row: Row, gone: Iterable[str]) -> Row:
    dead = set(gone)
    if not any(dead & set(cell.letters) for cell in row.cells):
        return row
    return replace(
        row,
        cells=tuple(
            replace(cell, letters="".join(x for x in cell.letters if x not in dead)) for cell in row.cells
        ),
    )


# ------------------------------------------------------------------ the topline


def _settle_topline(work: _Work, place: int, dropped: Sequence[str]) -> list[str]:
    """Banners to drop, the one with the smallest group first, until the topline's own cells are safe."""
    gone: list[str] = []
    while _topline_leaks(work, place, kept := [n for n in work.banners if n not in (*dropped, *gone)]):
        work.rounds += 1
        if _topline_leaks(work, place, []):
            _settle_alone(work, place)
            if _topline_leaks(work, place, []):
                _settle_alone(work, place)
                return gone
        elif kept:
            gone.append(min(kept, key=lambda name: _smallest(work.banners[name], place)))
    return gone


def _topline_leaks(work: _Work, place: int, names: Sequence[str]) -> bool:
    block = work.block(place)
    block = replace(block, sides=tuple(side for side in block.sides if side.name in names))
    return bool(leaks_of_topline(block, work.tally))


def _settle_alone(work: _Work, place: int) -> None:
    """Where the topline's own numbers tell too much: first the number of valid answers becomes what the
    printed cells leave of the base; then the row goes, in all tables.
    """
    assert work.topline is not None
    row = work.topline.groups[0].rows[place]
    derived = valid_from_cells(row)
    if row.valid is not None and derived is not None and row.valid != derived:
        work.topline = _with_row(work.topline, 0, place, replace(row, valid=derived))
        return
    work.withheld += 1
    gone = Row(row.row, "withheld", None, None, None)
    work.topline = _with_row(work.topline, 0, place, gone)
    for name, table in work.banners.items():
        for group in range(len(table.groups)):
            table = _with_row(table, group, place, gone)
        work.banners[name] = table


def _smallest(table: Table, place: int) -> int:
    bases = [group.rows[place].base for group in table.groups]
    return min((base for base in bases if base is not None), default=10**9)
