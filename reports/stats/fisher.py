"""Fisher's exact test of independence for small tables (Fisher 1935; Freeman & Halton 1951 beyond 2 × 2)."""

from math import comb

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from reports.stats.arrays import Floats, Ints

#: Tables with more possible fillings than this are refused: use Pearson's test with its expected counts
#: instead.
MOST_TABLES = 60_000_000
#: How far a probability may stand above the observed one and still count as equal, as in R.
SLACK = 1e-7
_CHUNK = 200_000


def fisher(counts: ArrayLike, most: int = MOST_TABLES) -> float:
    """Two-sided p-value: the probability, given both margins, of all tables no likelier than this one.
    `counts` (rows, columns). Every such table is visited. Raise ValueError if there could be more than
    `most`, or if a dimension is below 2 after empty rows and columns are left out.
    """
    table = np.asarray(counts, np.int64)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if table.ndim != 2 or min(table.shape) < 2:
        raise ValueError("Fisher's test needs at least two rows and two columns with answers")
    if table.shape[0] < table.shape[1]:
        table = table.T
    # The largest row is the one that follows from the others, the largest column the one that fills each
    # row up.
    rows, columns = np.sort(table.sum(axis=1)), np.sort(table.sum(axis=0))
    possible = 1
    for row in rows[:-1]:
        possible *= comb(int(row) + len(columns) - 1, len(columns) - 1)
    if possible > most:
        raise ValueError("too many possible tables for Fisher's exact test")
    log_factorial = special.gammaln(np.arange(int(table.sum()) + 1) + 1.0)
    constant = log_factorial[rows].sum() + log_factorial[columns].sum() - log_factorial[int(table.sum())]
    observed = float(constant - log_factorial[table].sum())
    limit = observed + np.log1p(SLACK)
    return min(1.0, _unlikely(columns[None, :], np.array([constant]), rows, log_factorial, limit))


def _unlikely(left: Ints, logs: Floats, rows: Ints, log_factorial: Floats, limit: float) -> float:
    """The probability of all fillings of `rows` (smallest first) into what is `left` of the columns, (states,
    columns), that end at or below `limit`; `logs` (states,): so far.
    """
    if len(rows) == 1:
        final = logs - log_factorial[left].sum(axis=1)
        return float(np.exp(final[final <= limit]).sum())
    total = 0.0
    fillings = _fillings(int(rows[0]), left.shape[1])
    cost = log_factorial[fillings].sum(axis=1)
    step = max(1, _CHUNK // len(fillings))
    for start in range(0, len(left), step):
        remaining = left[start : start + step, None, :] - fillings[None, :, :]
        fits = (remaining >= 0).all(axis=2)
        after = (logs[start : start + step, None] - cost[None, :])[fits]
        total += _unlikely(remaining[fits], after, rows[1:], log_factorial, limit)
    return total


def _fillings(total: int, columns: int) -> Ints:
    """Every way to spread `total` over the columns: (ways, columns)."""
    if columns == 1:
        return np.array([[total]], np.int64)
    parts = []
    for first in range(total + 1):
        rest = _fillings(total - first, columns - 1)
        parts.append(np.hstack([np.full((len(rest), 1), first, np.int64), rest]))
    return np.vstack(parts)
