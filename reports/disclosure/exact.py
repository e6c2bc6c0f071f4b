"""Exact rows: what tabulation hands to disclosure control. Never stored, never sent anywhere."""

from dataclasses import dataclass

from reports.stats.means import Mean
from reports.stats.ranking import Ranked


@dataclass(frozen=True, slots=True)
class ExactCell:
    code: str
    count: int
    missing: bool = False
    ranked: Ranked | None = None


@dataclass(frozen=True, slots=True)
class Contrast:
    """Codes whose shares are added minus codes whose shares are taken away."""

    positive: tuple[str, ...]
    negative: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExactRow:
    """One exact distribution. `base` is what shares are of; `valid` counts substantive answers; `asked` is
    None in banners.
    """

    row: str | None
    base: int
    valid: int
    asked: int | None
    cells: tuple[ExactCell, ...]
    outside: tuple[ExactCell, ...] = ()
    """Cells on the base `asked`, beside a table on the valid base."""
    mean: Mean | None = None
    mean_decimals: int = 1
    median: float | None = None
    net: Contrast | None = None
    """A share of the row's base."""
    nps: Contrast | None = None
    problem: Contrast | None = None
    """Both shares of the valid answers."""
    borderline: int | None = None
    """A count among the valid answers."""
