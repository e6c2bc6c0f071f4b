"""Quantiles of weighted values, and Woodruff's interval for them."""

from collections.abc import Callable

import numpy as np

from reports.stats.arrays import Bools, Floats
from reports.stats.design import Design
from reports.stats.estimates import domain_mean
from reports.stats.intervals import Interval, symmetric

#: (values, weights, share) → quantile. Values with weight above zero; 0 ≤ share ≤ 1.
Rule = Callable[[Floats, Floats, float], float]


def _sorted(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    if len(values) == 0:
        raise ValueError("a quantile needs a value")
    order = np.argsort(values, kind="stable")
    return values[order], np.cumsum(weights[order])


def mathematical(values: Floats, weights: Floats, p: float) -> float:
    """The smallest x with F(x) ≥ p."""
    x, cumulative = _sorted(values, weights)
    below, is_jump = _reached(cumulative, p)
    return float(x[below if is_jump else below + 1]) if below >= 0 else float(x[0])


def school(values: Floats, weights: Floats, p: float) -> float:
    """The smallest x with F(x) ≥ p; where F is exactly p up to the next value, the middle of the two.
    With equal weights the ordinary median.
    """
    x, cumulative = _sorted(values, weights)
    below, is_jump = _reached(cumulative, p)
    if below < 0:
        return float(x[0])
    above = min(below + 1, len(x) - 1)
    return float((x[below] + x[above]) / 2.0) if is_jump else float(x[above])


def interpolated(values: Floats, weights: Floats, p: float) -> float:
    """Linear between the order statistics, x_k at S_{k−1}/S_{n−1}: with equal weights R's type 7 (Hyndman
    & Fan 1996).
    """
    x, cumulative = _sorted(values, weights)
    if len(x) == 1:
        return float(x[0])
    return float(np.interp(p, np.concatenate([[0.0], cumulative[:-1]]) / cumulative[-2], x))


def _reached(cumulative: Floats, p: float) -> tuple[int, bool]:
    """The place of the last value with S ≤ p·S_n (−1 for none), and whether S is p·S_n there, up to
    rounding.
    """
    total = float(cumulative[-1])
    target = p * total
    below = int(np.searchsorted(cumulative, target + 1e-12 * total, side="right")) - 1
    is_jump = below >= 0 and abs(float(cumulative[below]) - target) <= 1e-12 * total
    if below == len(cumulative) - 1 and not is_jump:
        return below - 1, False
    return below, is_jump


def weighted_quantile(y: Floats, base: Bools, design: Design, p: float, rule: Rule = school) -> float | None:
    """Of `y` (n,) over the rows of `base` (n,) that have a weight; in units of y. None if there is none."""
    inside = base & (design.weights > 0)
    return rule(y[inside], design.weights[inside], p) if inside.any() else None


def woodruff(
    y: Floats, base: Bools, design: Design, p: float, rule: Rule = school, level: float = 0.95
) -> tuple[float | None, float | None] | None:
    """The quantiles at the ends of the interval F(q) ± t·se of the share at or below the quantile q
    (Woodruff 1952); an end is None where the interval of the share leaves 0…1. None if the base has no
    weight.
    """
    quantile = weighted_quantile(y, base, design, p, rule)
    if quantile is None:
        return None
    share = domain_mean(np.where(base, y <= quantile, 0.0), base, design)
    assert share is not None
    ends: Interval = symmetric(share.value, share.se, share.df, level)
    lo = weighted_quantile(y, base, design, ends[0], rule) if ends[0] >= 0.0 else None
    hi = weighted_quantile(y, base, design, ends[1], rule) if ends[1] <= 1.0 else None
    return lo, hi
