"""One figure for each column of a banner: shares, means, medians, with intervals and tests between columns.

Formulas are those of `reports.stats`; this file only chooses between the one for people who count alike and
the one for weights, as docs/analysts/statistics.md says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import sqrt

import numpy as np

from reports.explorer.counting import Block
from reports.stats import cells as weighting
from reports.stats import intervals, means, proportions, quantiles, weighted_quantiles
from reports.stats.arrays import Floats, Ints
from reports.stats.column_tests import MINIMUM, PairTest, unweighted_pairs, weighted_pairs
from reports.stats.estimates import compared

Pairs = tuple[PairTest, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """In a share 0…1, or units of the variable. `n`: people it rests on; `count`: people with the answer.
    `se`, `lo`, `hi` are None where they do not exist (nobody, one person, a median).
    """

    n: int
    value: float | None
    se: float | None = None
    lo: float | None = None
    hi: float | None = None
    count: int | None = None
    weight: float | None = None
    """Of the people with the answer together; None where everybody weighs 1."""
    letters: str = ""


@dataclass(frozen=True, slots=True)
class Weighing:
    """Whether there are weights, and how many people of the whole wave have one (the design)."""

    is_weighted: bool
    design: int


def shares(hits: Floats, bases: Floats, weighing: Weighing) -> tuple[Figure, ...]:
    """`hits`, `bases`: n, Σw, Σw² by column, (3, columns). Wilson; with weights logit, and Clopper–Pearson
    with Kish's effective size (Korn & Graubard) where the share is 0 or 1.
    """
    return tuple(_share(hits[:, j], bases[:, j], weighing) for j in range(bases.shape[1]))


def _share(hits: Floats, base: Floats, weighing: Weighing) -> Figure:
    n, count = int(base[0]), int(hits[0])
    weight = float(hits[1]) if weighing.is_weighted else None
    if n == 0 or base[1] <= 0.0:
        return Figure(n, None, count=count, weight=weight)
    if not weighing.is_weighted:
        found = proportions.proportion(count, n)
        assert found is not None
        se = proportions.standard_error(count, n, n - 1) if n > 1 else None
        return Figure(n, found.value, se, found.lo, found.hi, count)
    table = _yes_or_no(hits[:, None], base[:, None], weighing)
    share = weighting.share(table, 0, 0)
    assert share is not None
    if share.df < 1:
        return Figure(n, share.value, count=count, weight=weight)
    if 0 < count < n and share.se > 0.0:
        lo, hi = intervals.logit(share.value, share.se, share.df)
    else:
        lo, hi = intervals.korn_graubard_of(round(share.value), weighting.column_kish_n_eff(table, 0))
    return Figure(n, share.value, share.se, lo, hi, count, weight)


def _yes_or_no(hits: Floats, bases: Floats, weighing: Weighing) -> weighting.Cells:
    """A table of two rows: those with the answer, and the others of the base."""
    rest = np.maximum(bases - hits, 0.0)
    n, w, w2 = (np.stack([hits[k], rest[k]]) for k in range(3))
    return weighting.from_sums(n, w, w2, _design(bases, weighing))


def _design(bases: Floats, weighing: Weighing) -> int:
    return max(2, weighing.design, int(bases[0].sum()))


def share_tests(hits: Floats, bases: Floats, blocks: Sequence[Block], weighing: Weighing) -> Pairs:
    """Pooled z, or weighted t, of every pair of columns that share nobody; places count over all blocks."""
    found: list[PairTest] = []
    for start, block in _places(blocks):
        if not block.is_disjoint:
            continue
        part = slice(start, start + block.width)
        if weighing.is_weighted:
            tests = weighted_pairs(_yes_or_no(hits[:, part], bases[:, part], weighing))[0]
        else:
            tests = unweighted_pairs(hits[:1, part], bases[0, part])[0]
        found += [replace(test, a=test.a + start, b=test.b + start) for test in tests]
    return tuple(found)


def _places(blocks: Sequence[Block]) -> list[tuple[int, Block]]:
    """Each block with the place of its first column."""
    starts = np.cumsum([0, *(block.width for block in blocks)])
    return [(int(start), block) for start, block in zip(starts, blocks, strict=False)]


# Means ------------------------------------------------------------------------------------------------------


def means_of_codes(
    table: Floats, points: Mapping[int, float], weighing: Weighing, is_net: bool = False
) -> tuple[Figure, ...]:
    """Of `points` by stored code. `table` (3, columns, axis of the codes). A net score has the standard error
    of the +1, 0, −1 variable in the design of the whole wave, weights or not (`nets.net`).
    """
    codes, values = list(points), list(points.values())
    by_design = weighing.is_weighted or is_net
    return tuple(
        _mean_by_design(table[:, j][:, codes], values, weighing)
        if by_design
        else _plain(means.mean_of_counts(values, [int(count) for count in table[0, j, codes]]))
        for j in range(table.shape[1])
    )


def _mean_by_design(column: Floats, values: Sequence[float], weighing: Weighing) -> Figure:
    """`column` (3, codes)."""
    n, design = int(column[0].sum()), _design(column.sum(axis=1)[:, None], weighing)
    n_by_code, w, w2 = (row[:, None] for row in column)
    found = weighting.mean_of_cells(weighting.from_sums(n_by_code, w, w2, design), values, 0)
    return Figure(n, None) if found is None else _with_interval(n, *found)


def means_of_numbers(moments: Floats, weighing: Weighing) -> tuple[Figure, ...]:
    """Of exact values: `moments` (7, columns) as `Counting.moments` has them."""
    return tuple(_mean_of_number(moments[:, j], weighing) for j in range(moments.shape[1]))


def _mean_of_number(m: Floats, weighing: Weighing) -> Figure:
    """V = N/(N−1) · Σw²(x−m)² / (Σw)², N the people of the design."""
    n, total, first, second, w2, w2x, w2xx = (float(v) for v in m)
    if not weighing.is_weighted:
        return _plain(means.mean(int(n), first, second))
    if total <= 0.0:
        return Figure(int(n), None)
    value, design = first / total, max(2, weighing.design)
    spread = max(0.0, w2xx - 2.0 * value * w2x + value * value * w2)
    return _with_interval(int(n), value, sqrt(design / (design - 1) * spread) / total)


def _plain(found: means.Mean | None) -> Figure:
    return Figure(0, None) if found is None else Figure(found.n, found.value, found.se, found.lo, found.hi)


def _with_interval(n: int, value: float, se: float) -> Figure:
    if n < 2:
        return Figure(n, value)
    lo, hi = intervals.symmetric(value, se, n - 1)
    return Figure(n, value, se, lo, hi)


def mean_tests(figures: Sequence[Figure], blocks: Sequence[Block], weighing: Weighing) -> Pairs:
    """Welch's t, or with weights t of the two linearised variances with n₁ + n₂ − 2 degrees of freedom."""
    found = []
    for start, block in _places(blocks):
        if block.is_disjoint:
            for a, b in combinations(range(start, start + block.width), 2):
                found.append(_mean_test(a, b, figures[a], figures[b], weighing))
    return tuple(found)


