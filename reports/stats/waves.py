"""Change of a share or a mean between two waves: independent cross-sections, later minus earlier.

Where people answered both waves the samples are not independent: use the pairs, or say so.
"""

from dataclasses import dataclass
from math import sqrt

from reports.stats.distributions import normal_two_sided, t_two_sided
from reports.stats.estimates import DomainMean
from reports.stats.intervals import Interval, symmetric
from reports.stats.proportions import wilson


@dataclass(frozen=True, slots=True)
class ShareChange:
    """Shares 0…1 of the earlier and the later wave. `se` unpooled; `newcombe` is the interval to print.
    p-values are two-sided; z and its p pool both waves and are None where all or nobody gave the answer;
    `p_unpooled` is None where se is 0.
    """

    earlier: float
    later: float
    change: float
    se: float
    wald: Interval
    newcombe: Interval
    z: float | None
    p: float | None
    p_unpooled: float | None


def share_change(count_1: int, n_1: int, count_2: int, n_2: int) -> ShareChange:
    """Unweighted, wave 1 the earlier. Newcombe 1998, method 10: the Wilson limits of both waves,
    combined. Raise ValueError for an empty wave.
    """
    if n_1 <= 0 or n_2 <= 0:
        raise ValueError("both waves need answers")
    p1, p2 = count_1 / n_1, count_2 / n_2
    change = p2 - p1
    se = sqrt(p1 * (1.0 - p1) / n_1 + p2 * (1.0 - p2) / n_2)
    pooled = (count_1 + count_2) / (n_1 + n_2)
    z = None
    if 0.0 < pooled < 1.0:
        z = change / sqrt(pooled * (1.0 - pooled) * (1.0 / n_1 + 1.0 / n_2))
    lo, hi = symmetric(change, se, None)
    return ShareChange(
        earlier=p1,
        later=p2,
        change=change,
        se=se,
        wald=(max(-1.0, lo), min(1.0, hi)),
        newcombe=newcombe(count_1, n_1, count_2, n_2),
        z=z,
        p=None if z is None else normal_two_sided(z),
        p_unpooled=normal_two_sided(change / se) if se > 0.0 else None,
    )


def newcombe(count_1: float, n_1: int, count_2: float, n_2: int) -> Interval:
    """d − √((p₂−l₂)² + (u₁−p₁)²) … d + √((u₂−p₂)² + (p₁−l₁)²), d = p₂ − p₁, l and u the Wilson limits. A
    count may be a share times its base.
    """
    p1, p2 = count_1 / n_1, count_2 / n_2
    l1, u1 = wilson(p1, n_1)
    l2, u2 = wilson(p2, n_2)
    d = p2 - p1
    return d - sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2), d + sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)


@dataclass(frozen=True, slots=True)
class MeanChange:
    """In units of the variable, 0…1 for a share. p-values are None where se is 0."""

    change: float
    se: float
    df: int
    interval: Interval
    normal_interval: Interval
    p: float | None
    p_normal: float | None


def weighted_change(earlier: DomainMean, later: DomainMean, level: float = 0.95) -> MeanChange:
    """Each wave its own stratum with its own design, n/(n−1) of its own rows: V = V₁ + V₂, df = df₁ + df₂
    (n₁ + n₂ − 2 with weights alone). Raise ValueError without a degree of freedom.
    """
    change, se = later.value - earlier.value, sqrt(earlier.se**2 + later.se**2)
    df = earlier.df + later.df
    if df < 1:
        raise ValueError("a change needs at least one degree of freedom")
    return MeanChange(
        change=change,
        se=se,
        df=df,
        interval=symmetric(change, se, df, level),
        normal_interval=symmetric(change, se, None, level),
        p=t_two_sided(change / se, df) if se > 0.0 else None,
        p_normal=normal_two_sided(change / se) if se > 0.0 else None,
    )
