"""Three ways to keep weights from getting extreme. All take and give weights (n,); the first keeps the
margins.
"""

import numpy as np

from reports.stats.arrays import Floats
from reports.stats.raking import Margin, NotConverged, Raked, rake
from reports.stats.weights import checked


def rake_capped(
    start: Floats, margins: list[Margin], cap: float, most: int = 5000, tolerance: float = 1e-13
) -> Raked:
    """Rake, cut at `cap` times the mean, rake again, until no weight is above the cap: margins and cap
    both hold. `iterations` counts the rakings.

    Raise NotConverged where the two cannot hold together; its `reached` are the capped weights that no
    longer move, whose margins are off and whose mean is below 1. Raise ValueError for a cap of 1 or less.
    """
    if cap <= 1.0:
        raise ValueError("a cap must be above 1, the mean of the weights")
    w = checked(start)
    w = w / w.mean()
    before = w
    for iteration in range(1, most + 1):
        raked = rake(w, margins, tolerance, most=5000)
        w = raked.weights
        capped = np.minimum(w, cap)
        moved = float(np.abs(capped - before).max())
        before = capped
        if float(w.max()) <= cap + 1e-10:
            return Raked(w, iteration, raked.error, raked.small, raked.unknown)
        w = capped
        if moved < 1e-12:
            break
    raise NotConverged("the margins cannot be met with weights under this cap", w, iteration)


def trim_quantiles(weights: Floats, low: float = 0.01, high: float = 0.99) -> Floats:
    """Weights cut at two of their quantiles (type 7), then scaled to the sum they had. The margins are no
    longer exact: say so beside the figures.
    """
    w = checked(weights)
    ends = np.quantile(w, [low, high])
    cut = np.clip(w, ends[0], ends[1])
    return np.asarray(cut * (w.sum() / cut.sum()), np.float64)


def trim_strict(weights: Floats, lower: float, upper: float, most: int = 10_000) -> Floats:
    """Weights cut to lower … upper; what was cut off is added in equal parts to those that were not cut;
    again until nobody is outside. Keeps the sum. R's trimWeights(strict = TRUE). Raise NotConverged where
    the bounds cannot hold the sum.
    """
    w = checked(weights)
    slack = 1e-13 * max(1.0, upper)
    for _ in range(most):
        outside = (w < lower - slack) | (w > upper + slack)
        if not outside.any():
            return np.clip(w, lower, upper)
        if outside.all():
            break
        cut = np.clip(w, lower, upper)
        spare = float((w - cut).sum()) / int((~outside).sum())
        w = np.where(outside, cut, cut + spare)
    raise NotConverged("no weights within these bounds keep the sum", w, most)
