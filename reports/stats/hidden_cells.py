"""What the published margins of one table give away about its hidden cells, and the least that must be
hidden.

Row, column and grand totals are exact and known, cells are counts. Bounds by linear programming: the
problem is one of transportation, so that they are whole numbers. The search for the least is exhaustive,
a yardstick for methods that must be fast on many linked tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog

from reports.stats.arrays import Bools, Ints

#: More cells that might be hidden besides are refused.
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class HiddenCell:
    """Places from 0; the true count, and the least and most that it could be."""

    row: int
    column: int
    count: int
    lo: int
    hi: int


def bounds(table: ArrayLike, hidden: Bools) -> list[HiddenCell]:
    """Of every hidden cell, column by column; `table` and `hidden` (rows, columns)."""
    t = _counts(table)
    cells = _by_column(hidden)
    if not cells:
        return []
    rows, columns = t.shape
    equations, known = [], []
    for lines, axis in ((range(rows), 0), (range(columns), 1)):
        for line in lines:
            equation = [float(cell[axis] == line) for cell in cells]
            if any(equation):
                equations.append(equation)
                known.append(float(sum(t[cell] for cell in cells if cell[axis] == line)))
    result = []
    for i, cell in enumerate(cells):
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(cells))
            cost[i] = sign
            solved = linprog(cost, A_eq=equations, b_eq=known, bounds=(0, None), method="highs")
            if not solved.success:
                raise ArithmeticError(f"the bounds of a hidden cell were not found: {solved.message}")
            ends.append(round(sign * float(solved.fun)))
        result.append(HiddenCell(*cell, int(t[cell]), ends[0], ends[1]))
    return result


def disclosed(table: ArrayLike, hidden: Bools) -> list[tuple[int, int]]:
    """The hidden cells (row, column) that the margins give away exactly: those on no cycle along which
    counts can be moved. The same as lo = hi of `bounds`, without a linear programme.
    """
    t = _counts(table)
    cells = _by_column(hidden)
    return [cell for cell in cells if not _can_move(t, cells, cell)]


def _can_move(t: Ints, cells: list[tuple[int, int]], cell: tuple[int, int]) -> bool:
    """To raise a cell of row i and column j, counts have to leave column j and come to row i by way of
    other hidden cells; to lower it, the other way round.
    """
    row, column = cell
    if _reaches(t, cells, cell, ("column", column), ("row", row)):
        return True
    return bool(t[cell] > 0) and _reaches(t, cells, cell, ("row", row), ("column", column))


def _reaches(
    t: Ints,
    cells: list[tuple[int, int]],
    without: tuple[int, int],
    start: tuple[str, int],
    end: tuple[str, int],
) -> bool:
    seen, open_nodes = {start}, [start]
    while open_nodes:
        kind, place = open_nodes.pop()
        if (kind, place) == end:
            return True
        for row, column in cells:
            if (row, column) == without:
                continue
            # From a row another cell of it is raised; from a column another cell of it is lowered.
            after = ("column", column) if kind == "row" else ("row", row)
            is_open = row == place if kind == "row" else column == place and t[row, column] > 0
            if is_open and after not in seen:
                seen.add(after)
                open_nodes.append(after)
    return False


@dataclass(frozen=True, slots=True)
class Smallest:
    """`extra`: the cells hidden besides, (row, column), of the pattern that hides fewest cells and, among
    those, fewest people (`lost`); `patterns`: how many hide as few cells.
    """

    extra: tuple[tuple[int, int], ...]
    lost: int
    patterns: int


def smallest_safe(table: ArrayLike, primary: Bools, most: int = MOST_CANDIDATES) -> Smallest | None:
    """The fewest cells to hide besides `primary` (rows, columns), so that no hidden cell is given away;
    cells of 0 stay open. None if nothing is hidden, or no pattern is safe. Every pattern is tried: raise
    ValueError beyond `most` cells.
    """
    t, first = _counts(table), np.asarray(primary, np.bool_)
    if not first.any():
        return None
    candidates = _by_column(~first & (t > 0))
    if len(candidates) > most:
        raise ValueError("too many cells for an exhaustive search")
    for count in range(len(candidates) + 1):
        safe = list(_safe_patterns(t, first, candidates, count))
        if safe:
            best = min(safe, key=lambda extra: sum(int(t[cell]) for cell in extra))
            return Smallest(best, sum(int(t[cell]) for cell in best), len(safe))
    return None


def _safe_patterns(
    t: Ints, first: Bools, candidates: list[tuple[int, int]], count: int
) -> Iterator[tuple[tuple[int, int], ...]]:
    for extra in combinations(candidates, count):
        hidden = first.copy()
        for cell in extra:
            hidden[cell] = True
        if not disclosed(t, hidden):
            yield extra


def _counts(table: ArrayLike) -> Ints:
    t = np.asarray(table, np.int64)
    if t.ndim != 2 or (t < 0).any():
        raise ValueError("a table holds counts, in rows and columns")
    return t


def _by_column(mask: Bools) -> list[tuple[int, int]]:
    return [(int(row), int(column)) for column, row in np.argwhere(np.asarray(mask, np.bool_).T)]
