"""Rows with one answer each of an ordered or named set: pieces of a whole, in steps of one ink.

An answer that is `apart` (a different kind of answer) has its own bar at the right; blanks are the hollow
piece.
"""

from reports.release_format import Cell, Item, Row, Table

from .cells import Answer, answers, blanks, boxes, drawable, n_note, row_codes, row_label, withheld
from .compare import gap_sentence
from .context import ChartContext, Drawing
from .likert import piece
from .palette import STEPS
from .rows import banner_table, topline_table
from .scene import Axis, Bar, Panel, Strip, StripScene
from .wording import percent, quoted, said

BLANKS = "Not sure, does not apply or no answer"


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    shown = [row for group in table.groups for row in group.rows if row.is_shown]
    axis, apart_at = _axis(item, shown)
    key = _key(item, shown)
    if context.segment_id:
        panels = tuple(
            Panel(
                row_label(item, code),
                tuple(
                    _strip(item, group.row(code), group.label, True, apart_at) for group in drawable(table)
                ),
            )
            for code in row_codes(item, table)
        )
        scene = StripScene(axis, panels, key, boxes=boxes(table))
        return Drawing(scene, gap_sentence(item, table), banner_table(item, table, context))
    group = table.groups[0]
    strips = tuple(
        _strip(item, group.row(code), row_label(item, code), False, apart_at)
        for code in row_codes(item, table)
    )
    return Drawing(
        StripScene(axis, (Panel("", strips),), key),
        _sentence(item, shown),
        topline_table(item, group.rows, head="Case"),
    )


def _split(item: Item, row: Row) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
    found = answers(item, row)
    return tuple(a for a in found if not a.apart), tuple(a for a in found if a.apart)


def _axis(item: Item, rows: list[Row]) -> tuple[Axis, float]:
    """0–100 for the whole without what stands apart, a gap, then room for that; returns where it starts."""
    main = apart = 0.0
    for row in rows:
        together, alone = _split(item, row)
        main = max(main, 100 * sum(a.cell.share for a in (*together, *blanks(item, row))))
        apart = max(apart, 100 * sum(a.cell.share for a in alone))
    gap = 6.0 if apart else 0.0
    return Axis(0, main + gap + apart, zero=0), main + gap


def _steps(n: int) -> tuple[str, ...]:
    return STEPS.get(n) or tuple(STEPS[6][min(5, place * 6 // n)] for place in range(n))


def _key(item: Item, rows: list[Row]) -> tuple[tuple[str, str], ...]:
    together, alone = _split(item, rows[0])
    key = [*zip(_steps(len(together)), (a.label for a in together), strict=True)]
    if any(blanks(item, row) for row in rows):
        key.append(("void", BLANKS))
    return (*key, *(("2", f"{a.label}, set apart") for a in alone))


def _strip(item: Item, row: Row | None, label: str, with_n: bool, apart_at: float) -> Strip:
    reason = withheld(row)
    if row is None or reason:
        return Strip(label, withheld=reason)
    together, alone = _split(item, row)
    bars: list[Bar] = []
    position = 0.0
    for answer, tone in zip(together, _steps(len(together)), strict=True):
        bars.append(piece(answer, position, tone))
        position += 100 * answer.cell.share
    missing = sum(a.cell.share for a in blanks(item, row))
    if missing:
        bars.append(Bar(position, 100 * missing, "void", percent(missing), BLANKS))
    position = apart_at
    for answer in alone:
        bars.append(piece(answer, position, "2"))
        position += 100 * answer.cell.share
    note = n_note(row) if with_n else ("read with care" if row.status == "care" else "")
    return Strip(label, note, tuple(bars), care=row.status == "care")


def _sentence(item: Item, rows: list[Row]) -> str:
    """The strongest single answer over all rows."""
    best: tuple[Row, Answer] | None = None
    for row in rows:
        for answer in answers(item, row):
            if best is None or answer.cell.share > best[1].cell.share:
                best = row, answer
    if best is None:
        return "The answers in each case"
    cell: Cell = best[1].cell
    return (
        f"The most agreed: {quoted(best[1].label)} for {quoted(row_label(item, best[0].row), 80)}, "
        f"{said(cell.share)}"
    )