def _mean_test(a: int, b: int, first: Figure, second: Figure, weighing: Weighing) -> PairTest:
    if first.value is None or second.value is None:
        return PairTest(a, b, None, None, None)
    difference = first.value - second.value
    if min(first.n, second.n) < MINIMUM or first.se is None or second.se is None:
        return PairTest(a, b, difference, None, None)
    if weighing.is_weighted:
        t = compared(difference, first.se**2 + second.se**2, first.n + second.n - 2)
        return PairTest(a, b, difference, t.t, t.p, t.se, t.df)
    welch = means.welch(*(means.Mean(f.n, f.value or 0.0, None, f.se, None, None) for f in (first, second)))
    return (
        PairTest(a, b, difference, None, None)
        if welch is None
        else PairTest(a, b, difference, welch.t, welch.p)
    )


# Medians ----------------------------------------------------------------------------------------------------


def medians_of_codes(table: Floats, values: Mapping[int, float], weighing: Weighing) -> tuple[Figure, ...]:
    """The ordinary median; with weights the smallest value with F ≥ ½, or the middle at an exact jump."""
    codes, points = list(values), list(values.values())
    return tuple(
        Figure(int(table[0, j, codes].sum()), _median(table[:2, j][:, codes], points, weighing))
        for j in range(table.shape[1])
    )


def _median(column: Floats, points: Sequence[float], weighing: Weighing) -> float | None:
    if not weighing.is_weighted:
        return quantiles.median(points, [int(count) for count in column[0]])
    inside = column[1] > 0.0
    if not inside.any():
        return None
    return weighted_quantiles.school(np.asarray(points, np.float64)[inside], column[1][inside], 0.5)


def medians_of_numbers(spread: Ints, low: int) -> tuple[Figure, ...]:
    """`spread` (columns, places): whole numbers from `low`, then the six missing codes."""
    return tuple(
        Figure(int(row.sum()), quantiles.median([float(low + i) for i in range(len(row))], row.tolist()))
        for row in spread[:, :-6]
    )
