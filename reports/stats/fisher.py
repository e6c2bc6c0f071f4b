"""Fisher's exact test of independence for small tables (Fisher 1935; Freeman & Halton 1951 beyond 2 × 2)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from reports.stats.arrays import Floats, Ints

#: More work than this (partial tables times fillings of a row) is refused: look at Pearson's test instead.
MOST_WORK = 300_000_000
#: How far a probability may stand above the observed one and still count as equal, relative; as in R.
SLACK = 1e-7
_CHUNK = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class _Partial:
    """Ways to fill the first rows: what is `left` of the columns (states, columns), the log probability
    so far, and how many ways share both.
    """

    left: Ints
    logs: Floats
    ways: Floats


def fisher(counts: ArrayLike, most: int = MOST_WORK) -> float:
    """Two-sided p-value: the probability, given both margins, of all tables no likelier than this one.
    `counts` (rows, columns). All tables are counted: row by row, joining those that leave the same
    columns with the same probability; the last two rows are summed by a search in sorted probabilities.
    Raise ValueError if that is too much work, or if a dimension is below 2 after empty rows and columns
    are left out.
    """
    table = np.asarray(counts, np.int64)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if table.ndim != 2 or min(table.shape) < 2:
        raise ValueError("Fisher's test needs at least two rows and two columns with answers")
    if table.shape[0] < table.shape[1]:
        table = table.T
    rows, columns = np.sort(table.sum(axis=1)), np.sort(table.sum(axis=0))
    log_factorial = np.asarray(special.gammaln(np.arange(int(table.sum()) + 1) + 1.0), np.float64)
    constant = log_factorial[rows].sum() + log_factorial[columns].sum() - log_factorial[int(table.sum())]
    limit = float(constant - log_factorial[table].sum() + np.log1p(SLACK))
    partial = _Partial(columns[None, :], np.array([constant]), np.ones(1))
    for row in rows[:-2]:
        partial = _with_row(partial, int(row), log_factorial, most)
    return min(1.0, _last_two_rows(partial, int(rows[-2]), log_factorial, limit, most))


def _fillings(total: int, columns: int, most: int) -> Ints:
    """Every way to spread `total` over the columns: (ways, columns)."""
    if special.comb(total + columns - 1, columns - 1) > most // 100:
        raise ValueError("too many possible tables for Fisher's exact test")
    if columns == 1:
        return np.array([[total]], np.int64)
    parts = []
    for first in range(total + 1):
        rest = _fillings(total - first, columns - 1, most)
        parts.append(np.hstack([np.full((len(rest), 1), first, np.int64), rest]))
    return np.vstack(parts)


def _with_row(before: _Partial, total: int, log_factorial: Floats, most: int) -> _Partial:
    fillings = _fillings(total, before.left.shape[1], most)
    if len(fillings) * len(before.logs) > most // 10:
        raise ValueError("too many possible tables for Fisher's exact test")
    cost = log_factorial[fillings].sum(axis=1)
    left, logs, ways = [], [], []
    step = max(1, _CHUNK // len(fillings))
    for start in range(0, len(before.logs), step):
        part = slice(start, start + step)
        remaining = before.left[part, None, :] - fillings[None, :, :]
        fits = (remaining >= 0).all(axis=2)
        left.append(remaining[fits])
        logs.append((before.logs[part, None] - cost[None, :])[fits])
        ways.append(np.broadcast_to(before.ways[part, None], fits.shape)[fits])
    return _joined(np.vstack(left), np.concatenate(logs), np.concatenate(ways))


def _joined(left: Ints, logs: Floats, ways: Floats) -> _Partial:
    """Equal states once, probabilities being equal up to a hundredth of the slack."""
    key = np.column_stack([left, np.round(logs / (SLACK / 100)).astype(np.int64)])
    _, first, place = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return _Partial(left[first], logs[first], np.asarray(np.bincount(place.reshape(-1), ways), np.float64))


def _last_two_rows(partial: _Partial, total: int, log_factorial: Floats, limit: float, most: int) -> float:
    """Every filling of the last row but one leaves the last row."""
    fillings = _fillings(total, partial.left.shape[1], most)
    cost = log_factorial[fillings].sum(axis=1)
    states, place = np.unique(partial.left, axis=0, return_inverse=True)
    if len(states) * len(fillings) > most:
        raise ValueError("too many possible tables for Fisher's exact test")
    order = np.argsort(place.reshape(-1), kind="stable")
    ends = np.cumsum(np.bincount(place.reshape(-1)))
    probability = 0.0
    for state, members in zip(states, np.split(order, ends[:-1]), strict=True):
        remaining = state - fillings
        fits = (remaining >= 0).all(axis=1)
        completions = np.sort(-cost[fits] - log_factorial[remaining[fits]].sum(axis=1))
        cumulative = np.concatenate([[0.0], np.cumsum(np.exp(completions - completions[-1]))])
        allowed = np.searchsorted(completions, limit - partial.logs[members], side="right")
        scale = np.exp(partial.logs[members] + completions[-1]) * partial.ways[members]
        probability += float(scale @ cumulative[allowed])
    return probability
