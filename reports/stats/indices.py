"""Scores of a scale: the mean of the valid items, stretched to 0 … 100."""

import numpy as np

from reports.stats.arrays import Bools, Floats


def keyed(items: Floats, is_reversed: Bools, low: float, high: float) -> Floats:
    """`items` (n, k) on low … high, NaN missing, all turned to one direction: low + high − x where
    reversed (k,). Raise ValueError for a value outside the scale.
    """
    x = np.asarray(items, np.float64)
    if np.any((x < low) | (x > high)):
        raise ValueError("a value stands outside the scale")
    return np.asarray(np.where(is_reversed[None, :], low + high - x, x), np.float64)


def scale_scores(items: Floats, low: float, high: float, min_valid: int) -> Floats:
    """100 · (mean of valid items − low)/(high − low), (n,); NaN for a row with fewer than `min_valid` ≥ 1."""
    if min_valid < 1:
        raise ValueError("a score needs at least one valid item")
    x = np.asarray(items, np.float64)
    valid = (~np.isnan(x)).sum(axis=1)
    total = np.where(np.isnan(x), 0.0, x).sum(axis=1)
    mean = total / np.maximum(valid, 1)
    return np.asarray(np.where(valid >= min_valid, 100.0 * (mean - low) / (high - low), np.nan), np.float64)
