"""What can be asked of a part. Every answer is an array that adds up over rows, and so over parts.

An axis of a code column has a place for each valid code, then the six missing codes (−6 … −1). Analysis rows
are those with the bit `_analysis`; `within` names another bit that must be set, and every condition of
`where` must hold.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """Rows whose code stands on one of these places of the column's axis; no place is no row."""

    column: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AnyBit:
    """Rows that have at least one of these bits set; no bit is no row."""

    bits: tuple[str, ...]


Condition = Where | AnyBit


@dataclass(frozen=True, slots=True)
class Joint:
    """How many analysis rows have each combination of codes: int64, one axis a column."""

    columns: tuple[str, ...]
    within: str = ""
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Bits:
    """How many analysis rows have each bit set, by the codes of `by`: int64, shape (bits, axis of
    `by` or 1).
    """

    bits: tuple[str, ...]
    by: str = ""
    within: str = ""
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Moments:
    """n, Σx and Σx² of a number's present values: float64, shape (3, axis of `by` or 1)."""

    column: str
    by: str = ""
    within: str = ""
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """How often each whole number occurs: int64, shape (axis of `by` or 1, 1 + high − low + 6)."""

    column: str
    by: str = ""
    within: str = ""
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """n, Σw and Σw² of each combination of codes: float64, shape (3, an axis a column).

    `weights` names what `store.write_weights` wrote. Rows without a weight above 0 count nowhere, in n
    neither; so in all weighted answers.
    """

    columns: tuple[str, ...]
    within: str = ""
    where: tuple[Condition, ...] = ()
    weights: str = ""


@dataclass(frozen=True, slots=True)
class WeightedBits:
    """n, Σw and Σw² of the rows that have each bit set: float64, shape (3, bits, axis of `by` or 1)."""

    bits: tuple[str, ...]
    by: str = ""
    within: str = ""
    where: tuple[Condition, ...] = ()
    weights: str = ""


@dataclass(frozen=True, slots=True)
class WeightedMoments:
    """n, Σw, Σwx, Σwx², Σw², Σw²x and Σw²x² of a number's present values: float64, shape (7, axis of `by`
    or 1).
    """

    column: str
    by: str = ""
    within: str = ""
    where: tuple[Condition, ...] = ()
    weights: str = ""


@dataclass(frozen=True, slots=True)
class Everyone:
    """A code column of all rows, outside the analysis base too: int64, its axis."""

    column: str


Weighted = Sums | WeightedBits | WeightedMoments
Query = Joint | Bits | Moments | Spread | Weighted | Everyone
