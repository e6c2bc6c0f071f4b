"""The four boundary personas: shares with the mark of each."""

from reports.release_format import Estimate, Item, Table

from . import bars
from .cells import answers
from .compare import gap_sentence
from .context import ChartContext, Drawing
from .single import WHISKERS, base_words, codes_of, leading
from .wording import interval, said

BORDER = "{} stand within one step of a line between two personas (interval {} percent)."


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    if context.segment_id:
        codes = codes_of(item, table)
        return Drawing(
            bars.banner(item, table, codes, icons=True),
            gap_sentence(item, table),
            bars.banner_table(
                table, codes, caption="Percent of valid answers, with intervals.", head=context.segment_name
            ),
            whiskers=WHISKERS,
        )
    row = table.groups[0].rows[0]
    border = row.stats.get("borderline")
    notes = (
        (BORDER.format(said(border.value).capitalize(), interval(border.lo, border.hi)),)
        if isinstance(border, Estimate)
        else ()
    )
    return Drawing(
        bars.topline(item, row, icons=True),
        leading(answers(item, row), "persona"),
        bars.topline_table(item, row, caption=f"{base_words(row)} Counts are rounded to 5.", head="Persona"),
        notes=notes,
        whiskers=WHISKERS,
    )
