"""Is there a trend over waves? Cochran–Armitage for shares, a straight line for means, a logistic line
for odds.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from reports.stats.arrays import Floats
from reports.stats.distributions import chi2_tail, normal_two_sided, t_two_sided


@dataclass(frozen=True, slots=True)
class TrendTest:
    x2: float
    df: int
    p: float


def cochran_armitage(counts: ArrayLike, sizes: ArrayLike, scores: ArrayLike) -> TrendTest | None:
    """X² = (Σ s(x − n p̄))² / (p̄(1−p̄)(Σ n s² − (Σ n s)²/N)), 1 df; `counts` x of `sizes` n at `scores`
    s (waves,). Cochran 1954, Armitage 1955. None where all or nobody gave the answer, or all scores are
    equal.
    """
    x, n, s = (np.asarray(v, np.float64) for v in (counts, sizes, scores))
    total = float(n.sum())
    p = float(x.sum()) / total
    centred = s - float(n @ s) / total
    spread = p * (1.0 - p) * float(n @ centred**2)
    if spread <= 0.0:
        return None
    x2 = float(centred @ (x - n * p)) ** 2 / spread
    return TrendTest(x2, 1, chi2_tail(x2, 1))


@dataclass(frozen=True, slots=True)
class Slope:
    """Per unit of x; `statistic` t or z; `excluded`: rows with a missing value."""

    n: int
    excluded: int
    slope: float
    se: float
    statistic: float
    p: float


def _complete(y: Floats, x: Floats) -> tuple[Floats, Floats, int]:
    present = ~(np.isnan(y) | np.isnan(x))
    if int(present.sum()) < 3 or np.ptp(x[present]) == 0.0:
        raise ValueError("a line needs three rows with both values, and two different x")
    return y[present], x[present], int((~present).sum())


def line(y: Floats, x: Floats) -> Slope:
    """Ordinary least squares of y on x (n,), NaN missing; t with n − 2 degrees of freedom. Raise
    ValueError with fewer than three complete rows, one value of x, or a perfect fit.
    """
    v, u, excluded = _complete(y, x)
    n = len(v)
    centred = u - u.mean()
    sxx = float(centred @ centred)
    slope = float(centred @ v) / sxx
    residual = v - v.mean() - slope * centred
    se = sqrt(float(residual @ residual) / (n - 2) / sxx)
    if se == 0.0:
        raise ValueError("every point stands on the line: it has no standard error")
    return Slope(n, excluded, slope, se, slope / se, t_two_sided(slope / se, n - 2))


def logistic_line(y: Floats, x: Floats, most: int = 100) -> Slope:
    """Maximum likelihood of logit P(y = 1) on x, y in 0 and 1, NaN missing; z by the information matrix.
    Raise ValueError as `line` does, or if y holds anything else, one value only, or is separated by x.
    """
    v, u, excluded = _complete(y, x)
    if set(np.unique(v)) != {0.0, 1.0}:
        raise ValueError("the answers must be 0 and 1, and both must occur")
    scale = float(u.std())
    design = np.column_stack([np.ones(len(u)), (u - u.mean()) / scale])
    coefficients = np.array([float(special.logit(v.mean())), 0.0])
    for _ in range(most):
        mu = special.expit(design @ coefficients)
        information = design.T @ (design * (mu * (1.0 - mu))[:, None])
        step = np.linalg.solve(information, design.T @ (v - mu))
        coefficients = coefficients + step
        if float(np.abs(step).max()) < 1e-13:
            break
    else:
        raise ValueError("the line does not converge: x separates the answers")
    mu = special.expit(design @ coefficients)
    information = design.T @ (design * (mu * (1.0 - mu))[:, None])
    slope, se = float(coefficients[1]) / scale, sqrt(float(np.linalg.inv(information)[1, 1])) / scale
    return Slope(len(v), excluded, slope, se, slope / se, normal_two_sided(slope / se))
