"""Grids: in each row, the share of people who chose each column, among those to whom the row applies."""

from dataclasses import dataclass

import numpy as np

from reports.stats.arrays import Ints
from reports.stats.proportions import Proportion, proportion


@dataclass(frozen=True, slots=True)
class GridRow:
    """`n` people who answered the row and did not say that it does not apply; `excluded` the others. A
    column that was not shown to somebody counts as not chosen. `cells`: one a column; None if n is 0.
    """

    n: int
    excluded: int
    counts: tuple[int, ...]
    cells: tuple[Proportion | None, ...]


def grid_row(columns: Ints, does_not_apply: Ints) -> GridRow:
    """`columns` (n, columns): 1 chosen, 0 not, negative missing; `does_not_apply` (n,): 0 answered and
    applies, 1 does not apply, negative missing.
    """
    base = np.asarray(does_not_apply) == 0
    counts = tuple(int(c) for c in (np.asarray(columns)[base] == 1).sum(axis=0))
    n = int(base.sum())
    return GridRow(n, len(base) - n, counts, tuple(proportion(c, n) for c in counts))
