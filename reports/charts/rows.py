"""Tables of items with rows: statements or requests down, answers across."""

from collections.abc import Iterable

from reports.release_format import Estimate, Item, Row, Table

from .bars import with_interval
from .cells import answers, blanks, in_a_word, label_of, row_codes, row_label
from .context import ChartContext, TableView
from .wording import STAR, count, net_points


def _codes(item: Item, rows: Iterable[Row]) -> tuple[str, ...]:
    """Every cell code that occurs, in questionnaire order, blanks last."""
    seen: dict[str, bool] = {}
    for row in rows:
        if row.is_shown:
            seen.update({a.cell.code: False for a in answers(item, row)})
            seen.update({a.cell.code: True for a in blanks(item, row)})
    return (*(c for c, blank in seen.items() if not blank), *(c for c, blank in seen.items() if blank))


def _line(row: Row | None, codes: tuple[str, ...], net: bool) -> tuple[str, ...]:
    if row is None or not row.is_shown:
        return (*("–" for _ in codes), *(("–",) if net else ()), in_a_word(row))
    value = row.stats.get("net")
    n = count(row.base) + (" (care)" if row.status == "care" else "")
    nets = (net_points(value) if isinstance(value, Estimate) else "–",) if net else ()
    return (*(with_interval(row, code) for code in codes), *nets, n)


def topline_table(
    item: Item, rows: tuple[Row, ...], *, head: str, net: bool = False, of: str = ""
) -> TableView:
    codes = _codes(item, rows)
    by_code = {row.row: row for row in rows}
    lines = tuple(
        (row_label(item, r.code), *_line(by_code.get(r.code), codes, net))
        for r in item.rows
        if r.code in by_code
    )
    caption = of or "Percent of everyone asked, with intervals."
    return TableView(
        caption + _star(lines),
        (head, *(label_of(item, c) for c in codes), *(("Net",) if net else ()), "n"),
        lines,
    )


def banner_table(item: Item, table: Table, context: ChartContext, *, net: bool = False) -> TableView:
    """Row and group stand together in the first cell: "Statement: group"."""
    codes = _codes(item, (row for group in table.groups for row in group.rows))
    lines = tuple(
        (f"{row_label(item, code)} / {group.label}", *_line(group.row(code), codes, net))
        for code in row_codes(item, table)
        for group in table.groups
    )
    return TableView(
        "Percent of valid answers, with intervals." + _star(lines),
        (
            f"Row / {context.segment_name}",
            *(label_of(item, c) for c in codes),
            *(("Net",) if net else ()),
            "n",
        ),
        lines,
    )


def _star(lines: tuple[tuple[str, ...], ...]) -> str:
    return f" {STAR}" if any("*" in cell for line in lines for cell in line[1:]) else ""
