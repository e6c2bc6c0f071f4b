"""Hidden cells of one table. Places in the reference count from 1."""

from typing import Any

import numpy as np

from reports.disclosure.suppression import complementary
from reports.stats import hidden_cells
from reports.stats.hidden_cells import HiddenCell, Smallest
from tests.oracles.cases import Case


def suppression(case: Case) -> dict[str, Any]:
    rows, columns, threshold = case.many("rows"), case.many("cols"), case.input["threshold"]
    table = case.table
    i, j = table[case.input["row"]].places(rows), table[case.input["col"]].places(columns)
    inside = (i >= 0) & (j >= 0)
    counts = np.zeros((len(rows), len(columns)), np.int64)
    np.add.at(counts, (i[inside], j[inside]), 1)
    primary = (counts > 0) & (counts < threshold)
    best = hidden_cells.smallest_safe(counts, primary)
    hidden = primary.copy()
    for cell in best.extra if best else ():
        hidden[cell] = True
    _check_quick(counts, primary, best)
    return {
        "rows": rows,
        "cols": columns,
        "counts": counts.tolist(),
        "threshold": threshold,
        "primary": [[int(r) + 1, int(c) + 1] for c, r in np.argwhere(primary.T)],
        "primary_only_audit": _audit(hidden_cells.bounds(counts, primary)),
        "primary_only_exactly_disclosed": len(hidden_cells.disclosed(counts, primary)),
        "min_extra_cells": best and len(best.extra),
        "n_minimal_patterns": best.patterns if best else 0,
        "best_complementary": best and [[r + 1, c + 1] for r, c in best.extra],
        "best_lost_count": best and best.lost,
        "best_audit": best and _audit(hidden_cells.bounds(counts, hidden)),
    }


def _check_quick(counts: np.ndarray, primary: np.ndarray, best: Smallest | None) -> None:
    """The product's quick method: safe wherever a safe pattern exists, and at most a cell from the least."""
    quick = complementary(counts, primary, most=-1)
    assert best is None or quick is not None, "no safe pattern was found where there is one"
    if best is None or quick is None:
        return
    hidden = primary.copy()
    for cell in quick.extra:
        hidden[cell] = True
    assert not hidden_cells.disclosed(counts, hidden), "a hidden cell is given away"
    assert len(quick.extra) <= len(best.extra) + 1, "more cells are hidden than needed"


def _audit(cells: list[HiddenCell]) -> list[dict[str, int]]:
    return [{"row": c.row + 1, "col": c.column + 1, "true": c.count, "lo": c.lo, "hi": c.hi} for c in cells]
