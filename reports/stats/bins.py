"""Ten equal bins of a score: each with its lower end, the last one with both."""

from math import floor

BINS = 10


def bin_of(value: float, low: float, high: float) -> int:
    """0 … 9. Values outside count to the nearest bin."""
    return min(BINS - 1, max(0, floor((value - low) * BINS / (high - low) + 1e-9)))


def bin_edges(low: float, high: float) -> tuple[float, ...]:
    """Eleven edges, from low to high."""
    return tuple(low + (high - low) * i / BINS for i in range(BINS + 1))
