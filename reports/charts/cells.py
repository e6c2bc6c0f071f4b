"""Reading a released table: which cells stand for what, which rows may be drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.release_format import NO_ANSWER_CELL, Cell, Group, Item, Row, Table

from .scene import Box

FEW = "Fewer than 30 people in this group answered, so we draw nothing."
HIDDEN = "Fewer than 10 people in this group answered, so we show nothing at all."


@dataclass(frozen=True, slots=True)
class Answer:
    """A cell with the words that belong to it."""

    label: str
    cell: Cell
    apart: bool = False
    anchor: bool = False


def label_of(item: Item, code: str) -> str:
    """The option's or column's label; "No answer" for blanks; the code itself if it is unknown.

    A value of a scale keeps its number: "0, Very uncomfortable".
    """
    option = item.option(code)
    if option is not None and item.kind == "slider" and option.value is not None:
        value = f"{option.value:g}"
        return value if option.label == value else f"{value}, {option.label}"
    known = {o.code: o.label for o in item.options} | {c.code: c.label for c in item.columns}
    return known.get(code, "No answer" if code == NO_ANSWER_CELL else code)


def answers(item: Item, row: Row) -> tuple[Answer, ...]:
    """The substantive cells of a row, in questionnaire order."""
    return tuple(a for a, missing in _all(item, row) if not missing)


def blanks(item: Item, row: Row) -> tuple[Answer, ...]:
    """No answer, not sure, does not apply, prefer not to say."""
    return tuple(a for a, missing in _all(item, row) if missing)


def _all(item: Item, row: Row) -> Iterator[tuple[Answer, bool]]:
    known = {o.code: o for o in item.options}
    columns = {c.code: c for c in item.columns}
    order = {code: place for place, code in enumerate([*known, *columns])}
    for cell in sorted(row.cells, key=lambda c: order.get(c.code, len(order))):
        option, column = known.get(cell.code), columns.get(cell.code)
        missing = cell.missing or bool(option and option.missing) or bool(column and column.missing)
        anchor = bool(option and option.anchor) or bool(column and column.anchor)
        yield Answer(label_of(item, cell.code), cell, bool(option and option.apart), anchor), missing


def by_size(found: Iterable[Answer]) -> tuple[Answer, ...]:
    """Largest first; anchored answers ("none of these") stay last in their order."""
    found = tuple(found)
    return (
        *sorted((a for a in found if not a.anchor), key=lambda a: -a.cell.share),
        *(a for a in found if a.anchor),
    )


def row_label(item: Item, code: str | None) -> str:
    return next((r.label for r in item.rows if r.code == code), code or "")


def row_codes(item: Item, table: Table) -> tuple[str | None, ...]:
    """Row codes in the item's order; (None,) for an item without rows."""
    present = {row.row for group in table.groups for row in group.rows}
    ordered = tuple(r.code for r in item.rows if r.code in present)
    return ordered or (None,)


def all_rows(table: Table) -> tuple[Row, ...]:
    return tuple(row for group in table.groups for row in group.rows)


def withheld(row: Row | None) -> str:
    """The sentence in place of marks, or "" if the row may be drawn."""
    if row is None or row.status == "hidden":
        return HIDDEN
    return FEW if row.status == "few" else ""


def drawable(table: Table) -> tuple[Group, ...]:
    """Groups with at least one row that may be drawn."""
    return tuple(g for g in table.groups if any(row.is_shown for row in g.rows))


def boxes(table: Table) -> tuple[Box, ...]:
    """One box for each group of which nothing may be drawn."""
    return tuple(
        Box(
            "Too few to show",
            f"{g.label}: {FEW[0].lower()}{FEW[1:]}"
            if _few(g)
            else f"{g.label}: {HIDDEN[0].lower()}{HIDDEN[1:]}",
        )
        for g in table.groups
        if not any(row.is_shown for row in g.rows)
    )


def _few(group: Group) -> bool:
    return any(row.status == "few" for row in group.rows)


def n_note(row: Row) -> str:
    """ "n = 520", with the warning that belongs to 30–49."""
    text = f"n\u00a0=\u00a0{row.base:,}" if row.base is not None else ""
    return f"{text}, read with care" if row.status == "care" else text


@dataclass(frozen=True, slots=True)
class Gap:
    """The widest difference between two groups on one cell."""

    row: str | None
    label: str
    low: float
    low_group: str
    high: float
    high_group: str
    clear: bool
    """The two intervals do not overlap."""


def widest_gap(item: Item, table: Table) -> Gap | None:
    """Over every row and substantive cell; gaps whose intervals do not overlap come first. None with under
    two groups.
    """
    best: Gap | None = None
    for code in row_codes(item, table):
        rows = [(g.label, row) for g in table.groups if (row := g.row(code)) and row.is_shown]
        for answer in answers(item, rows[0][1]) if len(rows) > 1 else ():
            found = [(label, c) for label, row in rows if (c := row.cell(answer.cell.code))]
            low = min(found, key=lambda f: f[1].share)
            high = max(found, key=lambda f: f[1].share)
            gap = Gap(
                code, answer.label, low[1].share, low[0], high[1].share, high[0], low[1].hi < high[1].lo
            )
            if best is None or (gap.clear, gap.high - gap.low) > (best.clear, best.high - best.low):
                best = gap
    return best
