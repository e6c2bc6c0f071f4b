"""Thresholds and rounding applied to one exact row, and the count of what was withheld."""

from collections.abc import Iterable

from reports.disclosure import rounding
from reports.disclosure.exact import Contrast, ExactCell, ExactRow, WeightedShare
from reports.disclosure.thresholds import SMALLEST_BASE, SMALLEST_ESTIMATE, status
from reports.release_format import Cell, Estimate, Hidden, Row, Table
from reports.stats.nets import net_interval


def publish(exact: ExactRow) -> Row:
    """The row as readers may see it. Every released number passes through here."""
    state = status(exact.base)
    if state == "hidden":
        return Row(exact.row, state, None, None, None)
    base = rounding.to_five(exact.base)
    valid = rounding.released_base(exact.valid)
    asked = None if exact.asked is None else rounding.released_base(exact.asked)
    cells: tuple[Cell, ...] = ()
    if state in ("shown", "care"):
        cells = tuple(_cell(c, exact.base, exact.valid) for c in exact.cells)
        if state == "care" and any(_says_nobody_or_all(c, base) for c in cells if not c.missing):
            state, cells = "few", ()
    if state == "few":
        return Row(exact.row, state, base, valid, asked)
    outside = tuple(_cell(c, exact.asked, 0) for c in exact.outside if exact.asked is not None)
    return Row(exact.row, state, base, valid, asked, cells, outside, _stats(exact, cells, base))


def _cell(exact: ExactCell, base: int, valid: int) -> Cell:
    rounded = rounding.to_five(base)
    share, lo, hi = _share(exact.count, exact.weighted, base)
    count = round(share * rounded)
    plain = Cell(exact.code, count, share, lo, hi, exact.missing, letters=exact.letters)
    if exact.ranked is None:
        return plain
    first, first_lo, first_hi = _share(exact.ranked.first, exact.weighted_first, base)
    mean_rank = exact.ranked.mean_rank if exact.ranked.ranked >= SMALLEST_ESTIMATE else None
    return Cell(
        plain.code,
        plain.count,
        plain.share,
        plain.lo,
        plain.hi,
        plain.missing,
        first,
        first_lo,
        first_hi,
        None if mean_rank is None else rounding.to_decimals(mean_rank, 1),
        rounding.to_decimals(exact.ranked.borda, 0) if valid >= SMALLEST_ESTIMATE else None,
        exact.letters,
    )


def _share(count: int, weighted: WeightedShare | None, base: int) -> tuple[float, float, float]:
    """On the grid, with its interval: count ÷ base, or the weighted share in its place."""
    rounded = rounding.to_five(base)
    if weighted is None:
        share = rounding.steps(count, base) * rounding.STEP / rounded
        return share, *rounding.share_interval(share, rounded)
    share = rounding.weighted_steps(weighted.value, base) * rounding.STEP / rounded
    return share, *rounding.weighted_interval(share, rounded, rounding.coarse(weighted.deff))


def _says_nobody_or_all(cell: Cell, base: int) -> bool:
    return cell.count in (0, base) or cell.first in (0.0, 1.0)


def _stats(exact: ExactRow, cells: tuple[Cell, ...], base: int) -> dict[str, Estimate | float]:
    if exact.valid < SMALLEST_ESTIMATE:
        return {}
    valid = rounding.to_five(exact.valid)
    size, valid_size = base, valid
    if exact.is_weighted:
        # What weighted shares are of is not the number of people: the valid answers are what the printed
        # cells leave, and an interval goes by the effective base.
        valid = sum(cell.count for cell in cells if not cell.missing) or valid
        size, valid_size = _effective(exact.effective, base), _effective(exact.effective_valid, valid)
    stats: dict[str, Estimate | float] = {}
    if exact.mean is not None and exact.mean.lo is not None and exact.mean.hi is not None:
        lo, hi = rounding.outward(exact.mean.lo, exact.mean.hi, exact.mean_decimals)
        stats["mean"] = Estimate(rounding.to_decimals(exact.mean.value, exact.mean_decimals), lo, hi)
    if exact.median is not None:
        stats["median"] = rounding.to_decimals(exact.median, 1)
    if exact.net is not None:
        stats["net"] = _net(exact.net, cells, base, size)
    if exact.nps is not None:
        score = _net(exact.nps, cells, valid, valid_size)
        lo, hi = rounding.outward(100 * score.lo, 100 * score.hi, 0)
        stats["nps"] = Estimate(rounding.to_decimals(100 * score.value, 0), lo, hi)
    if exact.problem is not None:
        share = min(1.0, _sum(exact.problem.positive, cells) / valid)
        stats["share_problem"] = Estimate(
            share, *rounding.share_interval(share, valid_size, len(exact.problem.positive))
        )
    if exact.borderline is not None:
        stats["borderline"] = Estimate(*_share(exact.borderline, exact.weighted_borderline, exact.valid))
    if exact.is_weighted:
        stats["effective_base"] = float(_effective(exact.effective, base))
    return stats


def _effective(size: float | None, base: int) -> int:
    """Kish's effective base to the nearest 5, never more than the base."""
    return min(base, max(SMALLEST_BASE, rounding.to_five(round(size or 0.0))))


def _sum(codes: Iterable[str], cells: tuple[Cell, ...]) -> int:
    chosen = set(codes)
    return sum(c.count for c in cells if c.code in chosen)


def _net(contrast: Contrast, cells: tuple[Cell, ...], base: int, size: int) -> Estimate:
    """From released cells only, so that it tells nothing that they do not; widened by half a step a cell.
    `size`: the base that the interval goes by.
    """
    positive, negative = _sum(contrast.positive, cells) / base, _sum(contrast.negative, cells) / base
    lo, hi = net_interval(positive, negative, size - rounding.SLACK)
    half = (len(contrast.positive) + len(contrast.negative)) * rounding.STEP / (2 * base)
    lo, hi = rounding.outward(max(-1.0, lo - half), min(1.0, hi + half), 4)
    return Estimate(max(-1.0, min(1.0, positive - negative)), lo, hi)


def withheld(tables: Iterable[tuple[Table, int]]) -> Hidden:
    """How much is not printed. Each table comes with the number of cells that a row of it has when shown."""
    cells = groups = hidden_tables = 0
    for table, width in tables:
        rows = [row for group in table.groups for row in group.rows]
        missing = sum(not row.is_shown for row in rows)
        groups += missing
        cells += missing * width
        hidden_tables += missing == len(rows)
    return Hidden(cells, groups, hidden_tables)
