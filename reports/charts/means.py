"""Groups by their mean: a dot and its interval on the item's own scale."""

from reports.release_format import Estimate, Item, Table

from .cells import boxes, drawable, in_a_word, n_note
from .compare import means_sentence
from .context import ChartContext, Drawing, TableView
from .scene import Axis, Panel, Point, Strip, StripScene
from .wording import count, number, number_interval


def decimals(item: Item) -> int:
    """Indices are whole numbers, other means have one decimal."""
    return 0 if item.kind == "index" else 1


def banner(item: Item, table: Table, context: ChartContext) -> Drawing:
    places = decimals(item)
    low, high = (item.scale.min, item.scale.max) if item.scale else (0.0, 100.0)
    strips, spread, rows = [], [], []
    for group in table.groups:
        row = group.rows[0]
        mean = row.stats.get("mean")
        if not row.is_shown or not isinstance(mean, Estimate):
            rows.append((group.label, "–", "–", in_a_word(row)))
            continue
        point = Point(mean.value, number(mean.value, places), group.label, mean.lo, mean.hi)
        strips.append(Strip(group.label, n_note(row), points=(point,), care=row.status == "care"))
        spread.append((group.label, mean.value, mean.lo, mean.hi))
        n = count(row.base) + (" (care)" if row.status == "care" else "")
        rows.append((group.label, number(mean.value, places), number_interval(mean, places), n))
    if item.kind == "number" and drawable(table):
        high = max(hi for _label, _value, _lo, hi in spread) * 1.15 if spread else high
        low = 0.0
    middle = (low + high) / 2
    ticks = (
        (low, number(low, 0)),
        (middle, number(middle, 0 if middle == int(middle) else 1)),
        (high, number(high, 0)),
    )
    axis = Axis(low, high, ticks=ticks if item.kind != "number" else ())
    return Drawing(
        StripScene(axis, (Panel("", tuple(strips)),), boxes=boxes(table)),
        means_sentence(spread, "{:." + str(places) + "f}"),
        TableView(
            "Means of valid answers.", (context.segment_name, "Mean", "95 % interval", "n"), tuple(rows)
        ),
        whiskers="Thin lines",
    )
