"""Complete rankings: everybody put all k items in order, 1 the best."""

from dataclasses import dataclass

import numpy as np

from reports.stats.arrays import Floats, Ints
from reports.stats.distributions import chi2_tail
from reports.stats.groups import mean_of_values, ranked_with_ties
from reports.stats.means import Mean
from reports.stats.proportions import Proportion, proportion


@dataclass(frozen=True, slots=True)
class RankedItem:
    """`mean_rank` with its t interval; `first` among all, with Wilson's; shares 0…1. Borda: k − r points
    for rank r, in all, on average (0…k − 1) and stretched to 0…100. `by_rank`: people for each rank from
    1.
    """

    mean_rank: Mean
    median_rank: float
    first: Proportion
    among_best: float
    borda_total: int
    borda_mean: float
    borda: float
    by_rank: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FullRanking:
    """`n` complete rankings, `excluded` rows with a rank missing."""

    n: int
    excluded: int
    items: tuple[RankedItem, ...]


def complete_rankings(ranks: Floats) -> Ints:
    """Rows of `ranks` (n, k) without a missing rank (NaN). Raise ValueError for a row that is not an
    order of 1 … k, or if no row is complete.
    """
    rows = np.asarray(ranks, np.float64)
    rows = rows[~np.isnan(rows).any(axis=1)]
    k = rows.shape[1]
    if k < 2 or len(rows) == 0 or np.any(np.sort(rows, axis=1) != np.arange(1, k + 1)):
        raise ValueError("a complete ranking gives each of two items or more one of the ranks 1 … k")
    return rows.astype(np.int64)


def full_ranking(ranks: Floats, best: int = 3) -> FullRanking:
    """Of `ranks` (n, k), NaN missing; `among_best`: share with a rank up to `best`. Raise ValueError as
    above.
    """
    rows = complete_rankings(ranks)
    n, k = rows.shape
    items = []
    for r in rows.T:
        mean_rank, first = mean_of_values(r.astype(np.float64)), proportion(int((r == 1).sum()), n)
        assert mean_rank is not None
        assert first is not None
        points = int((k - r).sum())
        items.append(
            RankedItem(
                mean_rank=mean_rank,
                median_rank=float(np.median(r)),
                first=first,
                among_best=int((r <= best).sum()) / n,
                borda_total=points,
                borda_mean=points / n,
                borda=100.0 * points / n / (k - 1),
                by_rank=tuple(int(c) for c in np.bincount(r, minlength=k + 1)[1:]),
            )
        )
    return FullRanking(n, len(ranks) - n, tuple(items))


@dataclass(frozen=True, slots=True)
class Friedman:
    """`kendall_w` = X²/(n(k−1)): 0 no agreement, 1 all alike (Kendall & Babington Smith 1939)."""

    n: int
    excluded: int
    x2: float
    df: int
    p: float
    kendall_w: float


def friedman(scores: Floats) -> Friedman | None:
    """Do the items differ? Friedman 1937 with ties, of ranks or any scores (n, k), NaN missing, complete
    rows only. None if every row is one tie. Raise ValueError without a complete row or for one item.
    """
    rows = np.asarray(scores, np.float64)
    rows = rows[~np.isnan(rows).any(axis=1)]
    n, k = rows.shape
    if k < 2 or n == 0:
        raise ValueError("Friedman's test needs two items and a complete row")
    pairs = [ranked_with_ties(row) for row in rows]
    sums = np.sum([ranks for ranks, _ in pairs], axis=0)
    ties = sum(float((sizes**3 - sizes).sum()) for _, sizes in pairs)
    spread = n * k * (k + 1) - ties / (k - 1)
    if spread <= 0.0:
        return None
    x2 = 12.0 * float(((sums - n * (k + 1) / 2.0) ** 2).sum()) / spread
    return Friedman(n, len(scores) - n, x2, k - 1, chi2_tail(x2, k - 1), x2 / (n * (k - 1)))


def preferences(ranks: Floats) -> Floats:
    """Share of complete rankings that put the item of the row before that of the column, (k, k); NaN on
    the diagonal. Raise ValueError as `complete_rankings` does.
    """
    rows = complete_rankings(ranks)
    shares = (rows[:, :, None] < rows[:, None, :]).mean(axis=0)
    np.fill_diagonal(shares, np.nan)
    return np.asarray(shares, np.float64)
