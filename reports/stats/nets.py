"""Differences between shares of the same answers: net agreement and the Net Promoter Score."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from reports.stats.arrays import Floats
from reports.stats.student import Z, t_quantile


@dataclass(frozen=True, slots=True)
class Net:
    """value = share for − share against (−1…1); se of the variable that is +1, 0 or −1."""

    n: int
    value: float
    se: float | None
    lo: float | None
    hi: float | None


def net(positive: int, negative: int, n: int, design: int | None = None) -> Net | None:
    """None where nobody answered. SE from the difference variable, never by summing two SEs; t interval.

    V = N/(N−1) · Σ(y−m)² / n², N the rows of the design (all responses of the wave; `n` if not given).
    """
    if n == 0:
        return None
    value = (positive - negative) / n
    if n < 2:
        return Net(n, value, None, None, None)
    rows = n if design is None else design
    se = sqrt(rows / (rows - 1) * max(0.0, (positive + negative) - n * value * value)) / n
    half = t_quantile(0.975, n - 1) * se
    return Net(n, value, se, value - half, value + half)


def net_interval(positive: float, negative: float, n: float) -> tuple[float, float]:
    """The normal interval of a net from shares, for released numbers; clamped to −1…1."""
    value = positive - negative
    half = Z * sqrt(max(0.0, positive + negative - value * value) / n)
    return max(-1.0, value - half), min(1.0, value + half)


@dataclass(frozen=True, slots=True)
class Promoters:
    """Shares 0…1; `score` −100…100 with its standard error and t interval."""

    n: int
    promoters: float
    passives: float
    detractors: float
    score: float
    se: float | None
    lo: float | None
    hi: float | None


def nps(
    counts: Sequence[int],
    detractors: tuple[int, int],
    passives: tuple[int, int],
    promoters: tuple[int, int],
    design: int | None = None,
) -> Promoters | None:
    """`counts[v]` answers of value v; each group given by its lowest and highest value. `design`:
    see `net`.
    """

    def of(group: tuple[int, int]) -> int:
        return sum(int(c) for c in counts[group[0] : group[1] + 1])

    n = sum(int(c) for c in counts)
    result = net(of(promoters), of(detractors), n, design)
    if result is None:
        return None
    return Promoters(
        n,
        of(promoters) / n,
        of(passives) / n,
        of(detractors) / n,
        100.0 * result.value,
        None if result.se is None else 100.0 * result.se,
        None if result.lo is None else 100.0 * result.lo,
        None if result.hi is None else 100.0 * result.hi,
    )


def multinomial_se(positive: int, negative: int, n: int) -> float:
    """√((p₊ + p₋ − (p₊ − p₋)²)/n): of a net score of unweighted answers, divisor n; a share, n > 0."""
    p, q = positive / n, negative / n
    return sqrt(max(0.0, p + q - (p - q) ** 2) / n)


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """0 or 1 for being among the top or the bottom codes, and their difference: (n,), NaN where the code
    is.
    """

    top: Floats
    bottom: Floats
    net: Floats


def boxes(codes: Floats, bottom_up_to: float, top_above: float) -> Boxes:
    """`codes` (n,) on an ordered scale, NaN missing: bottom is a code of at most `bottom_up_to`, top one
    above `top_above`. Two boxes of 1 … 5: 2 and 3. Raise ValueError if the ends overlap.
    """
    if top_above < bottom_up_to:
        raise ValueError("top and bottom boxes overlap")
    x = np.asarray(codes, np.float64)
    blank = np.where(np.isnan(x), np.nan, 0.0)
    top, bottom = blank + (x > top_above), blank + (x <= bottom_up_to)
    return Boxes(top, bottom, top - bottom)


def promoter_points(codes: Floats, detractors: tuple[int, int], promoters: tuple[int, int]) -> Floats:
    """+100, 0 or −100 for each code (n,), NaN where it is missing; groups by their lowest and highest
    code.
    """
    x = np.asarray(codes, np.float64)
    high = (x >= promoters[0]) & (x <= promoters[1])
    low = (x >= detractors[0]) & (x <= detractors[1])
    return np.asarray(np.where(np.isnan(x), np.nan, 100.0 * high - 100.0 * low), np.float64)
