"""Counts and sums by place: `places` holds each row's place in a flattened table."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def taken(values: NDArray[Any], rows: NDArray[np.intp] | None) -> NDArray[Any]:
    """Those of some rows; None for all of them."""
    return values if rows is None else values.take(rows)


def histogram(places: NDArray[np.intp], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """How many rows are at each place of the flattened table."""
    return np.bincount(places, minlength=int(np.prod(shape))).reshape(shape).astype(np.int64)


def summed(places: NDArray[np.intp], size: int, weights: NDArray[Any] | None) -> NDArray[np.float64]:
    """Sum of the weights at each of `size` places; how many rows, without weights."""
    return np.bincount(places, weights=weights, minlength=size).astype(np.float64)


def powers(
    places: NDArray[np.intp], width: int, numbers: NDArray[Any], weights: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Σ(w)x and Σ(w)x² at each of `width` places."""
    first = numbers.astype(np.float64) if weights is None else numbers * weights
    return summed(places, width, first), summed(places, width, first * numbers)
