"""One story told in several versions: per version the share who see a problem, with its interval; the mean at
the end.
"""

from reports.release_format import Estimate, Item, Row, Table

from . import letters
from .cells import boxes, drawable, label_of, n_note, row_codes, row_label, withheld
from .context import ChartContext, Drawing, TableView
from .rows import _codes as cell_codes
from .rows import _line as cells_line
from .scene import Axis, Panel, Point, Strip, StripScene
from .wording import interval, number, percent, quoted, said, with_sign

AXIS = Axis(0, 100, ticks=((0, "0"), (25, "25"), (50, "50"), (75, "75"), (100, "100%")))


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    what = _problem(item)
    notes = (
        f"Dots: share who answered {what}. At the end: the mean, 1 to {_top(item)}. Each person read one "
        "version, drawn by lot.",
    )
    if context.segment_id:
        panels = tuple(
            Panel(
                row_label(item, code),
                tuple(_strip(g.row(code), g.label, n_note) for g in drawable(table)),
            )
            for code in row_codes(item, table)
        )
        scene = StripScene(AXIS, panels, end_title="Mean", boxes=boxes(table))
        pairs = [
            (row_label(item, code), g.label, g.row(code))
            for code in row_codes(item, table)
            for g in table.groups
        ]
        lines = tuple((f"{version} / {label}", *_line(item, table, row)) for version, label, row in pairs)
        head = (f"Version / {context.segment_name}", *_head(item, table))
        return Drawing(
            scene, _gap(item, table), TableView(CAPTION, head, lines), notes=notes, whiskers="Thin lines"
        )
    group = table.groups[0]
    strips = tuple(_strip(group.row(code), row_label(item, code), n_note) for code in row_codes(item, table))
    rows = tuple(
        (row_label(item, code), *_line(item, table, group.row(code))) for code in row_codes(item, table)
    )
    return Drawing(
        StripScene(AXIS, (Panel("", strips),), end_title="Mean"),
        _sentence(item, group.rows),
        TableView(CAPTION, ("Version", *_head(item, table)), rows),
        notes=notes,
        whiskers="Thin lines",
    )


CAPTION = "Percent, with intervals; one version to a person."


def _problem(item: Item) -> str:
    """The two strongest answers, in words."""
    labels = [o.label for o in item.options if not o.missing][-2:]
    return " or ".join(f"“{label}”" for label in labels)


def _top(item: Item) -> str:
    values = [o.value for o in item.options if not o.missing and o.value is not None]
    return number(max(values), 0) if values else "4"


def _strip(row: Row | None, label: str, note: object) -> Strip:
    reason = withheld(row)
    share = row.stats.get("share_problem") if row is not None else None
    if row is None or reason or not isinstance(share, Estimate):
        return Strip(label, withheld=reason or "No estimate was released for this version.")
    mean = row.stats.get("mean")
    point = Point(100 * share.value, with_sign(share.value), label, 100 * share.lo, 100 * share.hi)
    return Strip(
        label,
        n_note(row) if note else "",
        points=(point,),
        end=number(mean.value) if isinstance(mean, Estimate) else "",
        care=row.status == "care",
    )


def _head(item: Item, table: Table) -> tuple[str, ...]:
    codes = cell_codes(item, (row for group in table.groups for row in group.rows))
    return ("Problem", "Mean", *(label_of(item, code) for code in codes), "n")


def _line(item: Item, table: Table, row: Row | None) -> tuple[str, ...]:
    codes = cell_codes(item, (r for group in table.groups for r in group.rows))
    share = row.stats.get("share_problem") if row is not None and row.is_shown else None
    mean = row.stats.get("mean") if row is not None and row.is_shown else None
    return (
        f"{percent(share.value)} ({interval(share.lo, share.hi)})" if isinstance(share, Estimate) else "–",
        number(mean.value) if isinstance(mean, Estimate) else "–",
        *cells_line(row, codes, False),
    )


def _shares(rows: tuple[Row, ...]) -> list[tuple[Row, Estimate]]:
    return [
        (row, share)
        for row in rows
        if row.is_shown and isinstance(share := row.stats.get("share_problem"), Estimate)
    ]


def _sentence(item: Item, rows: tuple[Row, ...]) -> str:
    found = _shares(rows)
    if len(found) < 2:
        return "How much of a problem is it?"
    low, high = min(found, key=lambda f: f[1].value), max(found, key=lambda f: f[1].value)
    spread = f"{said(low[1].value)} to {said(high[1].value)} see a problem"
    if low[1].hi >= high[1].lo:
        return f"{spread[0].upper()}{spread[1:]} across the versions, which do not clearly differ"
    return f"{spread[0].upper()}{spread[1:]}, depending on the version they read"


def _gap(item: Item, table: Table) -> str:
    """The widest gap between groups on the share who see a problem, within one version."""
    best: tuple[float, bool, str] | None = None
    for code in row_codes(item, table):
        found = [
            (letters.bare(g.label), s)
            for g in table.groups
            for _row, s in _shares(tuple(r for r in g.rows if r.row == code))
        ]
        if len(found) < 2:
            continue
        low, high = min(found, key=lambda f: f[1].value), max(found, key=lambda f: f[1].value)
        clear = low[1].hi < high[1].lo
        text = (
            f"{quoted(row_label(item, code), 70)}: {said(high[1].value)} of {quoted(high[0], 40)} see a "
            f"problem, {said(low[1].value)} of {quoted(low[0], 40)}"
        )
        if best is None or (clear, high[1].value - low[1].value) > (best[1], best[0]):
            best = high[1].value - low[1].value, clear, text
    if best is None:
        return "Too few people in each group and version to compare"
    return (
        f"The groups differ most on {best[2]}" if best[1] else "No group stands clearly apart on any version"
    )
