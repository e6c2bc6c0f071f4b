"""What a set of weights costs: Kish's design effect and effective size, and a summary."""

from dataclasses import dataclass

import numpy as np

from reports.stats.arrays import Floats


def kish_deff(weights: Floats) -> float:
    """n Σw² / (Σw)² = 1 + CV² (CV with divisor n). Kish 1965. `weights` (n,), Σw > 0."""
    return len(weights) * float(weights @ weights) / float(weights.sum()) ** 2


def kish_n_eff(weights: Floats) -> float:
    """(Σw)² / Σw²: the size of an equally weighted sample with the same variance of a mean unrelated to the
    weights.
    """
    return float(weights.sum()) ** 2 / float(weights @ weights)


#: The quantiles in a summary of weights.
QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class WeightSummary:
    """`sd` and `cv` have divisor n − 1, `cv_population` n. `efficiency` is 100 / deff. `quantiles`: of
    type 7, keyed by their share.
    """

    n: int
    total: float
    low: float
    high: float
    mean: float
    sd: float
    cv: float
    cv_population: float
    kish_deff: float
    kish_n_eff: float
    efficiency: float
    quantiles: dict[float, float]


def checked(weights: Floats) -> Floats:
    """The weights as floats. Raise ValueError for a missing, infinite or negative one, or if all are zero."""
    w = np.asarray(weights, np.float64)
    if w.ndim != 1 or not np.isfinite(w).all() or (w < 0).any() or w.sum() <= 0:
        raise ValueError("weights must be one finite, non-negative number a row, and not all zero")
    return w


def summary(weights: Floats) -> WeightSummary:
    """Of at least two weights (n,). Raise ValueError as `checked` does."""
    w = checked(weights)
    if len(w) < 2:
        raise ValueError("a summary needs at least two weights")
    mean, sd = float(w.mean()), float(w.std(ddof=1))
    deff = kish_deff(w)
    return WeightSummary(
        n=len(w),
        total=float(w.sum()),
        low=float(w.min()),
        high=float(w.max()),
        mean=mean,
        sd=sd,
        cv=sd / mean,
        cv_population=float(w.std()) / mean,
        kish_deff=deff,
        kish_n_eff=kish_n_eff(w),
        efficiency=100.0 / deff,
        quantiles={q: float(np.quantile(w, q)) for q in QUANTILES},
    )
