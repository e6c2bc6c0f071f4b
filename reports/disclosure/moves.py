"""How far one group's exact counts can be changed without changing a digit of what is published about it.

In units of people, up to `MOST`: that is enough for an interval of three whole numbers.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np

from reports.disclosure import rounding
from reports.disclosure.block import Block, Seen
from reports.disclosure.thresholds import SMALLEST_BASE, SMALLEST_ESTIMATE, status
from reports.release_format import Estimate
from reports.stats.arrays import Bools, Floats, Ints
from reports.stats.student import t_quantile

MOST = 2


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """`up`, `down` (codes,): one cell alone; `swap` (codes, codes): people who answer the second in place of
    the first; `enter`, `leave` (codes,): people with this answer who belong to the group or don't.
    """

    up: Ints
    down: Ints
    swap: Ints
    enter: Ints
    leave: Ints


def moves(block: Block, seen: Seen, *, is_top: bool = False) -> Moves:
    counts, n, size = seen.counts, seen.n, len(seen.counts)
    least, most = count_range(block, seen, is_top=is_top)
    up, down = np.clip(most - counts, 0, MOST), np.clip(counts - least, 0, MOST)
    swap = np.minimum(down[:, None], up[None, :])
    np.fill_diagonal(swap, 0)
    if _has_statistics(block, seen):
        one = elementary(size)
        for d in range(MOST, 0, -1):
            refused = ~statistics_same(block, seen, n, seen.counts + d * one).reshape(size, size)
            swap = np.where(refused, np.minimum(swap, d - 1), swap)
    enter, leave = (_changing_base(block, seen, sign, is_top=is_top) for sign in (1, -1))
    return Moves(up, down, swap, enter, np.minimum(leave, counts))


@lru_cache(maxsize=64)
def elementary(size: int) -> Ints:
    """(size · size, size): one person less in the first cell and one more in the second."""
    one = np.eye(size, dtype=np.int64)
    return (one[None, :, :] - one[:, None, :]).reshape(size * size, size)


def _has_statistics(block: Block, seen: Seen) -> bool:
    return bool(seen.row.stats) and block.lows is not None


def free(counts: Ints, n: int) -> Moves:
    """People about whom nothing is published but, to the nearest 5, how many they are: the rest of a
    banner.
    """
    up, down = np.clip(n - counts, 0, MOST), np.clip(counts, 0, MOST)
    swap = np.repeat(down[:, None], len(counts), axis=1)
    np.fill_diagonal(swap, 0)
    nearest = rounding.to_five(n)
    more = np.full(len(counts), min(MOST, nearest + rounding.SLACK - n))
    less = np.minimum(down, min(MOST, n - max(0, nearest - rounding.SLACK)))
    return Moves(up, down, swap, more, less)


def is_readable(seen: Seen) -> bool:
    """Its cells are shown, or may be guessed: a group of 30 to 49 is 'too few' only if a cell is 0 % or
    100 %.
    """
    return seen.row.is_shown or (seen.row.status == "few" and seen.exact.base >= SMALLEST_ESTIMATE)


def count_range(block: Block, seen: Seen, *, is_top: bool) -> tuple[Ints, Ints]:
    """(codes,) each: the least and the most that give the same step on the grid, the base unchanged."""
    counts, base = seen.counts, seen.exact.base
    cap = base if is_top else seen.n
    if not is_readable(seen):
        return np.zeros_like(counts), np.full_like(counts, cap)
    rounded = rounding.to_five(base)
    steps = _steps(seen, block, base)
    # steps - 1/2 <= count · rounded / (5 · base) < steps + 1/2
    unit = rounding.STEP * base / (2 * rounded)
    least = np.ceil((2 * steps - 1) * unit - 1e-9)
    most = np.ceil((2 * steps + 1) * unit - 1e-9) - 1
    return np.clip(least, 0, None).astype(np.int64), np.clip(most, None, cap).astype(np.int64)


def _steps(seen: Seen, block: Block, base: int) -> Ints:
    """As published, where it is; else as it would be."""
    if seen.row.is_shown:
        cells = {cell.code: cell.count for cell in seen.row.cells}
        return np.array([cells[code] // rounding.STEP for code in block.codes], np.int64)
    return grid_steps(seen.counts, base)


def grid_steps(counts: Ints, n: int) -> Ints:
    """`rounding.steps` of an array."""
    return (2 * counts * rounding.to_five(n) + rounding.STEP * n) // (2 * rounding.STEP * n)


def statistics_same(block: Block, seen: Seen, n: int, counts: Ints) -> Bools:
    """(tables,): whether `counts` (tables, codes) of n people have the printed mean, interval and median."""
    assert block.lows is not None
    assert block.highs is not None
    same = np.ones(len(counts), np.bool_)
    mean, median = seen.row.stats.get("mean"), seen.row.stats.get("median")
    in_bins = bool((block.lows != block.highs).any())
    if isinstance(mean, Estimate) and in_bins:
        # Any mean between the sums of the lower and of the upper ends is possible.
        low, high = counts @ block.lows / n, counts @ block.highs / n
        same &= (low < mean.value) & (high > mean.value)
    elif isinstance(mean, Estimate):
        same &= _mean_same(mean, seen.exact.mean_decimals, block.lows, n, counts)
    if isinstance(median, float):
        same &= _median_same(median, block.lows, n, counts, in_bins=in_bins)
    return same


def _mean_same(mean: Estimate, decimals: int, values: Floats, n: int, counts: Ints) -> Bools:
    """Within what rounds to the printed digits, and clear of the edges."""
    total, squares = counts @ values, counts @ values**2
    value = total / n
    deviation = np.sqrt(np.maximum(0.0, squares - total * value) / (n - 1))
    half = t_quantile(0.975, n - 1) * deviation / sqrt(n)
    scale, tiny = 10.0**decimals, 1e-6

    def inside(gap: Floats) -> Bools:
        return np.asarray((gap > tiny) & (gap < 1 - tiny), np.bool_)

    return np.asarray(
        (np.abs(value - mean.value) * scale < 0.5 - tiny)
        & inside((value - half - mean.lo) * scale)
        & inside((mean.hi - value - half) * scale),
        np.bool_,
    )


def _median_same(median: float, values: Floats, n: int, counts: Ints, *, in_bins: bool) -> Bools:
    upto = np.cumsum(counts, axis=1)
    low, high = (upto <= (n - 1) // 2).sum(axis=1), (upto <= n // 2).sum(axis=1)
    last = len(values) - 1
    if in_bins:
        # The middle answers stay in the band that the median is in; which answers they are is not known.
        band = np.searchsorted(values, median, side="right") - 1
        return np.asarray((low == band) & (high == band), np.bool_)
    found = (values[np.minimum(low, last)] + values[np.minimum(high, last)]) / 2
    return np.asarray(np.abs(found - median) < 1e-9, np.bool_)


def _changing_base(block: Block, seen: Seen, sign: int, *, is_top: bool) -> Ints:
    """(codes,): how many may come (sign 1) or go (−1), each with one answer."""
    allowed = np.zeros(len(seen.counts), np.int64)
    for d in range(1, MOST + 1):
        n = seen.n + sign * d
        if n < 0:
            break
        allowed[(allowed == d - 1) & _base_same(block, seen, n, sign * d, is_top=is_top)] = d
    return allowed


def _base_same(block: Block, seen: Seen, n: int, d: int, *, is_top: bool) -> Bools:
    size = len(seen.counts)
    none, every = np.zeros(size, np.bool_), np.ones(size, np.bool_)
    row, exact = seen.row, seen.exact
    if row.status == "withheld":
        return every if n >= SMALLEST_BASE else none
    base = n if not is_top or exact.base == exact.valid else exact.base
    if status(base) != status(exact.base):
        return none
    if row.status == "hidden":
        return every
    if rounding.to_five(base) != row.base or rounding.released_base(n) != row.valid:
        return none
    if not is_readable(seen):
        return every
    if "borderline" in row.stats:
        return none
    counts = seen.counts + d * np.eye(size, dtype=np.int64)
    fits = ((grid_steps(counts, base) == _steps(seen, block, exact.base)) & (counts >= 0)).all(axis=1)
    if _has_statistics(block, seen) and fits.any():
        fits[fits] = statistics_same(block, seen, n, counts[fits])
    return np.asarray(fits, np.bool_)
