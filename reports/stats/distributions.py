"""Tails and quantiles of the distributions that tests and intervals need, from scipy's special functions.

Every tail is computed as a tail, never as one minus a distribution function, so that a p-value of 1e-40 keeps
its digits. `student` holds Student's t without scipy for code that runs while a page is drawn.
"""

from math import sqrt

from scipy import special


def normal_two_sided(z: float) -> float:
    """P(|Z| ≥ |z|)."""
    return float(special.erfc(abs(z) / sqrt(2.0)))


def normal_lower(z: float) -> float:
    """P(Z ≤ z)."""
    return float(special.ndtr(z))


def normal_quantile(p: float) -> float:
    """The z with P(Z ≤ z) = p; 0 < p < 1."""
    return float(special.ndtri(p))


def t_two_sided(t: float, df: float) -> float:
    """P(|T| ≥ |t|) with df > 0 degrees of freedom, by the incomplete beta function."""
    if t * t < df:
        return float(special.betaincc(0.5, df / 2.0, t * t / (df + t * t)))
    return float(special.betainc(df / 2.0, 0.5, df / (df + t * t)))


def t_quantile(p: float, df: float) -> float:
    """The t with P(T ≤ t) = p; 0 < p < 1, df > 0."""
    return float(special.stdtrit(df, p))


def chi2_tail(x: float, df: float) -> float:
    """P(χ² ≥ x); df may be fractional."""
    return float(special.gammaincc(df / 2.0, x / 2.0))


def f_tail(x: float, df1: float, df2: float) -> float:
    """P(F ≥ x)."""
    if x <= 0.0:
        return 1.0
    return float(special.betainc(df2 / 2.0, df1 / 2.0, df2 / (df2 + df1 * x)))


def f_quantile(p: float, df1: float, df2: float) -> float:
    """The x with P(F ≤ x) = p; 0 < p < 1."""
    return float(special.fdtri(df1, df2, p))


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = p; 0 where a = 0, 1 where b = 0."""
    if a <= 0.0:
        return 0.0
    if b <= 0.0:
        return 1.0
    return float(special.betaincinv(a, b, p))
