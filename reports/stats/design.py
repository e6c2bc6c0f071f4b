"""How a sample was drawn, and the linearised variance that follows from it.

Taylor linearisation with replacement at the first stage (Wolter 2007, ch. 6; as R's survey package
computes it): V = Σ_h (1 − f_h) n_h/(n_h − 1) Σ_i (u_hi − ū_h)² over the n_h first-stage units i of each
stratum h, where u_hi is the sum of the scores of the unit's rows. Without strata and clusters every row
is a unit of one stratum. A domain keeps the design of the whole file: scores outside it are zero, the
units still count.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reports.stats.arrays import Bools, Floats, Ints
from reports.stats.weights import checked


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """`weights`, `strata`, `clusters` (n,): the last two as numbers from 0. `units` (strata,):
    first-stage units of each stratum. `open_share` (strata,): 1 − sampling fraction.
    """

    weights: Floats
    strata: Ints
    clusters: Ints
    units: Ints
    open_share: Floats
    rows_are_units: bool

    def covariance(self, scores: Floats) -> Floats:
        """Of the totals of `scores` (n,) or (n, k): (k, k). Scores hold their weights already and are zero
        outside a domain. Raise ValueError where a stratum with something in it has a single unit.
        """
        u = np.asarray(scores, np.float64).reshape(len(self.weights), -1)
        stratum = self.strata
        if not self.rows_are_units:
            first = np.unique(self.clusters, return_index=True)[1]
            stratum = self.strata[first]
            summed = np.zeros((len(first), u.shape[1]))
            np.add.at(summed, self.clusters, u)
            u = summed
        totals = np.zeros((len(self.units), u.shape[1]))
        np.add.at(totals, stratum, u)
        lonely = (self.units == 1) & (self.open_share > 1e-7)
        if lonely.any() and np.any(u[lonely[stratum]] != 0.0):
            raise ValueError("a stratum with a single first-stage unit has no variance: join it with another")
        n_h = np.maximum(self.units, 2)
        factor = self.open_share * n_h / (n_h - 1)
        centred = (u - (totals / self.units[:, None])[stratum]) * np.sqrt(factor)[stratum][:, None]
        return np.asarray(centred.T @ centred, np.float64)

    def degrees(self, base: Bools) -> int:
        """First-stage units less strata among the rows of `base` (n,) with a weight above zero."""
        inside = base & (self.weights > 0)
        if self.rows_are_units and len(self.units) == 1:
            return int(inside.sum()) - 1
        return len(np.unique(self.clusters[inside])) - len(np.unique(self.strata[inside]))


def design(
    weights: ArrayLike,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    population: ArrayLike | None = None,
    nested: bool = False,
) -> Design:
    """All arguments (n,), no missing values. `population`: size of the row's stratum (or of everything,
    without strata) in first-stage units, or, if no value is above 1, the sampling fraction. `nested`:
    cluster names repeat from stratum to stratum.

    Raise ValueError for bad weights, for clusters in two strata unless `nested`, for a population that
    differs within a stratum or is smaller than the sample.
    """
    w = checked(np.asarray(weights, np.float64))
    n = len(w)
    stratum = np.zeros(n, np.int64) if strata is None else _numbered(strata, n)
    if clusters is None:
        cluster, first = np.arange(n), np.arange(n)
    else:
        cluster = _numbered(clusters, n)
        if nested:
            cluster = _numbered(stratum * (int(cluster.max()) + 1) + cluster, n)
        first = np.unique(cluster, return_index=True)[1]
        if np.any(stratum[first][cluster] != stratum):
            raise ValueError("a cluster stands in two strata: say nested if names repeat")
    units = np.bincount(stratum[first], minlength=int(stratum.max()) + 1)
    share = np.ones(len(units)) if population is None else _open_share(population, stratum, units)
    return Design(w, stratum, cluster.astype(np.int64), units.astype(np.int64), share, clusters is None)


def _numbered(labels: ArrayLike, n: int) -> Ints:
    values = np.asarray(labels)
    if values.shape != (n,):
        raise ValueError("strata and clusters need one label a row")
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _open_share(population: ArrayLike, stratum: Ints, units: Ints) -> Floats:
    values = np.asarray(population, np.float64)
    first = np.unique(stratum, return_index=True)[1]
    by_stratum = values[first]
    if np.any(by_stratum[stratum] != values) or not np.isfinite(values).all() or (values <= 0).any():
        raise ValueError("the population must be one positive number for each stratum")
    if (values > 1).any() and (values < 1).any():
        raise ValueError("the population must be sizes or fractions, not both")
    fraction = units / by_stratum if (values > 1).any() else by_stratum
    if (fraction > 1).any():
        raise ValueError("the population is smaller than the sample")
    return np.asarray(1.0 - fraction, np.float64)
