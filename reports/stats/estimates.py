"""Weighted means and totals of a domain of a design, with linearised standard errors.

m = Σ_D wy / Σ_D w and, without strata and clusters, V = n/(n−1) · Σ_D w²(y−m)² / (Σ_D w)² with n the rows of
the *design*, not of the domain (Särndal, Swensson & Wretman 1992, § 5.8; R's svymean(subset(design, …))).
Weights are never frequencies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from reports.stats.arrays import Bools, Floats
from reports.stats.design import Design
from reports.stats.distributions import t_two_sided
from reports.stats.intervals import Interval, symmetric


@dataclass(frozen=True, slots=True)
class DomainMean:
    """In units of the variable. `n` rows of the domain, `excluded` the other rows of the design, `df`
    first-stage units less strata in the domain. `sd` is None for n < 2, `deff` (against simple random
    sampling with replacement of n) None without spread.
    """

    n: int
    excluded: int
    total_weight: float
    value: float
    se: float
    df: int
    sd: float | None
    deff: float | None

    def interval(self, level: float = 0.95) -> Interval:
        """value ± t·se. Needs df ≥ 1."""
        return symmetric(self.value, self.se, self.df, level)

    def normal_interval(self, level: float = 0.95) -> Interval:
        """value ± z·se."""
        return symmetric(self.value, self.se, None, level)


def domain_mean(y: Floats, base: Bools, design: Design) -> DomainMean | None:
    """Of `y` (n,) over the rows in `base` (n,); what `y` holds elsewhere is ignored. None if the base has no
    weight. Raise ValueError for a missing value inside the base.
    """
    w = np.where(base, design.weights, 0.0)
    total = float(w.sum())
    if total <= 0.0:
        return None
    values = _inside(y, base)
    value = float(w @ values) / total
    residual = np.where(base, values - value, 0.0)
    se = sqrt(max(0.0, float(design.covariance(w * residual / total)[0, 0])))
    counted = int((w > 0).sum())
    spread = float(w @ residual**2) / total
    sd = sqrt(counted / (counted - 1) * spread) if counted > 1 else None
    return DomainMean(
        n=int(base.sum()),
        excluded=int((~base).sum()),
        total_weight=total,
        value=value,
        se=se,
        df=design.degrees(base),
        sd=sd,
        deff=se**2 / (sd**2 / counted) if sd else None,
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """first − second, in units of the variable; the p-value is two-sided, of t with `df`. `t` and `p` are
    None where the standard error is zero.
    """

    value: float
    se: float
    df: int
    t: float | None
    p: float | None

    def interval(self, level: float = 0.95) -> Interval:
        """value ± t·se."""
        return symmetric(self.value, self.se, self.df, level)


def domain_difference(y: Floats, first: Bools, second: Bools, design: Design) -> Difference | None:
    """Of the means of two domains that share no row, from the covariance of their linearised scores;
    degrees of freedom: first-stage units less strata in both, less 1 (as a regression on the group has).
    None if a domain has no weight. Raise ValueError for domains that overlap.
    """
    if np.any(first & second):
        raise ValueError("a row stands in both domains: overlapping groups cannot be compared")
    scores, value = np.zeros(len(first)), 0.0
    for base, sign in ((first, 1.0), (second, -1.0)):
        w = np.where(base, design.weights, 0.0)
        total = float(w.sum())
        if total <= 0.0:
            return None
        values = _inside(y, base)
        mean = float(w @ values) / total
        value += sign * mean
        scores += sign * w * (values - mean) / total
    return compared(value, design.covariance(scores)[0, 0], design.degrees(first | second) - 1)


def compared(value: float, variance: float, df: int) -> Difference:
    """A difference and its variance as a t test. Raise ValueError without a degree of freedom."""
    if df < 1:
        raise ValueError("a comparison needs at least one degree of freedom")
    se = sqrt(max(0.0, float(variance)))
    if se == 0.0:
        return Difference(value, 0.0, df, None, None)
    return Difference(value, se, df, value / se, t_two_sided(value / se, df))


def domain_total(y: Floats, base: Bools, design: Design) -> tuple[float, float]:
    """Σ_D wy and its standard error. Raise ValueError for a missing value inside the base."""
    scores = np.where(base, design.weights, 0.0) * _inside(y, base)
    return float(scores.sum()), sqrt(max(0.0, float(design.covariance(scores)[0, 0])))


def scored(codes: Floats, points: Sequence[tuple[float, float]]) -> Floats:
    """Codes (n,) as points: (code, points) pairs; NaN for a code that has none."""
    result = np.full(len(codes), np.nan)
    for code, value in points:
        result[codes == code] = value
    return result


def _inside(y: Floats, base: Bools) -> Floats:
    values = np.where(base, np.asarray(y, np.float64), 0.0)
    if not np.isfinite(values).all():
        raise ValueError("a row of the base has no value: leave it out of the base")
    return values
