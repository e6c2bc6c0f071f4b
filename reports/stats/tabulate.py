"""Base accounting and cross-tabulation of histograms.

A variable's histogram is a sequence: counts of the valid codes 0 … levels − 1, then of the missing codes −6 …
−1 (six places). That is the order in which the dataset counts them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]

#: The missing codes at the end of an axis, in stored order (250 … 255).
MISSING = (-6, -5, -4, -3, -2, -1)
OUTSIDE = (-1, -5)


def place(code: int, levels: int) -> int:
    """Where a code's count stands on an axis with `levels` valid codes."""
    return code if code >= 0 else levels + 6 + code


def histogram(codes: Counts) -> Counts:
    """Of `codes` (n,): whole numbers, −6 … −1 missing. Shape (levels + 6,), levels up to the highest
    code. Raise ValueError for a code below −6.
    """
    lowest, levels = int(codes.min(initial=0)), int(codes.max(initial=-1)) + 1
    if lowest < -6:
        raise ValueError(f"{lowest} is no missing code")
    places = np.where(codes >= 0, codes, codes + levels + 6)
    return np.asarray(np.bincount(places, minlength=levels + 6), np.int64)


@dataclass(frozen=True, slots=True)
class Bases:
    """n_file = not_asked + not_reached + no_answer + explicit + valid."""

    file: int
    not_asked: int
    not_reached: int
    no_answer: int
    explicit: int
    valid: int

    @property
    def asked(self) -> int:
        return self.no_answer + self.explicit + self.valid


def bases(histogram: Sequence[int] | Counts) -> Bases:
    """From one variable's histogram."""
    counts = [int(c) for c in histogram]
    levels = len(counts) - 6
    missing = dict(zip(MISSING, counts[levels:], strict=True))
    return Bases(
        file=sum(counts),
        not_asked=missing[-1],
        not_reached=missing[-5],
        no_answer=missing[-2],
        explicit=missing[-3] + missing[-4] + missing[-6],
        valid=sum(counts[:levels]),
    )


def topline(histogram: Sequence[int] | Counts) -> dict[int, float]:
    """Shares (0…1) of those asked, by code; blank and 'not sure' are rows. Codes that nobody gave are left
    out.
    """
    levels = len(histogram) - 6
    asked = bases(histogram).asked
    codes = [*range(levels), *(m for m in MISSING if m not in OUTSIDE)]
    counted = {code: int(histogram[place(code, levels)]) for code in codes}
    return {code: count / asked for code, count in counted.items() if count}


def valid_shares(histogram: Sequence[int] | Counts) -> dict[int, float]:
    """Shares (0…1) of the valid answers, by code; codes that nobody gave are left out."""
    levels = len(histogram) - 6
    n = bases(histogram).valid
    return {code: int(histogram[code]) / n for code in range(levels) if histogram[code]}


@dataclass(frozen=True, slots=True)
class CrossTab:
    """rows × columns of valid answers; shares are 0…1, None in a column without answers."""

    counts: tuple[tuple[int, ...], ...]
    n: int
    column_n: tuple[int, ...]
    row_n: tuple[int, ...]
    column_shares: tuple[tuple[float | None, ...], ...]

    @property
    def row_shares(self) -> tuple[tuple[float | None, ...], ...]:
        return tuple(
            tuple(c / n if n else None for c in row) for row, n in zip(self.counts, self.row_n, strict=True)
        )

    @property
    def total_shares(self) -> tuple[tuple[float | None, ...], ...]:
        return tuple(tuple(c / self.n if self.n else None for c in row) for row in self.counts)


def crosstab(counts: Counts) -> CrossTab:
    """Shape (rows, columns), missing codes already left out."""
    columns = [int(c) for c in counts.sum(axis=0)]
    return CrossTab(
        counts=tuple(tuple(int(c) for c in row) for row in counts),
        n=int(counts.sum()),
        column_n=tuple(columns),
        row_n=tuple(int(c) for c in counts.sum(axis=1)),
        column_shares=tuple(
            tuple(int(c) / n if n else None for c, n in zip(row, columns, strict=True)) for row in counts
        ),
    )
