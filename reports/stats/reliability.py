"""Does a set of items measure one thing? Cronbach's alpha with Feldt's interval, and items one by one.

Complete rows only (listwise), counted; `factor` has omega, the safer figure with few items. Below 0.70
warn. Not for a composite whose parts need not go together.
"""

from dataclasses import dataclass

import numpy as np

from reports.stats.arrays import Floats
from reports.stats.distributions import f_quantile
from reports.stats.intervals import Interval


@dataclass(frozen=True, slots=True)
class Item:
    """`rest_correlation` with the sum of the others; `alpha_without` it, None with two items."""

    mean: float
    sd: float
    rest_correlation: float
    alpha_without: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """`n` complete rows of `k` items, `excluded` the others. `standardised` alpha of the correlations."""

    n: int
    excluded: int
    k: int
    alpha: float
    standardised: float
    mean_correlation: float
    feldt: Interval
    items: tuple[Item, ...]


def alpha_of(covariance: Floats) -> float:
    """k/(k−1) · (1 − tr S / ΣS), S (k, k). Cronbach 1951."""
    k = len(covariance)
    return float(k / (k - 1) * (1.0 - np.trace(covariance) / covariance.sum()))


def feldt_interval(alpha: float, n: int, k: int, level: float = 0.95) -> Interval:
    """1 − (1−α) F, F with n − 1 and (n−1)(k−1) degrees of freedom. Feldt 1965."""
    tail = (1.0 - level) / 2.0
    df1, df2 = n - 1, (n - 1) * (k - 1)
    return (
        1.0 - (1.0 - alpha) * f_quantile(1.0 - tail, df1, df2),
        1.0 - (1.0 - alpha) * f_quantile(tail, df1, df2),
    )


def complete(items: Floats) -> Floats:
    """The rows of `items` (n, k) without a missing value (NaN). Raise ValueError if there are fewer than
    three, fewer than two items, or an item without spread.
    """
    rows = np.asarray(items, np.float64)
    rows = rows[~np.isnan(rows).any(axis=1)]
    if rows.shape[1] < 2 or len(rows) < 3 or (np.ptp(rows, axis=0) == 0.0).any():
        raise ValueError("reliability needs two items that vary, and three complete rows")
    return rows


def reliability(items: Floats) -> Reliability:
    """Of `items` (n, k), all keyed in one direction, NaN missing. Raise ValueError as `complete` does."""
    rows = complete(items)
    n, k = rows.shape
    covariance, correlation = np.asarray(np.cov(rows.T)), np.asarray(np.corrcoef(rows.T))
    mean_correlation = float((correlation.sum() - k) / (k * (k - 1)))
    alpha = alpha_of(covariance)
    total = rows.sum(axis=1)
    others = [np.delete(np.arange(k), i) for i in range(k)]
    return Reliability(
        n=n,
        excluded=len(items) - n,
        k=k,
        alpha=alpha,
        standardised=alpha_of(correlation),
        mean_correlation=mean_correlation,
        feldt=feldt_interval(alpha, n, k),
        items=tuple(
            Item(
                mean=float(rows[:, i].mean()),
                sd=float(rows[:, i].std(ddof=1)),
                rest_correlation=float(np.corrcoef(rows[:, i], total - rows[:, i])[0, 1]),
                alpha_without=alpha_of(covariance[np.ix_(others[i], others[i])]) if k > 2 else None,
            )
            for i in range(k)
        ),
    )


@dataclass(frozen=True, slots=True)
class PairwiseAlpha:
    """`pairs` (k, k): rows that have both items."""

    alpha: float
    standardised: float
    pairs: tuple[tuple[int, ...], ...]


def pairwise_alpha(items: Floats) -> PairwiseAlpha:
    """Alpha of covariances that each use all rows with both items, as psych::alpha does by default. To
    compare with published figures; print the listwise one. Raise ValueError if two items share fewer than
    two rows.
    """
    x = np.asarray(items, np.float64)
    k = x.shape[1]
    covariance, pairs = np.zeros((k, k)), np.zeros((k, k), np.int64)
    for i in range(k):
        for j in range(k):
            both = ~np.isnan(x[:, i]) & ~np.isnan(x[:, j])
            pairs[i, j] = both.sum()
            if pairs[i, j] < 2:
                raise ValueError("two items share fewer than two rows")
            a, b = x[both, i], x[both, j]
            covariance[i, j] = float((a - a.mean()) @ (b - b.mean())) / (int(pairs[i, j]) - 1)
    sd = np.sqrt(np.diag(covariance))
    return PairwiseAlpha(
        alpha_of(covariance),
        alpha_of(covariance / np.outer(sd, sd)),
        tuple(tuple(int(v) for v in row) for row in pairs),
    )
