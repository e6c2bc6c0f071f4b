"""Unweighted proportions with Wilson intervals (Brown, Cai & DasGupta 2001)."""

from dataclasses import dataclass
from math import sqrt

from reports.stats.student import Z


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share 0…1 of `n` answers with its 95 % interval."""

    n: int
    value: float
    lo: float
    hi: float


def wilson(p: float, n: float, z: float = Z) -> tuple[float, float]:
    """(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n), clamped to 0…1. n > 0."""
    middle = p + z * z / (2.0 * n)
    half = z * sqrt(max(0.0, p * (1.0 - p)) / n + z * z / (4.0 * n * n))
    scale = 1.0 + z * z / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def proportion(count: int, n: int) -> Proportion | None:
    """None where nobody answered."""
    if n == 0:
        return None
    lo, hi = wilson(count / n, n)
    return Proportion(n, count / n, lo, hi)


def standard_error(count: int, n: int, divisor: int) -> float:
    """√(p(1−p)/divisor): n, or n − 1 for the unbiased one. n > 0, divisor > 0."""
    p = count / n
    return sqrt(p * (1.0 - p) / divisor)
