"""Are the rows and columns of an unweighted table independent? Tests, strength of association, residuals.

Never on weighted counts: `rao_scott` is for those.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from reports.stats.arrays import Floats
from reports.stats.distributions import chi2_tail


@dataclass(frozen=True, slots=True, eq=False)
class Independence:
    """`expected`, `adjusted_residuals` (rows, columns). X² is Pearson's without Yates' correction, which
    stands apart (2 × 2 only).
    """

    n: int
    df: int
    x2: float
    p: float
    g: float
    p_g: float
    yates_x2: float | None
    yates_p: float | None
    cramers_v: float
    cramers_v_corrected: float
    contingency_c: float
    low_expected: float
    expected_under_5: int
    expected: Floats
    adjusted_residuals: Floats


def independence(counts: ArrayLike) -> Independence:
    """From `counts` (rows, columns) ≥ 2 × 2. Raise ValueError if a row or a column is empty: leave it out.

    X² = Σ(O−E)²/E; G = 2ΣO ln(O/E); V = √(X²/n / min(r−1, c−1)); V corrected for bias: Bergsma 2013; adjusted
    residual (O−E)/√(E(1−r/n)(1−c/n)): Haberman 1973; C = √(X²/(X²+n)).
    """
    o = np.asarray(counts, np.float64)
    if o.ndim != 2 or min(o.shape) < 2:
        raise ValueError("a test of independence needs at least two rows and two columns")
    rows, columns, n = o.sum(axis=1), o.sum(axis=0), float(o.sum())
    if not (rows > 0).all() or not (columns > 0).all():
        raise ValueError("a row or a column is empty: leave it out of the table")
    e = np.outer(rows, columns) / n
    x2 = float(((o - e) ** 2 / e).sum())
    positive = o > 0
    g = 2.0 * float((o[positive] * np.log(o[positive] / e[positive])).sum())
    r, c = o.shape
    df = (r - 1) * (c - 1)
    yates = _yates(o, e) if o.shape == (2, 2) else None
    spread = np.outer(1.0 - rows / n, 1.0 - columns / n)
    return Independence(
        n=int(n),
        df=df,
        x2=x2,
        p=chi2_tail(x2, df),
        g=g,
        p_g=chi2_tail(max(0.0, g), df),
        yates_x2=yates,
        yates_p=None if yates is None else chi2_tail(yates, 1),
        cramers_v=cramers_v(x2, n, r, c),
        cramers_v_corrected=cramers_v_corrected(x2, n, r, c),
        contingency_c=sqrt(x2 / (x2 + n)),
        low_expected=float(e.min()),
        expected_under_5=int((e < 5).sum()),
        expected=e,
        adjusted_residuals=(o - e) / np.sqrt(e * spread),
    )


def _yates(o: Floats, e: Floats) -> float:
    """Σ(|O−E| − min(½, |O−E|))²/E, as R's chisq.test has it."""
    distance = np.abs(o - e)
    return float(((distance - min(0.5, float(distance.min()))) ** 2 / e).sum())


def cramers_v(x2: float, n: float, rows: int, columns: int) -> float:
    """√(X²/n / min(rows−1, columns−1)); with a weighted X² scaled to n, the weighted V."""
    return sqrt(x2 / n / min(rows - 1, columns - 1))


def cramers_v_corrected(x2: float, n: float, rows: int, columns: int) -> float:
    """Bergsma 2013: φ² and both dimensions less what independence alone would give."""
    phi2 = max(0.0, x2 / n - (columns - 1) * (rows - 1) / (n - 1))
    r, c = rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)
    return sqrt(phi2 / min(r - 1.0, c - 1.0))
