"""Unweighted means of several groups: t, Welch, analysis of variance, Kruskal–Wallis."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reports.stats.arrays import Floats
from reports.stats.distributions import chi2_tail, f_tail
from reports.stats.means import Mean, mean


def mean_of_values(values: Floats) -> Mean | None:
    """Two passes over `values` (n,), so that a large mean costs no digits. None for no value; raise
    ValueError for a missing one.
    """
    x = np.asarray(values, np.float64)
    if not np.isfinite(x).all():
        raise ValueError("a value is missing: leave it out and count it")
    if len(x) == 0:
        return None
    centre = float(x.mean())
    centred = x - centre
    found = mean(len(x), float(centred.sum()), float(centred @ centred))
    assert found is not None
    return Mean(
        found.n,
        found.value + centre,
        found.sd,
        found.se,
        None if found.lo is None else found.lo + centre,
        None if found.hi is None else found.hi + centre,
    )


@dataclass(frozen=True, slots=True)
class FTest:
    f: float
    df1: float
    df2: float
    p: float


def _usable(groups: Sequence[Floats], least: int) -> list[Floats]:
    arrays = [np.asarray(g, np.float64) for g in groups]
    if len(arrays) < 2 or min(len(g) for g in arrays) < least:
        raise ValueError(f"each of at least two groups needs {least} values or more")
    return arrays


def anova(groups: Sequence[Floats]) -> FTest | None:
    """One-way analysis of variance with equal variances. None without spread inside groups. Raise
    ValueError for an empty group.
    """
    x = _usable(groups, 1)
    n, k = sum(map(len, x)), len(x)
    grand = float(np.concatenate(x).mean())
    between = sum(len(g) * (float(g.mean()) - grand) ** 2 for g in x)
    within = sum(float(((g - g.mean()) ** 2).sum()) for g in x)
    if within <= 0.0 or n <= k:
        return None
    f = (between / (k - 1)) / (within / (n - k))
    return FTest(f, k - 1, n - k, f_tail(f, k - 1, n - k))


def welch_anova(groups: Sequence[Floats]) -> FTest | None:
    """One-way analysis with unequal variances (Welch 1951). None if a group has no spread. Raise
    ValueError for a group under two values.
    """
    x = _usable(groups, 2)
    k = len(x)
    sizes = np.array([len(g) for g in x], np.float64)
    means = np.array([g.mean() for g in x])
    variances = np.array([g.var(ddof=1) for g in x])
    if (variances <= 0).any():
        return None
    w = sizes / variances
    grand = float(w @ means) / float(w.sum())
    spread = float(((1.0 - w / w.sum()) ** 2 / (sizes - 1)).sum()) / (k * k - 1)
    f = float(w @ (means - grand) ** 2) / ((k - 1) * (1.0 + 2.0 * (k - 2) * spread))
    df2 = 1.0 / (3.0 * spread)
    return FTest(f, k - 1, df2, f_tail(f, k - 1, df2))


@dataclass(frozen=True, slots=True)
class Kruskal:
    h: float
    df: int
    p: float


def kruskal(groups: Sequence[Floats]) -> Kruskal | None:
    """Kruskal & Wallis 1952, corrected for ties. None if all values are equal. Raise ValueError for an empty
    group.
    """
    x = _usable(groups, 1)
    everything = np.concatenate(x)
    n = len(everything)
    ranks, ties = ranked_with_ties(everything)
    correction = 1.0 - float((ties**3 - ties).sum()) / (n**3 - n)
    if correction <= 0.0:
        return None
    start, total = 0, 0.0
    for group in x:
        total += float(ranks[start : start + len(group)].sum()) ** 2 / len(group)
        start += len(group)
    h = (12.0 * total / (n * (n + 1)) - 3.0 * (n + 1)) / correction
    return Kruskal(h, len(x) - 1, chi2_tail(h, len(x) - 1))


def ranked_with_ties(values: Floats) -> tuple[Floats, Floats]:
    """Ranks from 1, the mean rank for ties, (n,); and the sizes of the tied groups."""
    _, place, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    return ((last - (sizes - 1) / 2.0)[place]).astype(np.float64), sizes.astype(np.float64)
