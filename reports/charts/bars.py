"""Horizontal bars from zero with a thin interval: what single, multi, number, persona and ranking charts
share.
"""

from collections.abc import Callable, Iterable, Sequence

from reports.release_format import Item, Row, Table

from .cells import Answer, answers, blanks, boxes, drawable, in_a_word, n_note
from .context import TableView
from .letters import beside
from .scene import Axis, Bar, Panel, Strip, StripScene
from .wording import STAR, count, interval, percent, with_sign

Order = Callable[[Iterable[Answer]], tuple[Answer, ...]]


def axis_for(rows: Iterable[Row]) -> Axis:
    """From zero to the longest whisker, so that the longest bar leaves room for its number."""
    ends = [c.hi for row in rows if row.is_shown for c in row.cells]
    return Axis(0, max([5.0, *(100 * e for e in ends)]), zero=0)


def bar(answer: Answer, tone: str) -> Bar:
    cell = answer.cell
    return Bar(
        0,
        100 * cell.share,
        tone,
        with_sign(cell.share),
        answer.label,
        100 * cell.lo,
        100 * cell.hi,
        inside=False,
        letters=cell.letters,
    )


def topline(item: Item, row: Row, order: Order = tuple, *, icons: bool = False) -> StripScene:
    """The largest answer is highlighted if it clearly leads; blanks stand apart below a rule."""
    found, missing = order(answers(item, row)), blanks(item, row)
    leader = clear_leader(found)
    strips = [
        Strip(
            a.label,
            bars=(bar(a, "1" if a is leader else "rest"),),
            care=row.status == "care",
            icon=a.cell.code if icons else "",
        )
        for a in found
    ]
    strips += [
        Strip(a.label, bars=(bar(a, "rest"),), care=row.status == "care", apart=place == 0)
        for place, a in enumerate(missing)
    ]
    return StripScene(axis_for([row]), (Panel("", tuple(strips)),))


def clear_leader(found: Sequence[Answer]) -> Answer | None:
    """The largest answer, unless the interval of another reaches into its own: too close to call."""
    ranked = sorted(found, key=lambda a: -a.cell.share)
    if not ranked or any(a.cell.hi >= ranked[0].cell.lo for a in ranked[1:]):
        return None
    return ranked[0]


def banner(item: Item, table: Table, codes: Sequence[tuple[str, str]], *, icons: bool = False) -> StripScene:
    """One panel an answer, one strip a group, so that groups stand together. `codes`: (cell code, label)."""
    groups = drawable(table)
    panels = []
    for code, label in codes:
        strips = []
        for group in groups:
            row = group.rows[0]
            cell = row.cell(code)
            if cell is None:
                continue
            mark = bar(Answer(f"{label}, {group.label}", cell), "1")
            strips.append(Strip(group.label, n_note(row), (mark,), care=row.status == "care"))
        panels.append(Panel(label, tuple(strips)))
    rows = [g.rows[0] for g in groups]
    return StripScene(axis_for(rows), tuple(panels), boxes=boxes(table))


def topline_table(
    item: Item, row: Row, order: Order = tuple, *, caption: str, head: str = "Answer"
) -> TableView:
    found = (*order(answers(item, row)), *blanks(item, row))
    rows = tuple(
        (a.label, count(a.cell.count), percent(a.cell.share), interval(a.cell.lo, a.cell.hi)) for a in found
    )
    star = f" {STAR}" if any(r[2] == "*" for r in rows) else ""
    return TableView(f"{caption}{star}", (head, "Count", "%", "95 % interval"), rows)


def banner_table(table: Table, codes: Sequence[tuple[str, str]], *, caption: str, head: str) -> TableView:
    """Groups are rows, answers are columns; each cell carries its interval."""
    rows = []
    for group in table.groups:
        row = group.rows[0]
        if row.is_shown:
            cells = tuple(with_interval(row, code) for code, _label in codes)
            rows.append((group.label, *cells, count(row.base) + (" (care)" if row.status == "care" else "")))
        else:
            rows.append((group.label, *("–" for _ in codes), in_a_word(row)))
    star = f" {STAR}" if any("*" in c for r in rows for c in r[1:]) else ""
    return TableView(f"{caption}{star}", (head, *(label for _code, label in codes), "n"), tuple(rows))


def with_interval(row: Row, code: str) -> str:
    """ "34 (31–37)", with the letters that it has; a dash if the row has no such cell."""
    cell = row.cell(code)
    if cell is None:
        return "–"
    return beside(f"{percent(cell.share)} ({interval(cell.lo, cell.hi)})", cell.letters)
