"""Other ways to count the same data. One file a peer; each says with which query, indexes and settings.

A peer whose library or server is missing has `missing()` say so and is left out. What a peer cannot be asked
fairly has no method. A count returns, when it is done, a function that puts its numbers in order for the
comparison, which nobody is charged for: counts as int64 (questions, PLACES), weighted ones as float64
(3, PLACES, PLACES), which are n, Σw and Σw². The place of a code is FIRST + code, so that missing codes
(below 0) have one too.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

FIRST = 6
PLACES = FIRST + 10


def histogram(pairs: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
    """One question's counts from (code, how many)."""
    out = np.zeros(PLACES, np.int64)
    for code, count in pairs:
        out[FIRST + int(code)] += int(count)
    return out


def table(rows: Iterable[tuple[int, int, int]]) -> NDArray[np.int64]:
    """A cross-table from (code, code, how many)."""
    out = np.zeros((PLACES, PLACES), np.int64)
    for first, second, count in rows:
        out[FIRST + int(first), FIRST + int(second)] += int(count)
    return out


def weighted(rows: Iterable[tuple[int, int, float, float, float]]) -> NDArray[np.float64]:
    """A weighted cross-table from (code, code, n, Σw, Σw²)."""
    out = np.zeros((3, PLACES, PLACES))
    for first, second, *sums in rows:
        out[:, FIRST + int(first), FIRST + int(second)] = sums
    return out
