"""Whether a proportion is reliable enough to show (Parker et al. 2017, NCHS, Vital and Health Statistics
2(175)).
"""

from dataclasses import dataclass

from reports.stats.intervals import korn_graubard

#: Thresholds of the rule.
SMALLEST, WIDEST, NARROWEST, RELATIVE, FEWEST_DF = 30, 0.30, 0.05, 1.30, 8


@dataclass(frozen=True, slots=True)
class Presentation:
    """`decision`: show, review, suppress_n, suppress_abs_width or suppress_rel_width. Interval of Korn &
    Graubard and its width in shares, width relative to p; None where p is 0 or 1.
    """

    decision: str
    n_eff: float | None
    lo: float | None
    hi: float | None
    width: float | None
    relative_width: float | None


def presentation(p: float, se: float, n: int, df: float) -> Presentation:
    """In this order: n or n_eff = p(1−p)/se² under 30: suppress; p of 0 or 1: review; width of .30 or
    more: suppress; of .05 or less: show; width above 1.30 p: suppress; df under 8: review; else show. `n`
    and `df` of the base.
    """
    if not 0.0 < p < 1.0 or se <= 0.0:
        return Presentation("suppress_n" if n < SMALLEST else "review", None, None, None, None, None)
    n_eff = p * (1.0 - p) / se**2
    lo, hi = korn_graubard(p, se, n, df)
    width = hi - lo
    return Presentation(_decided(p, n, n_eff, width, df), n_eff, lo, hi, width, width / p)


def _decided(p: float, n: int, n_eff: float, width: float, df: float) -> str:
    if min(n, n_eff) < SMALLEST:
        return "suppress_n"
    if width >= WIDEST:
        return "suppress_abs_width"
    if width <= NARROWEST:
        return "show"
    if width / p > RELATIVE:
        return "suppress_rel_width"
    return "review" if df < FEWEST_DF else "show"
