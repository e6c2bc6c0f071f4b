"""What everyone's weighted table tells beside a banner that a reader has unweighted only.

A linear programme in counts by raking cell: the reader knows everybody's raking cell and weight, and which
raking cells have people in a group. Weighted letters are not printed there.
"""

from collections.abc import Sequence

import numpy as np

from reports.disclosure import letters, rounding
from reports.disclosure.audit import WIDTH, Ranges
from reports.disclosure.block import Block
from reports.disclosure.block import Side as BannerSide
from reports.disclosure.moves import grid_steps
from reports.disclosure.programme import group_base, on_grid
from reports.disclosure.solver import Name, Programme
from reports.disclosure.thresholds import SMALLEST_ESTIMATE
from reports.release.layers import Layers, is_tiny
from reports.release.weighted_shifts import Side, is_small, rest_of
from reports.release_format import Estimate, Row
from reports.stats.arrays import Floats, Ints

TOP, REST, BASE = "top", "rest", "#base"
DIRECTIONS = 2
"""Random aims, there and back, that move all cells at once."""
TRIES = 4
"""The same where letters have to stay."""


def told_beside(top: Layers, side: Side, w: Floats, design: int, block: Block) -> bool:
    """Whether a protected cell of the banner's groups has fewer than three whole numbers left. `block`: the
    row as an unweighted release prints it.
    """
    own = [[cell.code for cell in top.row.cells].index(cell.code) for cell in side.groups[0].row.cells]
    p = Programme()
    is_one = bool((top.cells[own].sum(axis=0) == top.valid).all()) and top.ranks is None
    cells = top.cells[own]
    _table(p, TOP, len(own), [(n, n) for n in top.valid.tolist()], is_one)
    for g, at in enumerate(side.groups):
        within = [(0, n if here else 0) for n, here in zip(top.valid.tolist(), at.valid > 0, strict=True)]
        _table(p, str(g), len(own), within, is_one)
        _group(p, str(g), at, side.rows[g])
    _add_up(p, top, side, len(own), is_one)
    _letters(p, side, block)
    _effects(p, top, cells, w, design)
    for view in (np.ones(len(w)), w):
        _printed(p, top, cells, view)
    small = [
        (str(g), "", str(c))
        for g, at in enumerate(side.groups)
        for c, cell in enumerate(at.row.cells)
        if is_small(cell.count)
    ]
    printed = next(each for each in block.sides if each.name == side.name)
    return bool(small) and _is_narrow(p, small, printed, block.codes)


def _table(p: Programme, table: str, codes: int, people: list[tuple[int, int]], is_one: bool) -> None:
    """Counts by raking cell, and how many stand there (least, most). `is_one`: everybody in one cell."""
    for k, (low, high) in enumerate(people):
        size = p.add((table, str(k), BASE), low, high)
        names = [p.add((table, str(k), str(c)), 0, high) for c in range(codes)]
        if is_one:
            p.require({size: -1.0, **dict.fromkeys(names, 1.0)}, 0, 0)
            continue
        for name in names:
            p.require({name: 1.0, size: -1.0}, most=0)


def _group(p: Programme, table: str, at: Layers, row: Row) -> None:
    """What is printed unweighted about a group."""
    cells = range(len(at.valid))
    for c in (BASE, *(str(c) for c in range(len(at.cells)))):
        total = p.add((table, "", c))
        parts: dict[Name, float] = {(table, str(k), c): 1.0 for k in cells}
        p.require(parts | {total: -1.0}, 0, 0)
    base: Name = (table, "", BASE)
    group_base(p, base, row.base, row)
    if not row.is_shown:
        return
    for place, cell in enumerate(row.cells):
        on_grid(p, (table, "", str(place)), base, cell.count, row.base)
    mean = row.stats.get("mean")
    if isinstance(mean, Estimate) and at.values is not None and not np.isnan(at.values).any():
        half = 0.5 / 10.0**at.row.mean_decimals + 1e-7
        values: dict[Name, float] = {(table, "", str(c)): float(v) for c, v in enumerate(at.values)}
        p.require(values | {base: -(mean.value - half)}, least=0)
        p.require(values | {base: -(mean.value + half)}, most=0)


def _letters(p: Programme, side: Side, block: Block) -> None:
    printed = next(each for each in block.sides if each.name == side.name)
    if not letters.has_letters(printed):
        return
    for k in range(len(block.codes)):
        for cut in letters.cuts(printed, block, k):
            one, other = (str(cut.a), "", str(k)), (str(cut.b), "", str(k))
            p.require({one: cut.size_b, other: -cut.size_a}, cut.least, cut.most)
            for name, (low, high) in ((one, cut.range_a), (other, cut.range_b)):
                p.require({name: 1}, low, high)


def _effects(p: Programme, top: Layers, cells: Ints, w: Floats, design: int) -> None:
    """The coarse design effects of everyone's shares, which intervals tell: (1 − 2p) Σw² + p² Σw² of all ≤
    D p (1 − p), as the tangent at the true numbers has it.
    """
    n, total, squares = int(top.base.sum()), float(top.base @ w), float(top.base @ (w * w))
    rows, tiny = max(2, design), is_tiny(cells.sum(axis=1), n)
    for c, at in enumerate(cells):
        share, own = float(at @ w) / total, float(at @ (w * w))
        if tiny[c] or n < 2 or not 0.0 < share < 1.0:
            continue
        spread = (1.0 - share) ** 2 * own + share**2 * (squares - own)
        unit = total**2 * (rows - 1) / rows / (n - 1)
        effect = rounding.coarse(spread / unit / (share * (1.0 - share)))
        terms = (1.0 - 2.0 * share) * w * w + 2.0 * (share * squares - own) * w / total
        rest = 2.0 * own * share - share**2 * squares
        for most, sign in ((effect, 1.0), (effect - 0.5, -1.0)):
            if most < 1.0:
                continue
            d = most * unit
            slope = terms - d * (1.0 - 2.0 * share) * w / total
            edge = d * share**2 - rest
            aim: dict[Name, float] = {(TOP, str(k), str(c)): sign * float(x) for k, x in enumerate(slope)}
            p.require(aim, most=sign * edge + 1e-9)


