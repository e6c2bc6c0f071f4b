"""Several answers at once: bars of people, largest first, 'none' last."""

from reports.release_format import Item, Table

from . import bars
from .cells import answers, by_size
from .compare import gap_sentence
from .context import ChartContext, Drawing
from .single import WHISKERS, base_words, codes_of, notes
from .wording import quoted, said

SUMS = "Several answers were possible, so the shares may add up to more than 100."


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    if context.segment_id:
        codes = codes_of(item, table)
        return Drawing(
            bars.banner(item, table, codes),
            gap_sentence(item, table),
            bars.banner_table(
                table,
                codes,
                caption="Percent of people with a valid answer, with intervals.",
                head=context.segment_name,
            ),
            notes=(SUMS,),
            whiskers=WHISKERS,
        )
    row = table.groups[0].rows[0]
    ranked = [a for a in by_size(answers(item, row)) if not a.anchor]
    sentence = "No answers to compare"
    if ranked:
        top = ranked[0]
        sentence = f"{quoted(top.label)} is named by {said(top.cell.share)}"
        if len(ranked) > 1:
            sentence += f", {quoted(ranked[1].label)} by {said(ranked[1].cell.share)}"
    caption = f"{base_words(row)} Percent of people; counts are rounded to 5."
    return Drawing(
        bars.topline(item, row, by_size),
        sentence,
        bars.topline_table(item, row, by_size, caption=caption),
        notes=(SUMS, *notes(item, row)),
        whiskers=WHISKERS,
    )
