"""Rounding to 5 and the grid of shares.

Every released number of a row is a function of its rounded base and of whole steps of 5: the count is steps ×
5, the share steps × 5 ÷ base, the interval is computed from these. Two roundings of one count (its own, and
that of its share) would together give it away: 17 of 53 is the only count that rounds to 15 and whose share
is nearest to 20/55.
"""

from functools import lru_cache
from math import ceil, floor, sqrt

from reports.disclosure.thresholds import SMALLEST_BASE
from reports.stats.intervals import korn_graubard_of, logit
from reports.stats.proportions import wilson

STEP = 5
#: The exact base may be this much smaller than the rounded one.
SLACK = 2


def to_five(n: int) -> int:
    """The nearest multiple of 5; there are no ties among whole numbers."""
    return (n + SLACK) // STEP * STEP


def released_base(n: int) -> int | None:
    """None under 10: not even the base is shown."""
    return to_five(n) if n >= SMALLEST_BASE else None


def steps(count: int, n: int) -> int:
    """The exact share count ÷ n set to the grid 5 ÷ rounded base, in whole steps; halves go up. n ≥ 10."""
    base = to_five(n)
    return (2 * count * base + STEP * n) // (2 * STEP * n)


def weighted_steps(share: float, n: int) -> int:
    """A weighted share (0…1) on the same grid, in whole steps; halves go up. n ≥ 10."""
    base = to_five(n)
    return min(base // STEP, max(0, floor(share * base / STEP + 0.5)))


def coarse(deff: float) -> float:
    """A design effect as intervals may use it: up to the next half and never under 1, so that it tells next
    to nothing.
    """
    return max(1.0, ceil(2.0 * deff - 1e-9) / 2.0)


@lru_cache(maxsize=65_536)
def weighted_interval(p: float, base: int, deff: float) -> tuple[float, float]:
    """The logit interval of a released weighted share, with its design effect as `coarse` has it, widened by
    half a step; Clopper-Pearson with the effective base at 0 and 1.

    From released numbers but for the coarse design effect: ends computed from the exact share would tell it.
    Near 0 and 1 also evaluated at the ends of the rounded range. Four decimals.
    """
    half = STEP / (2 * base)
    ends = [_by_design(x, base - SLACK, deff) for x in (p, max(0.0, p - half), min(1.0, p + half))]
    lo = min(ends[0][0] - half, ends[1][0])
    hi = max(ends[0][1] + half, ends[2][1])
    return max(0.0, floor(lo * 10_000) / 10_000), min(1.0, ceil(hi * 10_000) / 10_000)


def _by_design(p: float, n: int, deff: float) -> tuple[float, float]:
    if not 0.0 < p < 1.0:
        return korn_graubard_of(p, n / deff)
    return logit(p, sqrt(deff * p * (1.0 - p) / (n - 1)), n - 1)


@lru_cache(maxsize=65_536)
def share_interval(p: float, base: int, cells: int = 1) -> tuple[float, float]:
    """Wilson's interval of a released share, widened by half a step for each cell that was added up to it.

    It holds the interval of every exact share and base that would be released like this: near 0 and 1 it is
    also evaluated at the ends of the rounded range, and always for the smallest base that rounds to `base`.
    Four decimals.
    """
    half = cells * STEP / (2 * base)
    lo = min(wilson(min(1.0, p), base - SLACK)[0] - half, wilson(max(0.0, p - half), base - SLACK)[0])
    hi = max(wilson(min(1.0, p), base - SLACK)[1] + half, wilson(min(1.0, p + half), base - SLACK)[1])
    return max(0.0, floor(lo * 10_000) / 10_000), min(1.0, ceil(hi * 10_000) / 10_000)


def to_decimals(value: float, decimals: int) -> float:
    """Nearest, halves away from zero; never −0."""
    scale: float = 10.0**decimals
    nearest = floor(abs(value) * scale + 0.5 + 1e-9) / scale
    return -nearest if value < 0 and nearest else nearest


def outward(lo: float, hi: float, decimals: int) -> tuple[float, float]:
    """An interval's ends at the given decimals, never narrower than it was."""
    scale = 10**decimals
    return floor(lo * scale + 1e-9) / scale, ceil(hi * scale - 1e-9) / scale
