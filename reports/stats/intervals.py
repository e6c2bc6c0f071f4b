"""95 % intervals (or of another level) of a proportion: exact counts first, then designs.

All return (lo, hi) as shares 0…1. `proportions.wilson` for counts and `logit` for designs are what the
product prints; `korn_graubard` at the edges. The others are there to compare with.
"""

from math import asin, exp, log, sin, sqrt

from reports.stats.distributions import beta_quantile, normal_quantile, t_quantile

Interval = tuple[float, float]


def _z(level: float) -> float:
    return normal_quantile((1.0 + level) / 2.0)


def _t(level: float, df: float) -> float:
    return t_quantile((1.0 + level) / 2.0, df)


def wald(count: int, n: int, level: float = 0.95) -> Interval:
    """p ± z √(p(1−p)/n); n > 0. Misleading near 0 and 1 (Brown, Cai & DasGupta 2001), not clamped."""
    p = count / n
    half = _z(level) * sqrt(p * (1.0 - p) / n)
    return p - half, p + half


def clopper_pearson(count: int, n: int, level: float = 0.95) -> Interval:
    """Exact, from beta quantiles; n > 0. Clopper & Pearson 1934."""
    a = (1.0 - level) / 2.0
    return beta_quantile(a, count, n - count + 1), beta_quantile(1.0 - a, count + 1, n - count)


def agresti_coull(count: int, n: int, level: float = 0.95) -> Interval:
    """Wald around (k + z²/2)/(n + z²); n > 0. Agresti & Coull 1998. Not clamped."""
    z = _z(level)
    size = n + z * z
    p = (count + z * z / 2.0) / size
    half = z * sqrt(p * (1.0 - p) / size)
    return p - half, p + half


def jeffreys(count: int, n: int, level: float = 0.95) -> Interval:
    """Quantiles of Beta(k + ½, n − k + ½); n > 0. Brown, Cai & DasGupta 2001."""
    a = (1.0 - level) / 2.0
    return beta_quantile(a, count + 0.5, n - count + 0.5), beta_quantile(1 - a, count + 0.5, n - count + 0.5)


def symmetric(value: float, se: float, df: float | None, level: float = 0.95) -> Interval:
    """value ± t·se, or z·se where `df` is None. For any estimate, in its units; not clamped."""
    half = (_z(level) if df is None else _t(level, df)) * se
    return value - half, value + half


def logit(p: float, se: float, df: float, level: float = 0.95) -> Interval:
    """expit(log(p/(1−p)) ± t·se/(p(1−p))); 0 < p < 1. R's `xlogit`."""
    middle, half = log(p / (1.0 - p)), _t(level, df) * se / (p * (1.0 - p))
    return 1.0 / (1.0 + exp(-(middle - half))), 1.0 / (1.0 + exp(-(middle + half)))


def arcsine(p: float, se: float, df: float, level: float = 0.95) -> Interval:
    """sin²(asin √p ± t·se/(2√(p(1−p)))); 0 < p < 1. A limit past 0 or 1 is folded back, as R's survey does:
    a comparison, not for print.
    """
    middle, half = asin(sqrt(p)), _t(level, df) * se / (2.0 * sqrt(p * (1.0 - p)))
    return sin(middle - half) ** 2, sin(middle + half) ** 2


def korn_graubard(p: float, se: float, n: int, df: float, level: float = 0.95) -> Interval:
    """Clopper–Pearson with n_e = p(1−p)/se² · (t_{n−1}/t_df)² in place of n; 0 < p < 1. Korn & Graubard
    1998.
    """
    effective = p * (1.0 - p) / se**2 * (_t(level, n - 1) / _t(level, df)) ** 2
    return korn_graubard_of(p, effective, level)


def korn_graubard_of(p: float, n_eff: float, level: float = 0.95) -> Interval:
    """Clopper–Pearson with an effective size; 0 ≤ p ≤ 1, n_eff > 0."""
    a = (1.0 - level) / 2.0
    yes, no = n_eff * p, n_eff * (1.0 - p)
    return beta_quantile(a, yes, no + 1.0), beta_quantile(1.0 - a, yes + 1.0, no)
