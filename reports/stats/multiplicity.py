"""Corrections for testing many times: Holm, Benjamini–Hochberg, Bonferroni.

Each takes p-values in any order and returns as many in the same order. None means "no test possible": it
stays None and does not count among the tests.
"""

from collections.abc import Callable, Sequence

PValues = Sequence[float | None]


def holm(p: PValues) -> list[float | None]:
    """Step-down: the i-th smallest of m is multiplied by m − i + 1; never falling. Holm 1979. Keeps the
    family-wise error rate.
    """
    return _stepped(p, lambda values, m: _running_max([(m - i) * v for i, v in enumerate(values)]))


def benjamini_hochberg(p: PValues) -> list[float | None]:
    """Step-up: the i-th smallest of m is multiplied by m / i; never rising towards the smallest. Benjamini &
    Hochberg 1995. Keeps the false discovery rate.
    """

    def adjust(values: list[float], m: int) -> list[float]:
        scaled = [v * m / (i + 1) for i, v in enumerate(values)]
        for i in range(m - 2, -1, -1):
            scaled[i] = min(scaled[i], scaled[i + 1])
        return scaled

    return _stepped(p, adjust)


def bonferroni(p: PValues) -> list[float | None]:
    """Each p-value times the number of tests."""
    return _stepped(p, lambda values, m: [m * v for v in values])


def _running_max(values: list[float]) -> list[float]:
    for i in range(1, len(values)):
        values[i] = max(values[i], values[i - 1])
    return values


def _stepped(p: PValues, adjust: Callable[[list[float], int], list[float]]) -> list[float | None]:
    order = sorted((value, i) for i, value in enumerate(p) if value is not None)
    adjusted = adjust([value for value, _ in order], len(order))
    result: list[float | None] = [None] * len(p)
    for (_, i), value in zip(order, adjusted, strict=True):
        result[i] = min(1.0, value)
    return result
