"""A number asked for: its bands as bars, the median and mean in words; groups by their mean."""

from reports.release_format import Estimate, Item, Table

from . import bars, means
from .cells import answers
from .context import ChartContext, Drawing
from .single import WHISKERS, base_words, leading, notes
from .wording import number, number_interval


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    if context.segment_id:
        return means.banner(item, table, context)
    row = table.groups[0].rows[0]
    said = []
    median, mean = row.stats.get("median"), row.stats.get("mean")
    if isinstance(median, int | float):
        said.append(f"Median {number(median, 0 if float(median).is_integer() else 1)}.")
    if isinstance(mean, Estimate):
        said.append(f"Mean {number(mean.value)} (95 % interval {number_interval(mean)}).")
    sentence = leading(answers(item, row))
    if isinstance(median, int | float):
        sentence = f"Half gave {number(median, 0 if float(median).is_integer() else 1)} or less"
    return Drawing(
        bars.topline(item, row),
        sentence,
        bars.topline_table(item, row, caption=f"{base_words(row)} Counts are rounded to 5."),
        notes=(*said, *notes(item, row)),
        whiskers=WHISKERS,
    )
