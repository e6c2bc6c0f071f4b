"""Raking: weights whose margins are the population's (iterative proportional fitting; Deming & Stephan
1940).

Each weight is multiplied by target/current of its category, margin by margin, until all margins hold. The
result is the unique set of weights that keeps the margins and stays closest, in Kullback–Leibler
divergence, to the start; `calibration.exponential` finds the same by Newton's method. A raking that does
not converge is an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reports.stats.arrays import Floats, Ints
from reports.stats.weights import checked

#: Below this share of the sample or of the target, a category should be joined with another before raking.
SMALL = 0.05
#: A margin this close that gets no closer is met.
ROUNDING = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """`category` (n,): the place of each row in `targets` (categories,), shares that add up to 1; −1: not
    known.
    """

    name: str
    category: Ints
    targets: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Raked:
    """`weights` (n,) with mean 1. `error`: largest |achieved/target − 1| over all categories. `small`:
    categories (margin, place) with under 5 % of the sample or of the target. `unknown`: rows of each
    margin with no category; they are a category of their own, at its share of the start weights.
    """

    weights: Floats
    iterations: int
    error: float
    small: tuple[tuple[str, int], ...]
    unknown: dict[str, int]


class NotConverged(ArithmeticError):
    """The margins cannot be met, or not together with the cap. `reached`: the weights (n,) when it gave up;
    `iterations` until then.
    """

    def __init__(self, message: str, reached: Floats, iterations: int) -> None:
        super().__init__(message)
        self.reached = reached
        self.iterations = iterations


def margin(name: str, category: Ints, targets: Floats) -> Margin:
    """Targets (categories,) as shares or counts of the population. Raise ValueError for a target that is not
    positive, a place outside, or a category in which the sample has nobody: join it with another.
    """
    t, places = np.asarray(targets, np.float64), np.asarray(category, np.int64)
    if len(t) < 2 or not np.isfinite(t).all() or (t <= 0).any():
        raise ValueError(f"{name}: targets must be at least two positive numbers")
    if places.min(initial=0) < -1 or places.max(initial=0) >= len(t):
        raise ValueError(f"{name}: a category has no target")
    if np.any(np.bincount(places[places >= 0], minlength=len(t)) == 0):
        raise ValueError(
            f"{name}: nobody in the sample is in a category of the population: join it with another"
        )
    return Margin(name, places, t / t.sum())


def rake(start: Floats, margins: list[Margin], tolerance: float = 1e-10, most: int = 1000) -> Raked:
    """From start weights (n,) > 0 to weights with mean 1. Stops when every category is within `tolerance`
    (relative) of its target. Raise NotConverged after `most` rounds, ValueError for bad weights or no margin.
    """
    base = checked(start)
    if not margins or (base <= 0).any():
        raise ValueError("raking needs a margin, and start weights above zero")
    w = base / base.sum()
    filled = [_with_unknown(m, w) for m in margins]
    error = np.inf
    for iteration in range(1, most + 1):
        for category, targets in filled:
            current = np.bincount(category, w, minlength=len(targets))
            w = w * (targets / current)[category]
        before, error = error, _error(w, filled)
        # Rounding keeps a large sample from getting closer than some 1e-14: then no round brings anything
        # more.
        if error <= tolerance or before <= error < ROUNDING:
            small = tuple((m.name, i) for m in margins for i in _small(m, base))
            unknown = {m.name: int((m.category < 0).sum()) for m in margins}
            return Raked(w * (len(w) / w.sum()), iteration, error, small, unknown)
    raise NotConverged("raking did not reach the margins", w * (len(w) / w.sum()), most)


def _with_unknown(m: Margin, w: Floats) -> tuple[Ints, Floats]:
    unknown = m.category < 0
    if not unknown.any():
        return m.category, m.targets
    share = float(w[unknown].sum())
    category = np.where(unknown, len(m.targets), m.category)
    return category, np.append(m.targets * (1.0 - share), share)


def _error(w: Floats, filled: list[tuple[Ints, Floats]]) -> float:
    total = float(w.sum())
    return max(float(np.abs(np.bincount(c, w, minlength=len(t)) / total / t - 1.0).max()) for c, t in filled)


def _small(m: Margin, w: Floats) -> list[int]:
    known = m.category >= 0
    share = np.bincount(m.category[known], w[known], minlength=len(m.targets)) / w.sum()
    return [i for i, (a, b) in enumerate(zip(share, m.targets, strict=True)) if min(a, b) < SMALL]


def achieved(weights: Floats, m: Margin) -> Floats:
    """Weighted shares of the known categories, (categories,)."""
    known = m.category >= 0
    totals = np.bincount(m.category[known], weights[known], minlength=len(m.targets))
    return np.asarray(totals / totals.sum(), np.float64)


def as_shares(targets: Mapping[str, float]) -> Floats:
    """The values of a mapping, scaled to add up to 1."""
    values = np.array(list(targets.values()), np.float64)
    return np.asarray(values / values.sum(), np.float64)
