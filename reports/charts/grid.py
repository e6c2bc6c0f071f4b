"""Who is met where: a table of discs, each with its number. Groups stand under each circle when compared."""

from reports.release_format import Item, Row, Table

from .cells import answers, boxes, drawable, in_a_word, label_of, row_codes, row_label, withheld
from .compare import gap_sentence
from .context import ChartContext, Drawing, TableView
from .rows import banner_table, topline_table
from .scene import Disc, DiscPanel, DiscRow, DiscScene
from .wording import count, percent, quoted, said, span

#: Lower ends of the six steps, in percent.
STEPS = (0, 10, 25, 45, 65, 85)


def step(share: float) -> int:
    """Share 0…1 -> 0…5, by the rounded percent that is printed."""
    whole = int(share * 100 + 0.5 + 1e-9)
    return sum(whole >= edge for edge in STEPS) - 1


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    shown = [row for group in table.groups for row in group.rows if row.is_shown]
    codes = tuple(a.cell.code for a in answers(item, shown[0]))
    columns = tuple(label_of(item, code) for code in codes)
    if context.segment_id:
        panels = tuple(
            DiscPanel(
                row_label(item, code),
                tuple(_row(item, g.row(code), g.label, codes) for g in drawable(table)),
            )
            for code in row_codes(item, table)
        )
        scene = DiscScene(context.segment_name, columns, panels, boxes(table))
        return Drawing(scene, gap_sentence(item, table), banner_table(item, table, context), notes=(SEVERAL,))
    group = table.groups[0]
    rows = tuple(_row(item, group.row(code), row_label(item, code), codes) for code in row_codes(item, table))
    view = topline_table(
        item, group.rows, head="Group of people", of="Percent of the row’s base, with intervals."
    )
    return Drawing(
        DiscScene("Group of people", columns, (DiscPanel("", rows),)),
        _sentence(item, shown),
        _with_outside(item, table, view),
        notes=(SEVERAL, _outside_note(shown)),
    )


SEVERAL = "Several places could be chosen; n is the row’s base."


def _row(item: Item, row: Row | None, label: str, codes: tuple[str, ...]) -> DiscRow:
    reason = withheld(row)
    if row is None or reason:
        return DiscRow(label, (), in_a_word(row), withheld=reason)
    discs = []
    for code in codes:
        cell = row.cell(code)
        discs.append(
            None
            if cell is None
            else Disc(
                100 * cell.share, percent(cell.share), label_of(item, code), step(cell.share), cell.letters
            )
        )
    care = row.status == "care"
    return DiscRow(label, tuple(discs), count(row.base), "read with care" if care else "", care=care)


def _sentence(item: Item, rows: list[Row]) -> str:
    top = max(
        ((row, a) for row in rows for a in answers(item, row) if not a.anchor),
        key=lambda pair: pair[1].cell.share,
        default=None,
    )
    if top is None:
        return "Who is met where"
    row, answer = top
    return (
        f"The fullest disc: {said(answer.cell.share)} meet {quoted(row_label(item, row.row), 60)} "
        f"via {quoted(answer.label, 40)}"
    )


def _outside_note(rows: list[Row]) -> str:
    """What the row bases leave out, as shares of everyone asked."""
    shares = [cell.share for row in rows for cell in row.outside if cell.code == "na"]
    asked = span(row.asked for row in rows)
    if not shares:
        return ""
    low, high = said(min(shares)), said(max(shares))
    spread = low if low == high else f"{low} to {high}"
    return f"Left out are those without such a group, {spread} of everyone asked ({asked})."


def _with_outside(item: Item, table: Table, view: TableView) -> TableView:
    """Two more columns where the release says who stands outside the base."""
    rows = [row for row in table.groups[0].rows if row.row in {r.code for r in item.rows}]
    rows.sort(key=lambda row: [r.code for r in item.rows].index(row.row or ""))
    codes = list(dict.fromkeys(cell.code for row in rows for cell in row.outside))
    if not codes:
        return view
    lines = []
    for line, row in zip(view.rows, rows, strict=True):
        outside = {cell.code: percent(cell.share) for cell in row.outside}
        lines.append((*line, *(outside.get(code, "–") for code in codes)))
    heads = tuple(f"{label_of(item, code)}, % of asked" for code in codes)
    return TableView(view.caption, (*view.head, *heads), tuple(lines))
