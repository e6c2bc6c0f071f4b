"""Which people of a group could answer otherwise, one at a time, without a digit changing of what is printed
about the group: all of them at once.

The people of the group stay, so every printed number is of one cell (its share on the grid, its coarse design
effect) or of the values of all (means and their intervals). A number that comes too near an edge of what is
rounded to the printed one counts as changed, so that order of summation never decides.
"""

from math import sqrt

import numpy as np

from reports.disclosure import rounding
from reports.disclosure.moves import grid_steps
from reports.disclosure.thresholds import SMALLEST_ESTIMATE
from reports.release.layers import Layers, is_tiny
from reports.release_format import Row
from reports.stats.arrays import Bools, Floats, Ints
from reports.stats.student import t_quantile
from reports.stats.weighted_quantiles import school

EDGE = 1e-6


def takes(at: Layers, row: Row, w: Floats, design: int, alone: Bools, *, is_weighted: bool = True) -> Bools:
    """(raking cells, codes + 1, codes + 1): [k, less, more] somebody of raking cell k answers `more` in place
    of `less`; the last place is no other cell. Never a missing cell.

    `row`: as an unweighted release prints it. `alone` (codes,): cells that one person may be in besides
    others. `is_weighted`: the weighted figures are printed too. Cost: cells · codes², without a scan.
    """
    codes, cells = at.cells.shape
    if at.ranks is not None:
        return np.zeros((cells, codes + 1, codes + 1), np.bool_)
    up, down = np.ones((codes, cells), np.bool_), np.ones((codes, cells), np.bool_)
    if row.is_shown:
        up, down = (_steps_same(at, w, design, sign, is_weighted=is_weighted) for sign in (1, -1))
    may = np.array([not cell.missing for cell in at.row.cells], np.bool_)[:, None]
    up &= may & (at.cells < np.maximum(at.base, at.valid))
    down &= may & (at.cells > 0)
    answers = at.cells[may[:, 0]].sum(axis=0)
    lonely = alone[:, None]
    more = np.concatenate([up, np.ones((1, cells), np.bool_)])
    less = np.concatenate([down, np.ones((1, cells), np.bool_)])
    found: Bools = less.T[:, :, None] & more.T[:, None, :]
    found[:, -1, :-1] &= lonely.T
    found[:, :-1, -1] &= lonely.T & (answers > at.valid)[:, None]
    found[:, range(codes + 1), range(codes + 1)] = False
    if _is_few_by_a_cell(at, row):
        found[:, :-1, :-1] &= _still_few(at)
        found[:, -1] = found[:, :, -1] = False
    if row.is_shown and at.values is not None:
        found[:, :-1, :-1] &= _values_same(at, w, design, is_weighted=is_weighted)
    return found


def _steps_same(at: Layers, w: Floats, design: int, sign: int, *, is_weighted: bool) -> Bools:
    """(codes, cells): with one person more, or less, in a cell."""
    n, counts = int(at.base.sum()), at.cells.sum(axis=1)
    after = counts + sign
    fits = (grid_steps(after, n) == grid_steps(counts, n)) & (after >= 0) & (after <= n)
    found: Bools = np.repeat(fits[:, None], len(w), axis=1)
    if not is_weighted:
        return found
    total = float(at.base @ w)
    if total <= 0.0:
        return np.zeros_like(found)
    before = _printed(at.cells @ w, at.cells @ (w * w), counts, at.base, w, design)
    sums, squares = (at.cells @ w)[:, None] + sign * w, (at.cells @ (w * w))[:, None] + sign * w * w
    steps, deff, clear = _printed(
        sums, squares, np.repeat(after[:, None], len(w), axis=1), at.base, w, design
    )
    same = (steps == before[0][:, None]) & (deff == before[1][:, None]) & clear
    return np.asarray(found & (same | is_tiny(counts, n)[:, None]), np.bool_)


