"""Reading a released table: which cells stand for what, which rows may be drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.release_format import NO_ANSWER_CELL, Cell, Group, Item, Row, Table

from . import letters
from .scene import Box

FEW = "Fewer than 30 people in this group answered, so we draw nothing."
HIDDEN = "Fewer than 10 people in this group answered, so we show nothing at all."
WITHHELD = "This group is hidden so that another group can’t be worked out by subtraction."
SHORT = {FEW: "too few to show", HIDDEN: "too few to show", WITHHELD: "hidden to protect another group"}
"""The same in a few words, where there is no room for a sentence."""


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
    if row is None:
        return HIDDEN
    return {"hidden": HIDDEN, "few": FEW, "withheld": WITHHELD}.get(row.status, "")


def in_short(reason: str) -> str:
    """What stands in place of marks, from the sentence of `withheld`."""
    return SHORT.get(reason, "too few to show")


def in_a_word(row: Row | None) -> str:
    """In place of n in a table."""
    return {"few": "too few", "withheld": "withheld"}.get(row.status if row else "", "hidden")


def drawable(table: Table) -> tuple[Group, ...]:
    """Groups with at least one row that may be drawn."""
    return tuple(g for g in table.groups if any(row.is_shown for row in g.rows))


def boxes(table: Table) -> tuple[Box, ...]:
    """One box for each group of which nothing may be drawn."""
    found = []
    for group in table.groups:
        if not any(row.is_shown for row in group.rows):
            reason = _reason(group)
            title = in_short(reason)
            found.append(Box(title[0].upper() + title[1:], f"{group.label}: {reason[0].lower()}{reason[1:]}"))
    return tuple(found)


def _reason(group: Group) -> str:
    """The one that says most where the rows have several."""
    found = {withheld(row) for row in group.rows}
    return next((reason for reason in (FEW, WITHHELD) if reason in found), HIDDEN)


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
    """A letter says so; in a table without letters, the two intervals do not overlap."""


def widest_gap(item: Item, table: Table) -> Gap | None:
    """Over every row and substantive cell; clear gaps come first. None with under two groups."""
    best: Gap | None = None
    tested = letters.has(table)
    for code in row_codes(item, table):
        rows = [(g.label, row) for g in table.groups if (row := g.row(code)) and row.is_shown]
        for answer in answers(item, rows[0][1]) if len(rows) > 1 else ():
            found = [(label, c) for label, row in rows if (c := row.cell(answer.cell.code))]
            low = min(found, key=lambda f: f[1].share)
            high = max(found, key=lambda f: f[1].share)
            pairs = [(low, high, not tested and low[1].hi < high[1].lo)]
            # The group with the lowest share may be too small for a test; a letter names its own pair.
            pairs += (
                [(a, b, True) for b in found for a in found if a[0][:1] in b[1].letters] if tested else []
            )
            for lower, higher, clear in pairs:
                names = letters.bare(lower[0]), letters.bare(higher[0])
                gap = Gap(code, answer.label, lower[1].share, names[0], higher[1].share, names[1], clear)
                if best is None or (gap.clear, gap.high - gap.low) > (best.clear, best.high - best.low):
                    best = gap
    return best
