"""Calibration: the weights of raking found by Newton's method, and variances that know of it."""

from math import sqrt

import numpy as np

from reports.stats.arrays import Bools, Floats
from reports.stats.design import Design
from reports.stats.raking import Margin, NotConverged
from reports.stats.weights import checked


def exponential(start: Floats, margins: list[Margin], most: int = 100) -> Floats:
    """w = d·exp(xᵀλ) with the margins' totals met, scaled to mean 1 (Deville & Särndal 1992, the raking
    distance). The same weights as `raking.rake`, from another direction. Every row needs a category in
    every margin. Raise NotConverged after `most` steps.
    """
    d = checked(start)
    d = d / d.sum()
    if any((m.category < 0).any() for m in margins):
        raise ValueError("calibration needs every row's category in every margin")
    columns, totals = [np.ones(len(d))], [1.0]
    for m in margins:
        columns += [(m.category == i).astype(np.float64) for i in range(1, len(m.targets))]
        totals += [float(t) for t in m.targets[1:]]
    x, target = np.column_stack(columns), np.array(totals)
    coefficients = np.zeros(len(totals))
    for _ in range(most):
        w = d * np.exp(x @ coefficients)
        gap = target - x.T @ w
        if float(np.abs(gap).max()) < 1e-14:
            break
        step = np.linalg.solve(x.T @ (x * w[:, None]), gap)
        coefficients = coefficients + step
        if float(np.abs(step).max()) < 1e-14:
            break
    else:
        raise NotConverged("calibration did not reach the margins", w * len(d), most)
    w = d * np.exp(x @ coefficients)
    return np.asarray(w * (len(w) / w.sum()), np.float64)


def calibrated_se(
    y: Floats, base: Bools, design: Design, margins: list[Margin], rounds: int = 10
) -> float | None:
    """Standard error of a weighted mean whose weights were raked, `design.weights` being the raked ones:
    the scores are replaced by what the margins do not explain, w (e − fitted), fitted by main
    effects in `rounds` passes (Deville & Särndal 1992; R's survey after rake). At most the fixed-weight
    one in large samples. None if the base has no weight.
    """
    w = design.weights
    inside = np.where(base, w, 0.0)
    total = float(inside.sum())
    if total <= 0.0:
        return None
    values = np.where(base, y, 0.0)
    scores = inside * (values - float(inside @ values) / total) / total
    for _ in range(rounds):
        for m in margins:
            mean = np.bincount(m.category, scores / w) / np.bincount(m.category)
            scores = scores - w * mean[m.category]
    return sqrt(float(design.covariance(scores)[0, 0]))
