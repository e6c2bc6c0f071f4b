"""Complementary suppression for tables with exact margins: which cells to hide besides the small ones, so
that row, column and grand totals give none of them away.

The product's own tables are rounded and go through the audit instead; this serves tables that somebody makes
with exact totals. Cells of 0 stay open.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from reports.stats.arrays import Bools, Ints
from reports.stats.hidden_cells import disclosed, smallest_safe

#: Candidates up to which every pattern is tried.
SMALL = 9


@dataclass(frozen=True, slots=True)
class Pattern:
    """`extra`: cells (row, column) hidden besides; `lost`: the people in them."""

    extra: tuple[tuple[int, int], ...]
    lost: int
    is_best: bool
    """Found by trying every pattern."""


def complementary(table: ArrayLike, primary: Bools, most: int = SMALL) -> Pattern | None:
    """Hide few cells, then few people, until no hidden cell is given away; None if there is no safe pattern.

    `table`, `primary` (rows, columns). Up to `most` candidates by trial of all; beyond, the cheapest
    rectangle of hidden cells is closed around a cell that is given away, and what turns out not to be needed
    is opened again.
    """
    counts, first = np.asarray(table, np.int64), np.asarray(primary, np.bool_)
    if int((~first & (counts > 0)).sum()) <= most:
        best = smallest_safe(counts, first, most)
        if best is not None:
            return Pattern(best.extra, best.lost, True)
        return None if first.any() else Pattern((), 0, True)
    hidden = first.copy()
    while given := disclosed(counts, hidden):
        more = _rectangle(counts, hidden, given) or _any_cell(counts, hidden, given)
        if not more:
            return None
        for cell in more:
            hidden[cell] = True
    _open_again(counts, first, hidden)
    extra = tuple((int(r), int(c)) for r, c in np.argwhere(hidden & ~first))
    return Pattern(extra, sum(int(counts[cell]) for cell in extra), False)


def _rectangle(counts: Ints, hidden: Bools, given: list[tuple[int, int]]) -> list[tuple[int, int]] | None:
    """The cells to add for the cheapest rectangle through one of the cells given away: fewest cells still
    given away for each cell added, then fewest people.
    """
    best: tuple[tuple[float, int, int], list[tuple[int, int]]] | None = None
    rows, columns = counts.shape
    for (r, c), r2, c2 in product(given, range(rows), range(columns)):
        corners = [(r, c2), (r2, c), (r2, c2)]
        if r2 == r or c2 == c or any(counts[cell] == 0 for cell in corners):
            continue
        new = [cell for cell in corners if not hidden[cell]]
        if not new:
            continue
        after = hidden.copy()
        for cell in new:
            after[cell] = True
        saved = len(given) - len([cell for cell in disclosed(counts, after) if hidden[cell]])
        rank = (-saved / len(new), len(new), sum(int(counts[cell]) for cell in new))
        if saved > 0 and (best is None or rank < best[0]):
            best = (rank, new)
    return best[1] if best else None


def _any_cell(counts: Ints, hidden: Bools, given: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where no rectangle will do: the smallest open cell in the row or column of one that is given away."""
    near = [
        (int(counts[r, c]), int(r), int(c))
        for r, c in np.argwhere(~hidden & (counts > 0))
        if any(r == i or c == j for i, j in given)
    ]
    return [min(near)[1:]] if near else []


def _open_again(counts: Ints, first: Bools, hidden: Bools) -> None:
    """The largest first."""
    extra = sorted(map(tuple, np.argwhere(hidden & ~first)), key=lambda cell: -int(counts[cell]))
    for cell in extra:
        hidden[cell] = False
        if disclosed(counts, hidden):
            hidden[cell] = True
