"""The likelihood interval of a weighted proportion: exact, and as R's survey package interpolates it.

Both scale the working likelihood of n independent answers by the design effect (Rao & Scott 1984). Neither is
printed by the product; the logit interval is (`intervals.logit`).
"""

from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.optimize import brentq

from reports.stats.arrays import Floats
from reports.stats.distributions import f_quantile, normal_lower, t_quantile
from reports.stats.intervals import Interval
from reports.stats.spline import spline


def _deviance(p: float, p0: float) -> float:
    """Of one answer with share p under p₀, twice the difference of the log likelihoods."""
    return 2.0 * (p * log(p / p0) + (1.0 - p) * log((1.0 - p) / (1.0 - p0)))


def exact(p: float, se: float, n: int, df: float, level: float = 0.95) -> Interval:
    """The p₀ with 2 (n−1) [p ln(p/p₀) + (1−p) ln((1−p)/(1−p₀))] = t² n V/(p(1−p)); 0 < p < 1, n ≥ 2."""
    limit = t_quantile((1.0 + level) / 2.0, df) ** 2 * n * se**2 / (p * (1.0 - p)) / (n - 1)
    lo = brentq(lambda q: _deviance(p, q) - limit, 1e-300, p, xtol=1e-15, rtol=1e-14)
    hi = brentq(lambda q: _deviance(p, q) - limit, p, 1.0 - 1e-16, xtol=1e-15, rtol=1e-14)
    return float(lo), float(hi)


def interpolated(yes: Floats, no: Floats, se: float, df: float, level: float = 0.95) -> Interval:
    """As confint(svyglm(…, quasibinomial), method = "likelihood") of survey 4.1 has it: the signed root
    of the deviance at up to nine steps each way, a cubic spline through them, straight lines between
    three times as many points of the spline, and the curvature as of the last but one iteration of the
    fit. Within 1e-5 of `exact`; here so that the two programs can be compared to more digits than that.

    `yes`, `no`: the weights of those with either answer, both with somebody; `se` of the share, `df` of
    the base.
    """
    n, total = len(yes) + len(no), float(yes.sum() + no.sum())
    p = float(yes.sum()) / total
    spread = p * (1.0 - p)
    inflation = se**2 * n * _last_but_one(yes * n / total, no * n / total) / spread**2
    cutoff = t_quantile((1.0 - level) / 2.0, df) * sqrt(inflation)
    furthest = sqrt(f_quantile(1.0 - normal_lower(cutoff) / 2.0, 1, n - 1))
    middle, step = log(p / (1.0 - p)), furthest / 5.0 * se / spread
    points = [(0.0, middle)]
    for sign in (-1.0, 1.0):
        root, steps = 0.0, 1
        while steps < 10 and abs(root) < furthest:
            at = middle + sign * steps * step
            root = sign * sqrt(max(0.0, (n - 1) * _deviance(p, 1.0 / (1.0 + exp(-at)))))
            points.append((root, at))
            steps += 1
    points.sort()
    roots, places = (np.array(values) for values in zip(*points, strict=True))
    fine = np.linspace(places[0], places[-1], 3 * len(places))
    lo, hi = np.interp([cutoff, -cutoff], spline(places, roots, fine), fine)
    return float(special.expit(lo)), float(special.expit(hi))


def _last_but_one(yes: Floats, no: Floats) -> float:
    """p(1−p) at the last but one step of iteratively reweighted least squares, started and stopped as R's glm
    does (deviance within 1e-8). Weights with mean 1.
    """
    w = np.concatenate([yes, no])
    y = np.concatenate([np.ones(len(yes)), np.zeros(len(no))])
    mu: NDArray[np.float64] = (w * y + 0.5) / (w + 1.0)
    before = _total_deviance(w, y, mu)
    spread = mu * (1.0 - mu)
    for _ in range(25):
        spread = mu * (1.0 - mu)
        working = special.logit(mu) + (y - mu) / spread
        eta = float((w * spread * working).sum() / (w * spread).sum())
        mu = np.full(len(w), special.expit(eta))
        now = _total_deviance(w, y, mu)
        if abs(now - before) / (abs(now) + 0.1) < 1e-8:
            break
        before = now
    return float((w * spread).sum() / w.sum())


def _total_deviance(w: Floats, y: Floats, mu: Floats) -> float:
    return -2.0 * float((w * np.log(np.where(y > 0, mu, 1.0 - mu))).sum())
