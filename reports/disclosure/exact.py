"""Exact rows: what tabulation hands to disclosure control. Never stored, never sent anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.release_format import BaseKind, Item
from reports.stats.means import Mean
from reports.stats.ranking import Ranked


@dataclass(frozen=True, slots=True)
class ExactCell:
    code: str
    count: int
    """Unweighted: what decides whether a cell is protected."""
    missing: bool = False
    ranked: Ranked | None = None
    weighted: "WeightedShare | None" = None
    """In a weighted release: the share to publish in place of count ÷ base."""
    weighted_first: "WeightedShare | None" = None
    """Likewise of those who ranked it first."""
    letters: str = ""


@dataclass(frozen=True, slots=True)
class WeightedShare:
    """0…1, with the design effect of this estimate."""

    value: float
    deff: float


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
    weighted_borderline: WeightedShare | None = None
    effective: float | None = None
    """In a weighted release: Kish's effective base."""
    effective_valid: float | None = None
    """Likewise of the valid answers."""

    @property
    def is_weighted(self) -> bool:
        return self.effective is not None


@dataclass(frozen=True, slots=True)
class ExactGroup:
    code: str
    label: str
    rows: tuple[ExactRow, ...]


@dataclass(frozen=True, slots=True)
class ExactTable:
    """`disjoint`: nobody stands in two groups; False for a segment whose question has several answers."""

    base_kind: BaseKind
    groups: tuple[ExactGroup, ...]
    disjoint: bool = True


@dataclass(frozen=True, slots=True)
class ExactItem:
    """All exact tables of one item. `item` carries its words and no tables."""

    item: Item
    topline: ExactTable | None
    banners: Mapping[str, ExactTable] = field(default_factory=dict)
