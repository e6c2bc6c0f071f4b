"""Everything that a release tells about one row of an item, as linear inequalities in the exact counts.

The strongest reader is assumed: whatever sums hold in the exact tables (cells to their base, groups to
everyone) counts as known, and so does, to the nearest 5, how many people are in none of a banner's groups.
What is not linear stands as the linear inequality that it implies.
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from reports.disclosure import letters, rounding
from reports.disclosure.block import BORDERLINE, FIRST, TOPLINE, Block, Seen, Side
from reports.disclosure.solver import Name, Programme
from reports.disclosure.thresholds import SMALLEST_BASE, SMALLEST_ESTIMATE, SMALLEST_SURE
from reports.release_format import Cell, Estimate, Row
from reports.stats.arrays import Floats
from reports.stats.student import t_quantile

BASE = "#base"
ASKED = "#asked"
REST = "#rest"
TINY = 1e-7
#: Beyond this nothing is known; larger than any wave.
MANY_PEOPLE = 10**9


def programme(block: Block, sides: Sequence[Side] | None = None, *, fixed_top: bool = False) -> Programme:
    """Of one row in the topline and all banners (or `sides`) of one release. `fixed_top`: with the exact
    topline, so that every point of the programme leaves the other banners as they are.
    """
    p = Programme()
    _everyone(p, block)
    if fixed_top:
        for place, value in enumerate(truth(p, block)):
            if not np.isnan(value):
                p.low[place] = p.high[place] = float(value)
    for side in block.sides if sides is None else sides:
        for group in side.groups:
            _group(p, block, side, group)
        if side.disjoint:
            _add_up(p, block, side)
        if letters.has_letters(side):
            _letters(p, block, side)
    return p


def _everyone(p: Programme, block: Block) -> None:
    top = block.top
    exact, row = top.exact, top.row
    asked = exact.asked if exact.asked is not None else exact.base
    missing = {c.code: c.count for c in exact.cells if c.missing}
    outside = {c.code: c.count for c in exact.outside}
    p.add((TOPLINE, "", BASE), 0, MANY_PEOPLE)
    p.add((TOPLINE, "", ASKED), 0, MANY_PEOPLE)
    for code in (*block.codes, *missing, *outside):
        p.add((TOPLINE, "", code), 0, MANY_PEOPLE)
    base, all_asked = (TOPLINE, "", BASE), (TOPLINE, "", ASKED)
    on_asked = exact.base != exact.valid or bool(missing)
    if not on_asked or row.valid != valid_from_cells(row):
        group_base(p, base, row.valid, row if not on_asked else None)
    group_base(p, all_asked, row.asked, row if on_asked else None)
    of = all_asked if on_asked else base
    if exact.base == exact.valid == asked and not missing and not outside:
        p.require({base: 1, all_asked: -1}, 0, 0)
    elif exact.valid + sum(missing.values()) + sum(outside.values()) == asked:
        left = {(TOPLINE, "", code): 1.0 for code in (*missing, *outside)}
        p.require({all_asked: -1, base: 1} | left, 0, 0)
    else:
        p.require({all_asked: -1, base: 1}, most=0)
    for code in block.codes:
        p.require({(TOPLINE, "", code): 1, base: -1}, most=0)
    for code in (*missing, *outside):
        p.require({(TOPLINE, "", code): 1, all_asked: -1}, most=0)
    cells_of(p, block, top, TOPLINE, of, base)
    if row.is_shown:
        for cell in row.cells:
            if cell.missing:
                on_grid(p, (TOPLINE, "", cell.code), of, cell.count, row.base)
        for cell in row.outside:
            on_grid(p, (TOPLINE, "", cell.code), all_asked, cell.count, row.asked)


def valid_from_cells(row: Row) -> int | None:
    """What the printed missing cells leave of the base. A number of valid answers that is this one tells
    nothing more than the cells do.
    """
    if row.base is None or not row.is_shown:
        return None
    valid = row.base - sum(cell.count for cell in row.cells if cell.missing)
    return valid if valid >= SMALLEST_BASE else None


def group_base(p: Programme, name: Name, rounded: int | None, row: Row | None) -> None:
    """What a rounded number of people says about the exact one. `row`: if its status goes by it."""
    place = p.places[name]
    low, high = (0.0, float(SMALLEST_BASE - 1)) if rounded is None else (rounded - 2.0, rounded + 2.0)
    if rounded is not None:
        low = max(low, SMALLEST_BASE)
    if row is not None:
        match row.status:
            case "withheld":
                low, high = SMALLEST_BASE, MANY_PEOPLE
            case "few" if rounded is not None and rounded < SMALLEST_ESTIMATE:
                high = min(high, SMALLEST_ESTIMATE - 1)
            case "care":
                low, high = max(low, SMALLEST_ESTIMATE), min(high, SMALLEST_SURE - 1)
            case "shown":
                low = max(low, SMALLEST_SURE)
    p.low[place], p.high[place] = low, high


def _group(p: Programme, block: Block, side: Side, group: Seen) -> None:
    base = p.add((side.name, group.code, BASE))
    group_base(p, base, group.row.base, group.row)
    for code in block.codes:
        name = p.add((side.name, group.code, code))
        p.require({name: 1, base: -1}, most=0)
        everyone: Name = (TOPLINE, "", code)
        if not side.disjoint:
            p.require({name: 1, everyone: -1}, most=0)
            p.require({base: 1, name: -1, (TOPLINE, "", BASE): -1, everyone: 1}, most=0)
    cells_of(p, block, group, side.name, base, base)


def cells_of(p: Programme, block: Block, seen: Seen, table: str, of: Name, base: Name) -> None:
    group = of[1]
    if not block.is_many and not block.is_ranking and seen.counts.sum() == seen.n and block.codes:
        p.require({(table, group, code): 1.0 for code in block.codes} | {base: -1.0}, 0, 0)
    elif block.is_many and seen.counts.sum() >= seen.n:
        p.require({(table, group, code): 1.0 for code in block.codes} | {base: -1.0}, 0)
    if block.is_ranking:
        _ranking(p, block, seen, table, of, base)
    if seen.exact.borderline is not None:
        name = p.add((table, group, BORDERLINE))
        p.require({name: 1, base: -1}, most=0)
        share = seen.row.stats.get("borderline")
        if isinstance(share, Estimate) and seen.row.valid is not None:
            on_grid(p, name, base, round(share.value * seen.row.valid), seen.row.valid)
    if seen.row.is_shown:
        for cell in seen.row.cells:
            if not cell.missing:
                on_grid(p, (table, group, cell.code), of, cell.count, seen.row.base)
        _statistics(p, block, seen, table, base)


def on_grid(p: Programme, name: Name, of: Name, count: int, rounded: int | None) -> None:
    """A share of steps · 5 ÷ rounded base: the exact one is within half a step, exactly half goes up."""
    if rounded is None:
        return
    steps = count // rounding.STEP
    p.require({name: 2.0 * rounded, of: -5.0 * (2 * steps - 1)}, least=0)
    p.require({name: 2.0 * rounded, of: -5.0 * (2 * steps + 1)}, most=-float(rounding.STEP))


def _statistics(p: Programme, block: Block, seen: Seen, table: str, base: Name) -> None:
    if block.lows is None or block.highs is None:
        return
    mean = seen.row.stats.get("mean")
    group, n = base[1], seen.row.base or 0
    if isinstance(mean, Estimate):
        half = 0.5 / 10.0**seen.exact.mean_decimals + TINY
        _sum(p, block, table, base, block.lows, most=mean.value + half)
        _sum(p, block, table, base, block.highs, least=mean.value - half)
        if (block.lows == block.highs).all() and n > 2:
            squares = _squares(mean, seen.exact.mean_decimals, n)
            _sum(p, block, table, base, block.lows**2, *squares)
    median = seen.row.stats.get("median")
    if isinstance(median, float):
        below = [c for c, high in zip(block.codes, block.highs, strict=True) if high < median]
        above = [c for c, low in zip(block.codes, block.lows, strict=True) if low > median]
        for codes in (below, above):
            if codes:
                p.require({(table, group, code): 1.0 for code in codes} | {base: -0.5}, most=0)


def _sum(
    p: Programme,
    block: Block,
    table: str,
    base: Name,
    values: Floats,
    least: float = -np.inf,
    most: float = np.inf,
) -> None:
    """least · n ≤ Σ value · count ≤ most · n."""
    terms: dict[Name, float] = {
        (table, base[1], code): float(v) for code, v in zip(block.codes, values, strict=True)
    }
    if np.isfinite(least):
        p.require(terms | {base: -least}, least=0)
    if np.isfinite(most):
        p.require(terms | {base: -most}, most=0)


def _squares(mean: Estimate, decimals: int, n: int) -> tuple[float, float]:
    """The mean square that an interval of a mean allows: its half width tells the standard deviation."""
    unit = 1 / 10.0**decimals
    widest = (mean.hi - mean.lo) / 2
    narrowest = max(0.0, widest - unit)
    sizes = [size for size in range(n - 4, n + 5) if size > 2]
    variances = [
        (half * sqrt(size) / t_quantile(0.975, size - 1)) ** 2 * (size - 1) / size
        for half in (narrowest, widest)
        for size in sizes
    ]
    ends = [mean.value - unit / 2, mean.value + unit / 2]
    low = 0.0 if ends[0] <= 0 <= ends[1] else min(e * e for e in ends)
    return low + min(variances) - TINY, max(e * e for e in ends) + max(variances) + TINY


def _ranking(p: Programme, block: Block, seen: Seen, table: str, of: Name, base: Name) -> None:
    """First places add up to the base; a mean rank is between that of all others second and all others
    last; nobody ranks an option twice.
    """
    group = of[1]
    firsts: dict[Name, float] = {}
    for code in block.codes:
        name: Name = (table, group, code)
        first = p.add((table, group, FIRST + code))
        firsts[first] = 1.0
        p.require({first: 1, name: -1}, most=0)
        cell: Cell | None = seen.row.cell(code) if seen.row.is_shown else None
        if cell is not None and cell.first is not None and seen.row.base is not None:
            on_grid(p, first, of, round(cell.first * seen.row.base), seen.row.base)
            _rank(p, block, cell, name, first, base)
    if firsts:
        p.require(firsts | {base: -1.0}, 0, 0)


#: "Choose up to three".
PLACES = 3


def _rank(p: Programme, block: Block, cell: Cell, name: Name, first: Name, base: Name) -> None:
    if cell.mean_rank is None:
        return
    # Σ ranks = first + 2·second + 3·third; second + third = ranked − first.
    third = p.add((name[0], name[1], f"#third:{name[2]}"))
    p.require({third: 1, name: -1, first: 1}, most=0)
    terms = {first: -1.0, name: 2.0, third: 1.0}
    for sign in (1.0, -1.0):
        edge = cell.mean_rank + sign * (0.05 + TINY)
        shifted = terms | {name: 2.0 - edge}
        if sign > 0:
            p.require(shifted, most=0)
        else:
            p.require(shifted, least=0)
    options = len(block.codes)
    if cell.borda is None or options < 2:
        return
    # Points: k − rank for the ranked; the unranked have between (k − 1 − 3)/2 and (k − 2)/2.
    ranked = {name: float(options - 2), first: 1.0, third: -1.0}
    for sign in (1.0, -1.0):
        edge = (cell.borda + sign * (0.5 + TINY)) * (options - 1) / 100
        least_rest = max(0.0, (options - 1 - PLACES) / 2)
        rest = least_rest if sign > 0 else (options - 2) / 2
        shifted = ranked | {name: ranked[name] - rest, base: rest - edge}
        if sign > 0:
            p.require(shifted, most=0)
        else:
            p.require(shifted, least=0)


def _add_up(p: Programme, block: Block, side: Side) -> None:
    """The groups and the rest are everyone."""
    nearest = rounding.to_five(max(0, side.rest_n))
    rest = p.add((side.name, REST, BASE), max(0, nearest - 2), nearest + 2)
    extra = [BORDERLINE] if block.top.exact.borderline is not None else []
    if block.is_ranking:
        extra += [FIRST + code for code in block.codes]
    for code in (*block.codes, *extra):
        name = p.add((side.name, REST, code))
        p.require({name: 1, rest: -1}, most=0)
        _equal(p, side, code, name, (TOPLINE, "", code))
    _equal(p, side, BASE, rest, (TOPLINE, "", BASE))
    if not block.is_many and not block.is_ranking and side.rest.sum() == side.rest_n and block.codes:
        p.require({(side.name, REST, code): 1.0 for code in block.codes} | {rest: -1.0}, 0, 0)


def _equal(p: Programme, side: Side, cell: str, rest: Name, everyone: Name) -> None:
    groups = {(side.name, g.code, cell): 1.0 for g in side.groups}
    p.require(groups | {rest: 1.0, everyone: -1.0}, 0, 0)


def _letters(p: Programme, block: Block, side: Side) -> None:
    """Whether one group's share is really higher than another's, as an inequality between the two counts."""
    for k, code in enumerate(block.codes):
        for cut in letters.cuts(side, block, k):
            one: Name = (side.name, side.groups[cut.a].code, code)
            other: Name = (side.name, side.groups[cut.b].code, code)
            p.require({one: cut.size_b, other: -cut.size_a}, cut.least, cut.most)
            for name, (low, high) in ((one, cut.range_a), (other, cut.range_b)):
                p.require({name: 1}, low, high)


def truth(p: Programme, block: Block) -> Floats:
    """The exact counts as a point of the programme; NaN for what only the programme has."""
    x = np.full(len(p.low), np.nan)

    def put(name: Name, value: float) -> None:
        if name in p.places:
            x[p.places[name]] = value

    exact = block.top.exact
    put((TOPLINE, "", ASKED), exact.asked if exact.asked is not None else exact.base)
    for cell in (*exact.cells, *exact.outside):
        put((TOPLINE, "", cell.code), cell.count)
    for table, group, seen in [
        (TOPLINE, "", block.top),
        *((side.name, g.code, g) for side in block.sides for g in side.groups),
    ]:
        put((table, group, BASE), seen.n)
        for code, count in zip(block.codes, seen.counts, strict=True):
            put((table, group, code), int(count))
        if seen.exact.borderline is not None:
            put((table, group, BORDERLINE), seen.exact.borderline)
        for cell in seen.exact.cells:
            if cell.ranked is not None:
                put((table, group, FIRST + cell.code), cell.ranked.first)
    return x