def _printed(
    sums: Floats, squares: Floats, counts: Ints, base: Ints, w: Floats, design: int
) -> tuple[Floats, Floats, Bools]:
    """Steps and coarse design effect of cells, and whether both are clear of the edges (formulas of
    `layers.shares`).
    """
    n, total, all_squares = int(base.sum()), float(base @ w), float(base @ (w * w))
    none, every = counts == 0, counts == n
    sums = np.where(none, 0.0, np.where(every, total, sums))
    squares = np.where(none, 0.0, np.where(every, all_squares, squares))
    rounded, rows = rounding.to_five(n), max(2, design)
    p = np.clip(sums / total, 0.0, 1.0)
    place = p * rounded / rounding.STEP + 0.5
    steps = np.floor(place)
    simple = p * (1.0 - p) / max(1.0, n - 1.0)
    spread = (1.0 - p) ** 2 * squares + p**2 * np.maximum(all_squares - squares, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = np.where(
            simple > 0.0, rows / (rows - 1) * spread / total**2 / simple, n * all_squares / total**2
        )
    twice = 2.0 * deff - 1e-9
    clear = _is_clear(place) & (_is_clear(twice) | (twice < 2.0 - EDGE))
    return steps, np.maximum(2.0, np.ceil(twice)), clear


def _is_few_by_a_cell(at: Layers, row: Row) -> bool:
    """'Too few' only because a cell is 0 or 100 %."""
    return row.status == "few" and int(at.base.sum()) >= SMALLEST_ESTIMATE


def _says_nobody_or_all(counts: Ints, n: int) -> Bools:
    steps = grid_steps(counts, n)
    return np.asarray((steps == 0) | (steps * rounding.STEP == rounding.to_five(n)), np.bool_)


def _still_few(at: Layers) -> Bools:
    """(codes, codes): [less, more] leaves a cell at 0 or 100 %."""
    n, counts = int(at.base.sum()), at.cells.sum(axis=1)
    one = np.eye(len(counts), dtype=np.int64)
    after = counts + one[None, :, :] - one[:, None, :]
    return np.asarray(_says_nobody_or_all(after, n).any(axis=2), np.bool_)


def keeps(at: Layers, row: Row, w: Floats, design: int, change: Ints, *, is_weighted: bool = True) -> Bools:
    """(tables,): whether nothing printed about the group changes with `change` (tables, codes, raking cells)
    more people in its cells.
    """
    n, counts = int(at.base.sum()), at.cells.sum(axis=1)
    after = counts + change.sum(axis=2)
    if _is_few_by_a_cell(at, row):
        return np.asarray(_says_nobody_or_all(after, n).any(axis=1), np.bool_)
    if not row.is_shown:
        return np.ones(len(change), np.bool_)
    fits: Bools = ((grid_steps(after, n) == grid_steps(counts, n)) & (after >= 0) & (after <= n)).all(axis=1)
    if is_weighted and fits.any():
        w2 = w * w
        before = _printed(at.cells @ w, at.cells @ w2, counts, at.base, w, design)
        sums, squares = at.cells @ w + change @ w, at.cells @ w2 + change @ w2
        steps, deff, clear = _printed(sums, squares, after, at.base, w, design)
        same = (steps == before[0]) & (deff == before[1]) & clear
        fits &= (same | is_tiny(counts, n)).all(axis=1)
    if at.values is None or at.row.valid < SMALLEST_ESTIMATE:
        return fits
    if at.row.median is not None:
        fits[fits] = [_medians(at, w, each) == _medians(at, w) for each in change[fits]]
    if at.row.mean is None:
        return fits
    values = np.where(np.isnan(at.values), 0.0, at.values)
    for view in (np.ones(len(w)), w) if is_weighted else (np.ones(len(w)),):
        linear = [np.einsum("c,tck,k->t", values**i, change, view**j) for i, j in ((1, 1), (2, 2), (1, 2))]
        fits &= _mean_after(at, values, view, design if view is w else 0, *linear)
    return fits


def _is_clear(x: Floats) -> Bools:
    part = x - np.floor(x)
    return np.asarray((part > EDGE) & (part < 1.0 - EDGE), np.bool_)


# ------------------------------------------------------------------ means and medians


def _values_same(at: Layers, w: Floats, design: int, *, is_weighted: bool) -> Bools:
    """(cells, codes, codes): [k, less, more] keeps mean, interval and median."""
    assert at.values is not None
    known = ~np.isnan(at.values)
    values = np.where(known, at.values, 0.0)
    codes, cells = at.cells.shape
    found: Bools = np.ones((cells, codes, codes), np.bool_)
    if at.row.valid < SMALLEST_ESTIMATE:
        return found
    views = [np.ones(cells), w] if is_weighted else [np.ones(cells)]
    if at.row.mean is not None:
        for view in views:
            found &= _mean_same(at, values, view, design if view is w else 0)
    if at.row.median is not None:
        for view in views:
            found &= _median_same(at, values, known, view)
    return found


def _mean_same(at: Layers, values: Floats, w: Floats, design: int) -> Bools:
    """(cells, codes, codes). `design` 0: unweighted."""
    one = values[None, :] - values[:, None]
    two = (values**2)[None, :] - (values**2)[:, None]
    weight = w[:, None, None]
    return _mean_after(at, values, w, design, weight * one, weight**2 * two, weight**2 * one)


def _mean_after(
    at: Layers, values: Floats, w: Floats, design: int, sums: Floats, second: Floats, first: Floats
) -> Bools:
    """Whether mean and interval are printed alike with so much more of Σwx, Σw²x² and Σw²x (formulas of
    `layers`, and of `stats.means` where `design` is 0).
    """
    assert at.values is not None
    counts = at.cells * ~np.isnan(at.values)[:, None]
    people = counts.sum(axis=0)
    n, total = int(people.sum()), float(people @ w)
    if n < 3 or total <= 0.0:
        return np.zeros(sums.shape, np.bool_)
    w2, rows = w * w, (max(2, design) if design else n)
    x, x2 = values @ counts, values**2 @ counts
    half_of = t_quantile(0.975, n - 1) * sqrt(rows / (rows - 1.0)) / total

    def ends(sums: Floats, second: Floats, first: Floats) -> tuple[Floats, Floats, Floats]:
        value = (float(x @ w) + sums) / total
        spread = float(x2 @ w2) + second - 2.0 * value * (float(x @ w2) + first)
        half = half_of * np.sqrt(np.maximum(spread + value * value * float(people @ w2), 0.0))
        return value, value - half, value + half

    decimals = at.row.mean_decimals
    nothing = np.zeros(1)
    before = [float(each[0]) for each in ends(nothing, nothing, nothing)]
    mean, (least, most) = (
        rounding.to_decimals(before[0], decimals),
        rounding.outward(before[1], before[2], decimals),
    )
    value, lo, hi = (each * 10.0**decimals for each in ends(sums, second, first))
    scale = 10.0**decimals
    return np.asarray(
        (np.abs(value - mean * scale) < 0.5 - EDGE)
        & _inside(lo - least * scale)
        & _inside(most * scale - hi),
        np.bool_,
    )


def _inside(gap: Floats) -> Bools:
    return np.asarray((gap > EDGE) & (gap < 1.0 - EDGE), np.bool_)


def _medians(at: Layers, w: Floats, change: Ints | int = 0) -> tuple[float, ...]:
    """Unweighted and weighted."""
    assert at.values is not None
    known = ~np.isnan(at.values)
    counts = (at.cells + change)[known]
    found = []
    for sums in (counts.sum(axis=1).astype(np.float64), counts @ w):
        inside = counts.sum(axis=1) > 0
        found.append(round(school(at.values[known][inside], sums[inside], 0.5), 9))
    return tuple(found)


def _median_same(at: Layers, values: Floats, known: Bools, w: Floats) -> Bools:
    """Both answers are below the median, or both above, and neither is anybody's first or last."""
    counts = at.cells.sum(axis=1)
    sums = (at.cells @ w) * known
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(sums[order])
    half = reached[-1] / 2.0
    near = np.abs(reached - half) <= EDGE * max(1.0, half)
    at_least = order[np.searchsorted(reached, half * (1.0 - EDGE))]
    low = values[at_least]
    beyond = order[min(len(order) - 1, int(np.searchsorted(reached, half * (1.0 + EDGE))))]
    high = values[beyond] if near.any() else low
    side = np.where(values < low, -1, np.where(values > high, 1, 0))
    apart = (side[:, None] == side[None, :]) & (side != 0)[:, None]
    kept = (counts > 1)[:, None] & (counts > 0)[None, :]
    return np.asarray(np.broadcast_to(apart & kept, (len(w), *apart.shape)), np.bool_)
