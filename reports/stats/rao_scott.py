"""Independence in a weighted or clustered table: Rao & Scott's second-order test, and the adjusted Wald
test.
"""

from dataclasses import dataclass

import numpy as np

from reports.stats.arrays import Floats
from reports.stats.cells import Cells
from reports.stats.distributions import chi2_tail, f_tail
from reports.stats.independence import cramers_v


@dataclass(frozen=True, slots=True)
class RaoScott:
    """`x2`: Pearson's X² of the weighted table scaled to n, with (r−1)(c−1) = `df`; F with its degrees of
    freedom (Thomas & Rao 1987) is the test to print. `mean_deff` = tr Δ / df, the mean generalised design
    effect; `p_first_order`: X² / mean_deff against χ² with df.
    """

    n: int
    x2: float
    df: int
    f: float
    df1: float
    df2: float
    p: float
    p_first_order: float
    mean_deff: float
    cramers_v: float


def _kept(cells: Cells) -> tuple[Floats, Floats, tuple[int, int]]:
    """Cell totals (rows, columns) and their covariance without empty rows and columns."""
    rows, columns = cells.totals.sum(axis=1) > 0, cells.totals.sum(axis=0) > 0
    keep = np.flatnonzero(np.outer(rows, columns).reshape(-1))
    totals = cells.totals[rows][:, columns]
    if min(totals.shape) < 2:
        raise ValueError("a test of independence needs at least two rows and two columns with answers")
    return totals, cells.covariance[np.ix_(keep, keep)], (totals.shape[0], totals.shape[1])


def _interactions(shape: tuple[int, int]) -> Floats:
    """Contrasts (cells, (r−1)(c−1)) orthogonal to both margins."""
    rows, columns = np.indices(shape).reshape(2, -1)
    dummies = [np.ones(len(rows))]
    dummies += [(rows == i).astype(float) for i in range(1, shape[0])]
    dummies += [(columns == j).astype(float) for j in range(1, shape[1])]
    main = np.column_stack(dummies)
    both = np.column_stack(
        [((rows == i) & (columns == j)).astype(float) for j in range(1, shape[1]) for i in range(1, shape[0])]
    )
    q, _ = np.linalg.qr(main)
    return np.asarray(both - q @ (q.T @ both), np.float64)


def rao_scott(cells: Cells) -> RaoScott:
    """Δ = (CᵀD⁻¹C/n)⁻¹ (CᵀD⁻¹VD⁻¹C) with D the diagonal of cell shares, V their covariance, C contrasts
    of the interaction; F = X²/tr Δ, d₀ = (tr Δ)²/tr Δ², F(d₀, d₀ν), ν = first-stage units less strata in
    the table. Rao & Scott 1984. Empty rows and columns are left out. Raise ValueError below 2 × 2.
    """
    totals, covariance, shape = _kept(cells)
    n, whole = cells.n, float(totals.sum())
    p = (totals / whole).reshape(-1)
    linearised = (np.eye(len(p)) - p[:, None]) / whole
    v = linearised @ covariance @ linearised.T
    inverse = np.where(p > 0, 1.0 / np.where(p > 0, p, 1.0), 0.0)
    c = _interactions(shape)
    scaled = c * inverse[:, None]
    delta = np.linalg.solve(scaled.T @ c / n, scaled.T @ v @ scaled)
    trace, trace2 = float(np.trace(delta)), float(np.trace(delta @ delta))
    d0 = trace**2 / trace2
    table = totals / whole * n
    e = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    x2 = float(((table - e) ** 2 / e).sum())
    df = (shape[0] - 1) * (shape[1] - 1)
    f = x2 / trace
    return RaoScott(
        n=n,
        x2=x2,
        df=df,
        f=f,
        df1=d0,
        df2=d0 * cells.df,
        p=f_tail(f, d0, d0 * cells.df),
        p_first_order=chi2_tail(x2 * df / trace, df),
        mean_deff=trace / df,
        cramers_v=cramers_v(x2, n, *shape),
    )


@dataclass(frozen=True, slots=True)
class Wald:
    f: float
    df1: int
    df2: int
    p: float


def adjusted_wald(cells: Cells) -> Wald | None:
    """Wald statistic of the (r−1)(c−1) differences T_ij − T_i.T_.j/T, with F(k, ν − k + 1) (Koch, Freeman
    & Freeman 1975; Fellegi 1980). Unstable with many cells: Rao–Scott is the test to print. None where
    the covariance is singular or degrees of freedom run out.
    """
    totals, covariance, shape = _kept(cells)
    r, c = shape
    rows, columns, whole = totals.sum(axis=1), totals.sum(axis=0), float(totals.sum())
    y = (totals - np.outer(rows, columns) / whole).reshape(-1)
    row, column = np.indices(shape).reshape(2, -1)
    jacobian = (
        np.eye(r * c)
        - (row[:, None] == row[None, :]) * (columns / whole)[column][:, None]
        - (column[:, None] == column[None, :]) * (rows / whole)[row][:, None]
        + (np.outer(rows, columns) / whole**2).reshape(-1)[:, None]
    )
    used = np.flatnonzero((row > 0) & (column > 0))
    v = (jacobian @ covariance @ jacobian.T)[np.ix_(used, used)]
    k = len(used)
    df2 = cells.df - k + 1
    if df2 < 1 or np.linalg.matrix_rank(v, hermitian=True) < k:
        return None
    f = float(y[used] @ np.linalg.solve(v, y[used])) * df2 / (k * cells.df)
    return Wald(f, k, df2, f_tail(f, k, df2))
