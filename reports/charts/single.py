"""One answer of several: bars in questionnaire order, blanks apart, a clear leader highlighted."""

from collections.abc import Iterable

from reports.release_format import Item, Row, Table

from . import bars
from .cells import Answer, answers, blanks
from .compare import gap_sentence
from .context import ChartContext, Drawing
from .wording import count, quoted, said

WHISKERS = "Thin lines"


def leading(found: Iterable[Answer], noun: str = "answer") -> str:
    """Which answer is largest, and whether the interval lets us say so."""
    ranked = sorted(found, key=lambda a: -a.cell.share)
    if not ranked:
        return "No answers to compare"
    first = ranked[0]
    if len(ranked) == 1:
        return f"{quoted(first.label)}: {said(first.cell.share)}"
    close = [a for a in ranked[1:] if a.cell.hi >= first.cell.lo]
    top = f"{quoted(first.label)} ({said(first.cell.share)})"
    if not close:
        return f"{quoted(first.label)} is the most common {noun}, with {said(first.cell.share)}"
    second = f"{quoted(close[0].label)} ({said(close[0].cell.share)})"
    if len(close) == 1:
        return f"{top} and {second} come out on top, too close to call"
    return f"No single {noun} stands out: {top} and {second} are the largest of several close together"


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    if context.segment_id:
        codes = codes_of(item, table)
        return Drawing(
            bars.banner(item, table, codes),
            gap_sentence(item, table),
            bars.banner_table(
                table, codes, caption="Percent of valid answers, with intervals.", head=context.segment_name
            ),
            whiskers=WHISKERS,
        )
    row = table.groups[0].rows[0]
    caption = f"{base_words(row)} Counts are rounded to 5."
    return Drawing(
        bars.topline(item, row),
        leading(answers(item, row)),
        bars.topline_table(item, row, caption=caption),
        notes=notes(item, row),
        whiskers=WHISKERS,
    )


def codes_of(item: Item, table: Table) -> tuple[tuple[str, str], ...]:
    """(code, label) of the substantive answers of a banner."""
    rows = [row for group in table.groups for row in group.rows if row.is_shown]
    return tuple((a.cell.code, a.label) for a in answers(item, rows[0])) if rows else ()


def base_words(row: Row) -> str:
    return f"Base {count(row.base)}."


def notes(item: Item, row: Row) -> tuple[str, ...]:
    if row.valid is None or row.valid == row.base or not blanks(item, row):
        return ()
    return (f"{count(row.valid)} of them gave a substantive answer; the others stand below the rule.",)
