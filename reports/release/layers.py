"""Exact rows by raking cell, and the weighted row that they add up to.

Everybody in a raking cell has one weight, so Σw and Σw² of any count are sums over cells. Formulas are those
of `reports.stats`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from reports.disclosure import rounding
from reports.disclosure.exact import ExactCell, ExactRow, WeightedShare
from reports.release_format import Item
from reports.stats import cells as weighting
from reports.stats import intervals, means, weighted_quantiles
from reports.stats.arrays import Bools, Floats, Ints
from reports.stats.ranking import Ranked

IN_BINS = frozenset({"index", "number"})
"""Kinds whose mean is of exact values, which their cells only band."""

TINY_STEPS = 2
TINY_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """One row of an item for one group, by raking cell: `base`, `valid`, `asked` (cells,), `cells` and
    `outside` (codes, cells), `moments` n, Σx, Σx² (3, cells), `ranks` people, first places, Σ ranks and Borda
    points (4, codes, cells). `row`: all cells together, unweighted. `values` (codes,): of the answers, where
    mean and median are of these.
    """

    row: ExactRow
    base: Ints
    valid: Ints
    asked: Ints | None
    cells: Ints
    outside: Ints
    borderline: Ints | None
    moments: Floats | None
    ranks: Floats | None
    values: Floats | None


def layers(item: Item, row: ExactRow, parts: Sequence[ExactRow]) -> Layers:
    """`parts`: the same row in each raking cell."""
    return Layers(
        row=row,
        base=np.array([part.base for part in parts]),
        valid=np.array([part.valid for part in parts]),
        asked=None if row.asked is None else np.array([part.asked or 0 for part in parts]),
        cells=_counts([part.cells for part in parts], len(row.cells)),
        outside=_counts([part.outside for part in parts], len(row.outside)),
        borderline=None if row.borderline is None else np.array([part.borderline or 0 for part in parts]),
        moments=np.array([_moments(part.mean) for part in parts]).T if item.kind in IN_BINS else None,
        ranks=_ranks(row, parts) if item.kind == "ranking" else None,
        values=_values(item, row),
    )


def _counts(cells: Sequence[Sequence[ExactCell]], codes: int) -> Ints:
    found = np.zeros((codes, len(cells)), np.int64)
    for k, each in enumerate(cells):
        found[: len(each), k] = [cell.count for cell in each]
    return found


def _moments(mean: means.Mean | None) -> tuple[float, float, float]:
    """n, Σx, Σx² again."""
    if mean is None:
        return 0.0, 0.0, 0.0
    deviations = (mean.sd or 0.0) ** 2 * (mean.n - 1)
    return float(mean.n), mean.n * mean.value, deviations + mean.n * mean.value**2


def _ranks(row: ExactRow, parts: Sequence[ExactRow]) -> Floats:
    found = np.zeros((4, len(row.cells), len(parts)))
    for k, part in enumerate(parts):
        for c, cell in enumerate(part.cells):
            if cell.ranked is not None:
                r = cell.ranked
                found[:, c, k] = r.n, r.first, (r.mean_rank or 0.0) * r.ranked, r.borda_mean * r.n
    return found


def _values(item: Item, row: ExactRow) -> Floats | None:
    if (row.mean is None and row.median is None) or item.kind in IN_BINS:
        return None
    value = {o.code: o.value for o in item.options if not o.missing}
    found = [value.get(cell.code) for cell in row.cells]
    return np.array([np.nan if v is None else v for v in found], np.float64)


# ------------------------------------------------------------------ unweighted again


def plain(at: Layers) -> ExactRow:
    """The unweighted row of these counts: `at.row` itself unless they were changed."""
    counts, outside = at.cells.sum(axis=1), at.outside.sum(axis=1)
    found = replace(
        at.row,
        base=int(at.base.sum()),
        valid=int(at.valid.sum()),
        asked=None if at.asked is None else int(at.asked.sum()),
        cells=tuple(replace(c, count=int(n)) for c, n in zip(at.row.cells, counts, strict=True)),
        outside=tuple(replace(c, count=int(n)) for c, n in zip(at.row.outside, outside, strict=True)),
        borderline=None if at.borderline is None else int(at.borderline.sum()),
    )
    if at.values is None:
        return found
    known = ~np.isnan(at.values)
    values, n = at.values[known].tolist(), counts[known].tolist()
    median = None if at.row.median is None else _median(at.values[known], counts[known].astype(np.float64))
    return replace(found, mean=means.mean_of_counts(values, n), median=median)


# ------------------------------------------------------------------ weighted


def weighted(at: Layers, w: Floats, design: int) -> ExactRow:
    """The row to publish in a weighted release. `w` (cells,); `design`: people of the wave's analysis.

    Counts and bases stay unweighted: the thresholds go by them.
    """
    row, base = plain(at), _sums(at.base, w)
    asked = base if at.asked is None else _sums(at.asked, w)
    return replace(
        row,
        cells=tuple(
            _ranked(replace(cell, weighted=found, letters=""), k, at, base, w, design)
            for k, (cell, found) in enumerate(
                zip(row.cells, _weighed(at.cells, base, w, design), strict=True)
            )
        ),
        outside=tuple(
            replace(cell, weighted=found)
            for cell, found in zip(row.outside, _weighed(at.outside, asked, w, design), strict=True)
        ),
        mean=_mean(at, w, design),
        median=_weighted_median(at, w),
        weighted_borderline=None
        if at.borderline is None
        else _weighed(at.borderline[None], _sums(at.valid, w), w, design)[0],
        effective=_effective(base),
        effective_valid=_effective(_sums(at.valid, w)),
    )


def _weighed(counts: Ints | Floats, base: Floats, w: Floats, design: int) -> list[WeightedShare | None]:
    """Of each answer (answers, raking cells); None where it stays unweighted."""
    found = shares(_sums(counts, w), base, design)
    tiny = is_tiny(np.rint(counts.sum(axis=1)).astype(np.int64), int(base[0]))
    return [None if bare else each for bare, each in zip(tiny.tolist(), found, strict=True)]


def is_tiny(counts: Ints, n: int) -> Bools:
    """Answers that are printed unweighted in a weighted release too: by their printed unweighted numbers at
    most 10 people and 5 %. Their weighted share, beside the unweighted one, would often tell their number;
    and so few people carry no weighting.
    """
    base = rounding.to_five(n)
    steps = (2 * counts * base + rounding.STEP * n) // max(1, 2 * rounding.STEP * n)
    return np.asarray((steps <= TINY_STEPS) & (steps * rounding.STEP <= TINY_SHARE * base), np.bool_)


def shares(hits: Floats, base: Floats, design: int) -> list[WeightedShare | None]:
    """`hits` (3, answers), `base` (3,): n, Σw, Σw². V = N/(N−1) · Σ_D w²(y−p)² / (Σ_D w)², as `stats.cells`
    has it for one answer, over what simple random sampling of the base would have. Where the share is 0 or 1
    the design effect is Kish's. None of nobody.
    """
    n, total, squares = base
    if n < 2 or total <= 0.0:
        return [None] * hits.shape[1]
    p = np.clip(hits[1] / total, 0.0, 1.0)
    rows = max(2, design)
    spread = (1.0 - p) ** 2 * hits[2] + p**2 * np.maximum(squares - hits[2], 0.0)
    simple = p * (1.0 - p) / (n - 1.0)
    kish = n * squares / total**2
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = np.where(simple > 0.0, rows / (rows - 1) * spread / total**2 / simple, kish)
    return [WeightedShare(float(a), float(b)) for a, b in zip(p, deff, strict=True)]


def yes_or_no(hits: Floats, base: Floats, design: int) -> weighting.Cells:
    """`hits`, `base` (3, columns): a table of two rows, those with the answer and the others."""
    rest = np.maximum(base - hits, 0.0)
    n, total, squares = (np.stack([hits[i], rest[i]]) for i in range(3))
    return weighting.from_sums(np.rint(n), total, squares, max(2, design, int(base[0].sum())))


def sums_of(at: Layers, place: int, w: Floats) -> tuple[Floats, Floats]:
    """n, Σw, Σw² of one cell and of the base, (3,) each."""
    return _sums(at.cells[place], w), _sums(at.base, w)


def _sums(counts: Ints | Floats, w: Floats) -> Floats:
    """n, Σw, Σw² over raking cells: (3, …)."""
    return np.array([counts.sum(axis=-1), counts @ w, counts @ (w * w)], np.float64)


def _effective(base: Floats) -> float | None:
    return float(base[1] ** 2 / base[2]) if base[2] > 0.0 else None


def _ranked(cell: ExactCell, k: int, at: Layers, base: Floats, w: Floats, design: int) -> ExactCell:
    """Of a ranking, with first places, mean rank and Borda points weighted too."""
    if at.ranks is None or cell.ranked is None:
        return cell
    people, first, ranks, points = at.ranks[:, k]
    chosen, everybody = float(at.cells[k] @ w), float(people @ w)
    options = sum(each.ranked is not None for each in at.row.cells)
    if chosen <= 0.0 or everybody <= 0.0:
        return cell
    borda = float(points @ w) / everybody
    ranked: Ranked = replace(
        cell.ranked,
        mean_rank=float(ranks @ w) / chosen,
        borda_mean=borda,
        borda=100.0 * borda / (options - 1) if options > 1 else 100.0,
    )
    first_share = _weighed(first[None], base, w, design)[0]
    return replace(cell, ranked=ranked, weighted_first=first_share)


def _mean(at: Layers, w: Floats, design: int) -> means.Mean | None:
    """V = N/(N−1) · Σw²(x−m)² / (Σw)², N the people of the design; t with n − 1."""
    if at.row.mean is None:
        return None
    if at.moments is not None:
        n, first, second = at.moments
    elif at.values is not None:
        known = ~np.isnan(at.values)
        counts, values = at.cells[known], at.values[known]
        n, first, second = counts.sum(axis=0), values @ counts, values**2 @ counts
    else:
        return None
    people, total = int(round(float(n.sum()))), float(n @ w)
    if total <= 0.0:
        return None
    value = float(first @ w) / total
    spread = float((second - 2.0 * value * first + value * value * n) @ (w * w))
    rows = max(2, design)
    se = sqrt(rows / (rows - 1) * max(0.0, spread)) / total
    if people < 2:
        return means.Mean(people, value, None, None, None, None)
    return means.Mean(people, value, None, se, *intervals.symmetric(value, se, people - 1))


def _weighted_median(at: Layers, w: Floats) -> float | None:
    """None of a typed number, whose single values are not weighted."""
    if at.row.median is None or at.values is None:
        return None
    known = ~np.isnan(at.values)
    return _median(at.values[known], at.cells[known] @ w)


def _median(values: Floats, weights: Floats) -> float | None:
    inside = weights > 0.0
    if not inside.any():
        return None
    return float(weighted_quantiles.school(values[inside], weights[inside], 0.5))
