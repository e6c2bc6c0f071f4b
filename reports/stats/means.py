"""Means with t intervals, and Welch's test for two groups, from additive sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from reports.stats.student import t_quantile, t_two_sided


@dataclass(frozen=True, slots=True)
class Mean:
    """In units of the variable. `sd` has divisor n − 1; sd, se, lo, hi are None for n < 2."""

    n: int
    value: float
    sd: float | None
    se: float | None
    lo: float | None
    hi: float | None


def mean(n: int, total: float, squares: float) -> Mean | None:
    """From n, Σx and Σx². None for n = 0."""
    if n == 0:
        return None
    value = total / n
    if n < 2:
        return Mean(n, value, None, None, None, None)
    sd = sqrt(max(0.0, squares - total * value) / (n - 1))
    se = sd / sqrt(n)
    half = t_quantile(0.975, n - 1) * se
    return Mean(n, value, sd, se, value - half, value + half)


def mean_of_counts(values: Sequence[float], counts: Sequence[int]) -> Mean | None:
    """The mean of a distribution: `counts[i]` answers of `values[i]`."""
    n = sum(int(c) for c in counts)
    total = sum(v * int(c) for v, c in zip(values, counts, strict=True))
    squares = sum(v * v * int(c) for v, c in zip(values, counts, strict=True))
    return mean(n, total, squares)


@dataclass(frozen=True, slots=True)
class Welch:
    difference: float
    t: float
    df: float
    p: float
    lo: float
    hi: float


def welch(a: Mean, b: Mean) -> Welch | None:
    """a − b with unequal variances (Welch–Satterthwaite). None if a group has fewer than two answers or no
    spread.
    """
    if a.se is None or b.se is None or a.se + b.se == 0.0:
        return None
    va, vb = a.se**2, b.se**2
    se = sqrt(va + vb)
    df = (va + vb) ** 2 / (va**2 / (a.n - 1) + vb**2 / (b.n - 1))
    difference = a.value - b.value
    half = t_quantile(0.975, df) * se
    return Welch(
        difference,
        difference / se,
        df,
        t_two_sided(difference / se, df),
        difference - half,
        difference + half,
    )
