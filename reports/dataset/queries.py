"""What can be asked of a part. Every answer is an array that adds up over parts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Joint:
    """How many analysis rows have each combination of codes.

    int64, one axis a column: its valid codes, then the six missing codes. `within` names a bit that must be
    set.
    """

    columns: tuple[str, ...]
    within: str = ""


@dataclass(frozen=True, slots=True)
class Bits:
    """How many analysis rows have each bit set, by the codes of `by`: int64, shape (bits, axis of
    `by` or 1).
    """

    bits: tuple[str, ...]
    by: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Moments:
    """n, Σx and Σx² of a number's present values: float64, shape (3, axis of `by` or 1)."""

    column: str
    by: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """How often each whole number occurs: int64, shape (axis of `by` or 1, 1 + high − low + 6)."""

    column: str
    by: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Everyone:
    """A code column of all rows, outside the analysis base too: int64, its axis."""

    column: str


Query = Joint | Bits | Moments | Spread | Everyone