def _add_up(p: Programme, top: Layers, side: Side, codes: int, is_one: bool) -> None:
    """The groups and the rest are everyone; overlapping groups are within everyone."""
    tables = [str(g) for g in range(len(side.groups))]
    if side.disjoint:
        rest = rest_of(top, side).valid
        within = [(0, n if here else 0) for n, here in zip(top.valid.tolist(), rest > 0, strict=True)]
        _table(p, REST, codes, within, is_one)
        nearest = rounding.to_five(int(rest.sum()))
        parts: dict[Name, float] = {(REST, str(k), BASE): 1.0 for k in range(len(top.valid))}
        p.require(parts, max(0, nearest - rounding.SLACK), nearest + rounding.SLACK)
        tables.append(REST)
    for k in range(len(top.valid)):
        for c in (BASE, *(str(c) for c in range(codes))):
            everyone: Name = (TOP, str(k), c)
            if side.disjoint:
                terms: dict[Name, float] = {(t, str(k), c): 1.0 for t in tables}
                p.require(terms | {everyone: -1.0}, 0, 0)
                continue
            for t in tables:
                p.require({(t, str(k), c): 1.0, everyone: -1.0}, most=0)


def _printed(p: Programme, at: Layers, cells: Ints, w: Floats) -> None:
    """Of everyone: shares, unweighted where all weights are 1, and the mean. Everyone's sizes are known."""
    table = TOP
    n, counts, total = int(at.base.sum()), cells.sum(axis=1), float(at.base @ w)
    unit = rounding.STEP / rounding.to_five(n)
    every = np.arange(n + 1)
    for c, count in enumerate(counts.tolist()):
        terms: dict[Name, float] = {(table, str(k), str(c)): float(w[k]) for k in range(len(w))}
        if not (w != 1.0).any():
            same = every[grid_steps(every, n) == grid_steps(np.array([count]), n)]
            p.require(terms, int(same.min()), int(same.max()))
        elif not is_tiny(np.array([count]), n)[0] and total > 0.0:
            steps = rounding.weighted_steps(float(cells[c] @ w) / total, n)
            p.require(terms, (steps - 0.5) * unit * total, (steps + 0.5) * unit * total)
    if at.values is None or at.row.mean is None or at.row.valid < SMALLEST_ESTIMATE:
        return
    values = at.values[~np.isnan(at.values)]
    if len(values) != len(cells):
        return
    people = float(at.valid @ w)
    half = 0.5 / 10.0**at.row.mean_decimals
    mean = rounding.to_decimals(float(values @ cells @ w) / people, at.row.mean_decimals)
    parts: dict[Name, float] = {
        (table, str(k), str(c)): float(v * w[k]) for c, v in enumerate(values) for k in range(len(w))
    }
    p.require(parts, (mean - half) * people - 1e-6, (mean + half) * people + 1e-6)


def _is_narrow(p: Programme, small: list[Name], printed: BannerSide, codes: Sequence[str]) -> bool:
    """Many cells are moved at once, then each that is left by itself. Without letters all is possible between
    two points; with letters points are whole numbers that would print the same ones.
    """
    solver, lettered = p.solver(), letters.has_letters(printed)
    ranges = Ranges(np.full(len(p.low), np.inf), np.full(len(p.low), -np.inf))
    chance = np.random.default_rng(len(small))

    def go(aim: dict[Name, float]) -> None:
        for sign in (1.0, -1.0):
            signed = {name: sign * value for name, value in aim.items()}
            point = solver.whole(signed) if lettered else solver.best(signed)
            if point is not None and (not lettered or _letters_same(p, point, printed, codes)):
                ranges.take(point)

    for _ in range(TRIES if lettered else DIRECTIONS):
        left = [name for name in small if not _has_three(ranges, p.places[name])]
        if left:
            go(dict(zip(left, chance.choice((-1.0, 1.0), len(left)).tolist(), strict=True)))
    for name in small:
        if not _has_three(ranges, p.places[name]):
            go({name: 1.0})
        if not _has_three(ranges, p.places[name]):
            return True
    return False


def _letters_same(p: Programme, point: Floats, printed: BannerSide, codes: Sequence[str]) -> bool:
    def of(cell: str) -> Ints:
        return np.array([[point[p.places[str(g), "", cell]] for g in range(len(printed.groups))]], np.int64)

    mask, sizes = letters.visible(printed), of(BASE)
    return all(
        not ((letters.higher(of(str(k)), sizes)[0] != letters.printed(printed, code)) & mask).any()
        for k, code in enumerate(codes)
    )


def _has_three(ranges: Ranges, place: int) -> bool:
    least, most = ranges.least[place], ranges.most[place]
    return bool(np.floor(most + 1e-6) - np.ceil(least - 1e-6) + 1 >= WIDTH)
