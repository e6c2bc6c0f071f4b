"""A cubic spline with the end conditions of Forsythe, Malcolm & Moler 1977 (R's default): at each end the
third derivative is that of the cubic through the four last points.
"""

import numpy as np
from scipy.linalg import solve_banded

from reports.stats.arrays import Floats


def spline(x: Floats, y: Floats, at: Floats) -> Floats:
    """Values at `at` of the spline through (x, y); x rising, at least four points. Raise ValueError
    otherwise.
    """
    n = len(x)
    if n < 4 or np.any(np.diff(x) <= 0):
        raise ValueError("a spline needs four points or more, in rising order")
    step, slope = np.diff(x), np.diff(y) / np.diff(x)
    second = np.diff(slope) / (x[2:] - x[:-2])
    third = np.diff(second) / (x[3:] - x[:-3])
    # Unknown: a sixth of the second derivative at each point.
    bands, right = np.zeros((3, n)), np.zeros(n)
    bands[0, 2:], bands[2, :-2] = step[1:], step[:-1]
    bands[1, 1:-1] = 2.0 * (step[:-1] + step[1:])
    right[1:-1] = np.diff(slope)
    bands[1, 0], bands[0, 1], right[0] = -step[0], step[0], third[0] * step[0] ** 2
    bands[1, -1], bands[2, -2], right[-1] = -step[-1], step[-1], -third[-1] * step[-1] ** 2
    c = solve_banded((1, 1), bands, right)
    i = np.clip(np.searchsorted(x, at, side="right") - 1, 0, n - 2)
    d = at - x[i]
    b = slope[i] - step[i] * (c[i + 1] + 2.0 * c[i])
    return np.asarray(y[i] + d * (b + d * (3.0 * c[i] + d * (c[i + 1] - c[i]) / step[i])), np.float64)
