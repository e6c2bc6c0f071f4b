"""A table as long rows, one released cell a line: what the CSV holds. The same cells as the picture,
unrounded by display.
"""

from collections.abc import Iterator

from reports.release_format import Estimate, Item, Row, Table

from . import letters
from .cells import answers, blanks, label_of, row_label
from .context import ChartContext

HEAD = (
    "survey",
    "wave",
    "release",
    "is_demo",
    "weighting",
    "question",
    "segment",
    "group",
    "row",
    "measure",
    "answer",
    "status",
    "base",
    "count",
    "value",
    "interval_low",
    "interval_high",
    "group_letter",
    "really_higher_than",
)
Line = tuple[str | int | float | None, ...]
RISKY = ("=", "+", "-", "@", "\t", "\r", "\0")


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text


def lines(item: Item, table: Table, context: ChartContext) -> Iterator[Line]:
    """Shares are 0…1; means and scores in the item's unit. A withheld row is one line with its status and no
    value. The last column holds the letters of the groups that a share is really higher than.
    """
    table = letters.marked(table)
    lettered = letters.has(table)
    for group in table.groups:
        own = group.label[0] if lettered else ""
        for row in group.rows:
            first = (
                safe(context.survey_title),
                context.wave_number,
                context.release_number,
                "yes" if context.is_demo else "no",
                context.weighting,
                safe(item.id),
                safe(context.segment_id),
                safe(letters.bare(group.label)),
                safe(row_label(item, row.row)),
            )
            if not row.is_shown:
                yield (*first, "", "", row.status, row.base, None, None, None, None, own, "")
                continue
            for measure, answer, count, value, lo, hi, higher in _measures(item, row):
                yield (*first, measure, safe(answer), row.status, row.base, count, value, lo, hi, own, higher)


def _measures(
    item: Item, row: Row
) -> Iterator[tuple[str, str, int | None, float | None, float | None, float | None, str]]:
    for answer in (*answers(item, row), *blanks(item, row)):
        cell = answer.cell
        yield "share", answer.label, cell.count, cell.share, cell.lo, cell.hi, cell.letters
        if cell.first is not None:
            yield "first place", answer.label, None, cell.first, cell.first_lo, cell.first_hi, ""
        if cell.mean_rank is not None:
            yield "mean rank", answer.label, None, cell.mean_rank, None, None, ""
        if cell.borda is not None:
            yield "borda", answer.label, None, cell.borda, None, None, ""
    for cell in row.outside:
        label = label_of(item, cell.code)
        yield "share of everyone asked", label, cell.count, cell.share, cell.lo, cell.hi, ""
    for name, stat in row.stats.items():
        if isinstance(stat, Estimate):
            yield name.replace("_", " "), "", None, stat.value, stat.lo, stat.hi, ""
        else:
            yield name.replace("_", " "), "", None, float(stat), None, None, ""
