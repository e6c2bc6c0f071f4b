"""A scale of 0 to 10: its distribution, the mean, and the net promoter score where the question has one."""

from reports.release_format import Estimate, Item, Table

from . import bars, distribution, means
from .cells import blanks
from .context import ChartContext, Drawing
from .single import base_words
from .wording import number, number_interval, said, signed


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    if context.segment_id:
        return means.banner(item, table, context)
    row = table.groups[0].rows[0]
    mean, nps = row.stats.get("mean"), row.stats.get("nps")
    notes = []
    if isinstance(mean, Estimate):
        notes.append(f"Mean {number(mean.value)} (95 % interval {number_interval(mean)}).")
    if isinstance(nps, Estimate):
        notes.append(
            f"Net promoter score {signed(nps.value)} (95 % interval {signed(nps.lo)} to {signed(nps.hi)}): "
            "share of 9 and 10 minus share of 0 to 6."
        )
    notes += [f"{a.label}: {said(a.cell.share)}." for a in blanks(item, row)]
    top = f"{item.scale.max:g}" if item.scale else "10"
    sentence = "The answers on the scale"
    if isinstance(nps, Estimate):
        sentence = f"A net promoter score of {signed(nps.value)}"
        if nps.lo <= 0 <= nps.hi:
            sentence += ", not clearly different from zero"
    elif isinstance(mean, Estimate):
        sentence = f"{number(mean.value)} out of {top} on average"
    return Drawing(
        distribution.scene(item, row, 1, bins=False),
        sentence,
        bars.topline_table(item, row, caption=f"{base_words(row)} Counts are rounded to 5.", head="Value"),
        notes=tuple(notes),
        whiskers="Thin lines and the pale band round the mean",
    )
