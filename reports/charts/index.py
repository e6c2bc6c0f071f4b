"""A computed index: ten bins and the mean with its interval."""

from reports.release_format import Estimate, Item, Table

from . import bars, distribution, means
from .context import ChartContext, Drawing
from .single import base_words
from .wording import number, number_interval


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    if context.segment_id:
        return means.banner(item, table, context)
    row = table.groups[0].rows[0]
    mean = row.stats.get("mean")
    sentence = item.text
    notes: tuple[str, ...] = ()
    if isinstance(mean, Estimate) and item.scale:
        sentence = (
            f"{number(mean.value, 0)} on average, on a scale from {number(item.scale.min, 0)} to "
            f"{number(item.scale.max, 0)}"
        )
        notes = (f"Mean {number(mean.value, 0)} (95 % interval {number_interval(mean, 0)}).",)
    return Drawing(
        distribution.scene(item, row, 0, bins=True),
        sentence,
        bars.topline_table(item, row, caption=f"{base_words(row)} Counts are rounded to 5.", head="Index"),
        notes=notes,
        whiskers="Thin lines and the pale band round the mean",
    )
