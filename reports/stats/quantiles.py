"""Quantiles of a distribution given as values and counts (types of Hyndman & Fan 1996)."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import floor


def _ordered(values: Sequence[float], counts: Sequence[int]) -> tuple[list[float], list[int]]:
    pairs = sorted((v, int(c)) for v, c in zip(values, counts, strict=True) if c)
    return [v for v, _ in pairs], list(accumulate(c for _, c in pairs))


def quantile_type7(values: Sequence[float], counts: Sequence[int], p: float) -> float | None:
    """Linear interpolation between order statistics, as R and numpy do by default. None if there is no
    answer.
    """
    xs, cumulative = _ordered(values, counts)
    if not xs:
        return None
    position = (cumulative[-1] - 1) * p
    below = floor(position)
    lower = xs[bisect_right(cumulative, below)]
    upper = xs[bisect_right(cumulative, min(below + 1, cumulative[-1] - 1))]
    return lower + (position - below) * (upper - lower)


def quantile_type2(values: Sequence[float], counts: Sequence[int], p: float) -> float | None:
    """The smallest x with F(x) ≥ p, the average of both sides at an exact jump ("school")."""
    xs, cumulative = _ordered(values, counts)
    if not xs:
        return None
    n = cumulative[-1]
    target = n * p
    j = floor(target)
    if target > j:
        return xs[bisect_right(cumulative, j)]
    left = xs[bisect_right(cumulative, max(j - 1, 0))]
    return (left + xs[bisect_right(cumulative, min(j, n - 1))]) / 2.0


def median(values: Sequence[float], counts: Sequence[int]) -> float | None:
    return quantile_type7(values, counts, 0.5)
