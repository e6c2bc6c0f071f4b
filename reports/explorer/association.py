"""Do the answers differ between the groups of a segment at all? One test for each table and segment."""

from dataclasses import dataclass
from math import comb

import numpy as np

from reports.explorer.estimates import Weighing
from reports.stats.arrays import Floats, Ints
from reports.stats.cells import from_sums
from reports.stats.fisher import fisher
from reports.stats.independence import cramers_v, cramers_v_corrected, independence
from reports.stats.rao_scott import rao_scott

#: Partial tables that Fisher's test may look at while a page waits; a bigger one has Pearson's.
FISHER_WORK = 1_000_000


@dataclass(frozen=True, slots=True)
class Association:
    """`segment`: whose groups. Without a `method` there is no test, and `remark` says why."""

    segment: str
    method: str = ""
    n: int = 0
    statistic: float | None = None
    df: float | None = None
    df2: float | None = None
    p: float | None = None
    v: float | None = None
    """Cramér's V, corrected for bias (Bergsma 2013); with weights the plain one of the weighted table."""
    remark: str = ""


def association(segment: str, table: Floats, weighing: Weighing) -> Association:
    """`table` (3, answers, groups): n, Σw, Σw² of valid answers. Empty answers and groups are left out."""
    counts = table[0].astype(np.int64)
    rows, columns = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    kept = table[:, rows][:, :, columns]
    if min(kept.shape[1:], default=0) < 2:
        return Association(segment, remark="no test: fewer than two answers or two groups have anybody")
    if weighing.is_weighted:
        return _weighted(segment, kept, weighing)
    return _plain(segment, kept[0].astype(np.int64))


def _plain(segment: str, counts: Ints) -> Association:
    n, (rows, columns) = int(counts.sum()), counts.shape
    if n <= max(rows, columns):
        return Association(segment, n=n, remark="no test: fewer people than answers or groups")
    found = independence(counts)
    v = found.cramers_v_corrected
    if found.low_expected >= 5:
        return Association(segment, "Pearson", n, found.x2, found.df, p=found.p, v=v)
    if work_of_fisher(counts) <= FISHER_WORK:
        return Association(segment, "Fisher", n, p=fisher(counts), v=v)
    remark = (
        f"{found.expected_under_5} of {counts.size} expected counts are under 5, too big for Fisher's test"
    )
    return Association(segment, "Pearson", n, found.x2, found.df, p=found.p, v=v, remark=remark)


def work_of_fisher(counts: Ints) -> float:
    """At most so many partial tables does Fisher's test look at. `counts` has no empty row or column."""
    table = counts if counts.shape[0] >= counts.shape[1] else counts.T
    columns = table.sum(axis=0)
    states = work = 1.0
    for total in sorted(int(n) for n in table.sum(axis=1))[:-1]:
        fillings = comb(total + len(columns) - 1, len(columns) - 1)
        work = max(work, states * fillings)
        states = min(states * fillings, float(np.prod(columns + 1.0)))
    return work


def _weighted(segment: str, kept: Floats, weighing: Weighing) -> Association:
    counts = kept[0].astype(np.int64)
    try:
        found = rao_scott(from_sums(counts, kept[1], kept[2], max(2, weighing.design, int(counts.sum()))))
    except (ValueError, np.linalg.LinAlgError):
        return Association(segment, n=int(counts.sum()), remark="no test: a cell varies too little")
    rows, columns = counts.shape
    is_enough = found.n > max(rows, columns)
    v = (
        cramers_v_corrected(found.x2, found.n, rows, columns)
        if is_enough
        else cramers_v(found.x2, found.n, rows, columns)
    )
    return Association(segment, "Rao–Scott", found.n, found.f, found.df1, found.df2, found.p, v)
