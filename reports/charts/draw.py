"""The one door: an item and a table in, a finished chart out."""

import re
from collections.abc import Callable, Mapping

from reports.release_format import Item, Kind, Table

from . import (
    grid,
    index,
    likert,
    matrix,
    multi,
    number,
    persona,
    ranking,
    single,
    slider,
    text,
    vignette,
)
from .cells import all_rows, withheld
from .chart import Chart
from .context import ChartContext, Drawing
from .letters import marked
from .wording import base, wording

Draw = Callable[[Item, Table, ChartContext], Drawing]

KINDS: Mapping[Kind, Draw] = {
    "single": single.draw,
    "multi": multi.draw,
    "likert": likert.draw,
    "matrix": matrix.draw,
    "grid": grid.draw,
    "ranking": ranking.draw,
    "slider": slider.draw,
    "number": number.draw,
    "vignette": vignette.draw,
    "persona": persona.draw,
    "index": index.draw,
}


def draw(item: Item, table: Table | None, context: ChartContext) -> Chart:
    """Never fails for a released item: what may not be drawn becomes a reason."""
    if table is not None and context.segment_id:
        table = marked(table)
    rows = all_rows(table) if table else ()
    kind = KINDS.get(item.kind)
    if table is None or kind is None:
        drawing = text.draw(item)
    elif not any(row.is_shown and row.cells for row in rows):
        drawing = text.draw(item, withheld(rows[0]) if rows else "")
    else:
        drawing = kind(item, table, context)
    uid = re.sub(
        r"[^A-Za-z0-9_-]", "-", f"c-{item.id}" + (f"-by-{context.segment_id}" if context.segment_id else "")
    )
    words = wording(item, context)
    note = base(item, context, table, drawing.whiskers, drawing.notes)
    return Chart(uid, item.kind, drawing.scene, drawing.sentence, words, note, drawing.table, context)
