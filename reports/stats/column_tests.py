"""Tests between the columns of a banner: every pair of columns in every row, corrections, letters.

Columns must be groups of people that share nobody: a total that contains a column, or the columns of a
question with several answers, cannot be tested against each other, and `blocks` says which columns may be.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from reports.stats.cells import Cells, column_kish_n_eff
from reports.stats.distributions import normal_two_sided
from reports.stats.estimates import compared
from reports.stats.multiplicity import benjamini_hochberg, bonferroni, holm

#: Columns with fewer answers are not tested.
MINIMUM = 30


@dataclass(frozen=True, slots=True)
class PairTest:
    """Column `a` against column `b` (places from 0): difference of shares, test statistic and two-sided
    p-value. `se` and `df` for weighted tables only; `z_kish`, `p_kish`: pooled z with Kish's effective
    sizes. None: no test possible (no spread, or a base under the minimum).
    """

    a: int
    b: int
    difference: float | None
    statistic: float | None
    p: float | None
    se: float | None = None
    df: int | None = None
    z_kish: float | None = None
    p_kish: float | None = None


def pooled_z(x1: float, n1: float, x2: float, n2: float) -> tuple[float, float] | None:
    """z = (p₁ − p₂) / √(p(1−p)(1/n₁ + 1/n₂)), p = (x₁+x₂)/(n₁+n₂), and its two-sided p-value. None where
    p is 0 or 1 or a group is empty. Sizes may be effective ones.
    """
    if n1 <= 0 or n2 <= 0:
        return None
    p = (x1 + x2) / (n1 + n2)
    if not 0.0 < p < 1.0:
        return None
    z = (x1 / n1 - x2 / n2) / sqrt(p * (1.0 - p) * (1.0 / n1 + 1.0 / n2))
    return z, normal_two_sided(z)


#: For each column, the banner question whose groups share nobody that it belongs to; None: not to be
#: tested, because
#: it is a total or shares people with others. Only columns of one question are tested against each other.
Blocks = Sequence[Hashable | None]


def unweighted_pairs(
    counts: ArrayLike, sizes: ArrayLike, minimum: int = MINIMUM, blocks: Blocks | None = None
) -> list[list[PairTest]]:
    """Pooled z of every pair of columns, row by row; of pairs within `blocks`, if given. `counts` (rows,
    columns) answers, `sizes` (columns,) people; rows need not add up to the sizes (several answers).
    """
    x, n = np.asarray(counts, np.int64), np.asarray(sizes, np.int64)

    def test(row: int, a: int, b: int) -> PairTest:
        if n[a] == 0 or n[b] == 0:
            return PairTest(a, b, None, None, None)
        found = pooled_z(x[row, a], n[a], x[row, b], n[b]) if min(n[a], n[b]) >= minimum else None
        difference = float(x[row, a] / n[a] - x[row, b] / n[b])
        return PairTest(a, b, difference, *(map(float, found) if found else (None, None)))

    return _pairs(x.shape[0], x.shape[1], test, blocks)


def weighted_pairs(
    cells: Cells, minimum: int = MINIMUM, blocks: Blocks | None = None
) -> list[list[PairTest]]:
    """t = (p₁ − p₂)/√V with V of the difference from the design (V₁ + V₂ without clusters, since the
    columns share nobody), df = first-stage units less strata in both columns, less 1: n₁ + n₂ − 2 with
    weights alone. The same as R's svyglm(y ~ column).
    """
    sizes = cells.counts.sum(axis=0)
    totals = cells.totals.sum(axis=0)
    effective = [column_kish_n_eff(cells, j) if totals[j] > 0 else 0.0 for j in range(len(sizes))]

    def test(row: int, a: int, b: int) -> PairTest:
        if totals[a] <= 0 or totals[b] <= 0:
            return PairTest(a, b, None, None, None)
        pa, pb = float(cells.totals[row, a] / totals[a]), float(cells.totals[row, b] / totals[b])
        if (pa == pb and pa in (0.0, 1.0)) or min(sizes[a], sizes[b]) < minimum:
            return PairTest(a, b, pa - pb, None, None)
        variance = cells.variance(cells.gradient(row, a) - cells.gradient(row, b))
        t = compared(pa - pb, variance, int(cells.df_pairs[a, b]) - 1)
        kish = pooled_z(pa * effective[a], effective[a], pb * effective[b], effective[b])
        return PairTest(a, b, t.value, t.t, t.p, t.se, t.df, *(kish or (None, None)))

    return _pairs(cells.counts.shape[0], cells.counts.shape[1], test, blocks)


def _pairs(
    rows: int, columns: int, test: Callable[[int, int, int], PairTest], blocks: Blocks | None
) -> list[list[PairTest]]:
    if blocks is not None and len(blocks) != columns:
        raise ValueError("every column needs its block")
    pairs = [
        (a, b)
        for a, b in combinations(range(columns), 2)
        if blocks is None or (blocks[a] is not None and blocks[a] == blocks[b])
    ]
    return [[test(row, a, b) for a, b in pairs] for row in range(rows)]


@dataclass(frozen=True, slots=True)
class Corrected:
    """p-values of the pairs of one row, in the order of the pairs: corrected within the row, and over the
    page (all rows together).
    """

    holm_row: list[float | None]
    bh_row: list[float | None]
    bonferroni_row: list[float | None]
    holm_page: list[float | None]
    bh_page: list[float | None]


def corrected(tests: Sequence[Sequence[PairTest]]) -> list[Corrected]:
    """One entry a row. Holm within the row is the rule for printed letters, Benjamini–Hochberg over the
    page for a page of tables.
    """
    p = [[test.p for test in row] for row in tests]
    page = [value for row in p for value in row]
    whole_holm, whole_bh = holm(page), benjamini_hochberg(page)
    result, start = [], 0
    for row in p:
        end = start + len(row)
        result.append(
            Corrected(
                holm(row),
                benjamini_hochberg(row),
                bonferroni(row),
                whole_holm[start:end],
                whole_bh[start:end],
            )
        )
        start = end
    return result


def column_letter(place: int) -> str:
    """A … Z, AA, AB …: the name of the column at a place from 0."""
    name = ""
    while place >= 0:
        name, place = chr(65 + place % 26) + name, place // 26 - 1
    return name


def letters(
    tests: Sequence[PairTest], p: Sequence[float | None], columns: int, alpha: float = 0.05
) -> list[str]:
    """Of one row: each column carries the letters of the columns that it is higher than, p < alpha. `p`:
    one for each test, corrected or not.
    """
    beaten: list[list[int]] = [[] for _ in range(columns)]
    for test, value in zip(tests, p, strict=True):
        if value is None or test.difference is None or value >= alpha or test.difference == 0.0:
            continue
        higher, lower = (test.a, test.b) if test.difference > 0 else (test.b, test.a)
        beaten[higher].append(lower)
    return ["".join(column_letter(j) for j in sorted(each)) for each in beaten]


def against_rest(counts: ArrayLike, sizes: ArrayLike, minimum: int = MINIMUM) -> list[list[PairTest]]:
    """Pooled z of every column against the people of all the other columns together: what to do in place
    of testing it against a total that contains it. `b` is −1. Shapes as above; the columns share nobody.
    """
    x, n = np.asarray(counts, np.int64), np.asarray(sizes, np.int64)
    together = np.stack([x, x.sum(axis=1, keepdims=True) - x], axis=2)
    pairs = [unweighted_pairs(together[:, j], [n[j], n.sum() - n[j]], minimum) for j in range(x.shape[1])]
    return [[replace(pairs[j][row][0], a=j, b=-1) for j in range(x.shape[1])] for row in range(x.shape[0])]
