"""Weighted cross-tabulations: cell totals with their covariance, from which shares, differences and tests
follow.

A topline is a table of one column. A share p = T_rj / T_j is linearised as Σ a·T with a = (1 − p)/T_j at
the cell and −p/T_j elsewhere in the column, so V(p) = aᵀ Cov(T) a, the same number as Taylor
linearisation over rows. With weights alone Cov(T) = n/(n−1) · (diag(S) − TTᵀ/n), S the cells' sums of
squared weights: counts, Σw and Σw² per cell are enough, and these add up over parts of a file.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from reports.stats.arrays import Floats, Ints
from reports.stats.design import Design


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """`counts`, `totals` (Σw), `squares` (Σw²): (rows, columns). `covariance` of the totals,
    (rows·columns)², row by row. Degrees of freedom: of the whole table, of each column (columns,), of
    each pair together (columns, columns). `excluded`: rows of the design that stand in no cell.
    """

    counts: Ints
    totals: Floats
    squares: Floats
    covariance: Floats
    df: int
    df_columns: Ints
    df_pairs: Ints
    excluded: int

    @property
    def n(self) -> int:
        return int(self.counts.sum())

    def gradient(self, row: int, column: int) -> Floats:
        """Of the share of `row` in `column` by the cell totals: (rows, columns)."""
        result = np.zeros(self.totals.shape)
        total = float(self.totals[:, column].sum())
        result[:, column] = -float(self.totals[row, column]) / total**2
        result[row, column] += 1.0 / total
        return result

    def variance(self, gradient: Floats) -> float:
        """Of a linear combination of the cell totals; `gradient` (rows, columns)."""
        a = gradient.reshape(-1)
        return max(0.0, float(a @ self.covariance @ a))


def from_sums(counts: ArrayLike, totals: ArrayLike, squares: ArrayLike, design_n: int) -> Cells:
    """Weights only. Arrays (rows, columns); `design_n`: all rows of the file that have a weight, also
    those in no cell. Raise ValueError for a design smaller than the table or than 2.
    """
    n, t, s = (
        np.asarray(counts, np.int64),
        np.asarray(totals, np.float64),
        np.asarray(squares, np.float64),
    )
    if not n.shape == t.shape == s.shape or n.ndim != 2:
        raise ValueError("counts, totals and squares must be tables of one shape")
    if design_n < max(2, int(n.sum())):
        raise ValueError("the design must hold every row of the table, and at least two")
    flat = t.reshape(-1)
    covariance = design_n / (design_n - 1) * (np.diag(s.reshape(-1)) - np.outer(flat, flat) / design_n)
    columns = n.sum(axis=0)
    return Cells(
        counts=n,
        totals=t,
        squares=s,
        covariance=covariance,
        df=int(n.sum()) - 1,
        df_columns=columns - 1,
        df_pairs=columns[:, None] + columns[None, :] - 1,
        excluded=design_n - int(n.sum()),
    )


def from_rows(row: Ints, column: Ints, shape: tuple[int, int], design: Design) -> Cells:
    """Any design. `row`, `column` (n,): the place of each row of the file, −1 for none. Raise ValueError
    for a place outside `shape`.
    """
    if row.max(initial=-1) >= shape[0] or column.max(initial=-1) >= shape[1]:
        raise ValueError("a code stands outside the table")
    inside = (row >= 0) & (column >= 0)
    place = row[inside] * shape[1] + column[inside]
    w = design.weights[inside]
    size = shape[0] * shape[1]
    counts = np.bincount(place, minlength=size).reshape(shape)
    totals = np.asarray(np.bincount(place, w, minlength=size), np.float64).reshape(shape)
    squares = np.asarray(np.bincount(place, w * w, minlength=size), np.float64).reshape(shape)
    if design.rows_are_units and len(design.units) == 1 and bool((design.open_share == 1.0).all()):
        return from_sums(counts, totals, squares, len(design.weights))
    scores = np.zeros((len(row), size))
    scores[np.flatnonzero(inside), place] = w
    masks = [inside & (column == j) for j in range(shape[1])]
    return Cells(
        counts=counts.astype(np.int64),
        totals=totals,
        squares=squares,
        covariance=design.covariance(scores),
        df=design.degrees(inside),
        df_columns=np.array([design.degrees(m) for m in masks], np.int64),
        df_pairs=np.array([[design.degrees(a | b) for b in masks] for a in masks], np.int64),
        excluded=int((~inside).sum()),
    )


@dataclass(frozen=True, slots=True)
class Share:
    """A weighted share 0…1 of `n` people. `se`, `deff`, `n_eff` as defined below; `deff` and `n_eff` are None
    where the share is 0 or 1.

    deff = V / (p(1−p)/(n−1)); n_eff = n / deff; df: first-stage units less strata in the base.
    """

    n: int
    count: int
    weight: float
    value: float
    se: float
    df: int
    deff: float | None
    n_eff: float | None


def share(cells: Cells, row: int, column: int) -> Share | None:
    """Of `row` in `column`. None where the column has no weight."""
    total = float(cells.totals[:, column].sum())
    if total <= 0.0:
        return None
    n = int(cells.counts[:, column].sum())
    weight = float(cells.totals[row, column])
    p = weight / total
    variance = cells.variance(cells.gradient(row, column))
    deff = variance / (p * (1.0 - p) / (n - 1)) if 0.0 < p < 1.0 and n > 1 else None
    return Share(
        n=n,
        count=int(cells.counts[row, column]),
        weight=weight,
        value=p,
        se=sqrt(variance),
        df=int(cells.df_columns[column]),
        deff=deff,
        n_eff=n / deff if deff else None,
    )


def mean_of_cells(cells: Cells, points: ArrayLike, column: int) -> tuple[float, float] | None:
    """Mean of `points` (rows,) over the people of a column, and its standard error: for means, net scores and
    NPS of coded answers. V from the variable itself, never from summing variances of shares. None where the
    column has no weight.
    """
    totals = cells.totals[:, column]
    total = float(totals.sum())
    if total <= 0.0:
        return None
    x = np.asarray(points, np.float64)
    value = float(x @ totals) / total
    gradient = np.zeros(cells.totals.shape)
    gradient[:, column] = (x - value) / total
    return value, sqrt(cells.variance(gradient))


def column_kish_n_eff(cells: Cells, column: int) -> float:
    """(Σw)²/Σw² of the people of a column."""
    return float(cells.totals[:, column].sum()) ** 2 / float(cells.squares[:, column].sum())


def column_kish_deff(cells: Cells, column: int) -> float:
    """n Σw²/(Σw)² of the people of a column."""
    return float(cells.counts[:, column].sum()) / column_kish_n_eff(cells, column)
