"""The audit after rounding: can anybody work out a protected cell from all tables of an item together?

A cell of 1 to 9 people is protected, in shown groups as in hidden ones, and so is the size of a group under
10. It has leaked if fewer than three whole numbers are possible for it. For a banner's cell, other counts in
whole people have to be found that would be published alike: first by simple exchanges (`witness`), then by
integer programmes over the banner, the topline kept, so that the other banners stay as they are. For the
topline's own cells a linear programme over all tables decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure import letters, witness
from reports.disclosure.block import BORDERLINE, FIRST, TOPLINE, Block, Seen, Side
from reports.disclosure.past import Past, add_past
from reports.disclosure.programme import BASE, programme, truth
from reports.disclosure.solver import Name, Programme
from reports.disclosure.thresholds import SMALLEST_BASE
from reports.stats.arrays import Floats

WIDTH = 3
"""Whole numbers that have to be possible for a protected cell."""
DIRECTIONS = 2
"""Random directions, there and back, in which many cells are moved at once."""
FEW = 2
"""Cells that are moved one by one at once."""


@dataclass(slots=True)
class Tally:
    """Protected cells looked at, and programmes solved."""

    cells: int = 0
    programmes: int = 0


def small_cells(table: str, group: str, seen: Seen, codes: Sequence[str]) -> Iterator[Name]:
    """The protected cells of one group."""
    for code, count in zip(codes, seen.counts, strict=True):
        if _is_small(int(count)):
            yield (table, group, code)
    if seen.exact.borderline is not None and _is_small(seen.exact.borderline):
        yield (table, group, BORDERLINE)
    for cell in seen.exact.cells:
        if cell.ranked is not None and _is_small(cell.ranked.first):
            yield (table, group, FIRST + cell.code)


def _is_small(count: int) -> bool:
    return 1 <= count < SMALLEST_BASE


def leaks_of_banner(
    block: Block,
    side: Side,
    past: Sequence[Past],
    tally: Tally,
    only: set[Name] | None = None,
    first: bool = False,
) -> set[Name]:
    """Protected cells of a banner's groups that can be told. `only`: look at these, because the others could
    not be told when more was printed. `first`: one is enough.
    """
    left: set[Name] = set()
    places = {code: k for k, code in enumerate(block.codes)}
    room = None if block.is_ranking or past or not block.codes else witness.room(block, side)
    for g, group in enumerate(side.groups):
        small = list(small_cells(side.name, group.code, group, block.codes))
        if _is_small(group.n):
            small.append((side.name, group.code, BASE))
        if only is None:
            tally.cells += len(small)
        else:
            small = [name for name in small if name in only]
        left |= {
            name
            for name in small
            if room is None or name[2] not in places or not witness.is_open(block, room, g, places[name[2]])
        }
    if not left and not past:
        return set()
    p = programme(block, [side], fixed_top=True)
    gained = add_past(p, block, side, past)
    if past and p.solver().best({}) is None:
        # Counts have fallen: somebody withdrew or changed an answer, and the past says nothing for certain.
        tally.programmes += p.solved
        p, gained = programme(block, [side], fixed_top=True), set()
    if only is not None:
        gained &= only
    found = _leaks(block, [side], p, left | gained, first)
    tally.programmes += p.solved
    return found


def leaks_of_topline(block: Block, tally: Tally) -> set[Name]:
    """Protected cells of the topline that can be told from all tables together."""
    top = block.top
    small = set(small_cells(TOPLINE, "", top, block.codes))
    small |= {
        (TOPLINE, "", c.code)
        for c in (*top.exact.cells, *top.exact.outside)
        if c.missing and _is_small(c.count)
    }
    tally.cells += len(small)
    if small and not block.is_ranking and block.codes:
        rooms = [witness.room(block, side) for side in block.sides]
        moves = witness.top_moves(block)
        for k, code in enumerate(block.codes):
            name = (TOPLINE, "", code)
            if name in small and witness.is_open_on_top(block, moves, rooms, code=k):
                small.discard(name)
    if not small:
        return set()
    p = programme(block)
    found = {name for name in sorted(small) if not _is_wide(p, name)}
    tally.programmes += p.solved
    return found


@dataclass(slots=True)
class Ranges:
    """The least and the most that was found possible for each variable."""

    least: Floats
    most: Floats

    def take(self, point: Floats) -> None:
        np.fmin(self.least, point, out=self.least)
        np.fmax(self.most, point, out=self.most)

    def wide(self, place: int) -> bool:
        return bool(self.most[place] - self.least[place] + 1 >= WIDTH)


def _leaks(block: Block, sides: Sequence[Side], p: Programme, cells: set[Name], first: bool) -> set[Name]:
    """Cells for which the programme has no three whole numbers: many moved at once, each up or down by
    chance, then each that is left by itself. `first`: no more after one is found.
    """
    solver, start = p.solver(), truth(p, block)
    ranges = Ranges(start.copy(), start.copy())
    chance = np.random.default_rng(len(cells))
    left = sorted(cells)

    def go(aim: Mapping[Name, float], alone: int = -1) -> None:
        for sign in (1.0, -1.0):
            if alone >= 0 and ranges.wide(alone):
                return
            point = solver.whole({name: sign * value for name, value in aim.items()})
            if point is not None and _letters_as_printed(block, sides, p, point):
                ranges.take(point)

    for _ in range(DIRECTIONS):
        if len(left) > FEW:
            go(dict(zip(left, chance.choice((-1.0, 1.0), len(left)).tolist(), strict=True)))
            left = [name for name in left if not ranges.wide(p.places[name])]
    for name in left:
        go({name: 1.0}, p.places[name])
        if first and not ranges.wide(p.places[name]):
            return {name}
    return {name for name in left if not ranges.wide(p.places[name])}


def _letters_as_printed(block: Block, sides: Sequence[Side], p: Programme, point: Floats) -> bool:
    for side in sides:
        if not letters.has_letters(side):
            continue
        mask = letters.visible(side)
        groups = [(side.name, group.code) for group in side.groups]
        sizes = np.array([[point[p.places[(*group, BASE)]] for group in groups]])
        for code in block.codes:
            counts = np.array([[point[p.places[(*group, code)]] for group in groups]])
            if ((letters.higher(counts, sizes)[0] != letters.printed(side, code)) & mask).any():
                return False
    return True


def _is_wide(p: Programme, name: Name) -> bool:
    """Raise ArithmeticError if nothing fits what was published."""
    solver, ends = p.solver(), []
    for sign in (-1.0, 1.0):
        point = solver.best({name: sign})
        if point is None:
            raise ArithmeticError(f"the published tables contradict each other at {name}")
        ends.append(float(point[p.places[name]]))
    return bool(np.floor(ends[1] + 1e-6) - np.ceil(ends[0] - 1e-6) + 1 >= WIDTH)
