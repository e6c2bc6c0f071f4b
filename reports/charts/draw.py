"""The one door: an item and a table in, a finished chart out."""

import re
from collections.abc import Callable, Mapping

from reports.release_format import Item, Kind, Table

from . import (
    figure,
    file,
    grid,
    index,
    likert,
    matrix,
    multi,
    number,
    page,
    persona,
    ranking,
    single,
    slider,
    text,
    vignette,
)
from .cells import all_rows, withheld
from .chart import Chart, ChartContext, Drawing
from .description import alt_text
from .scene import DiscScene, NoScene
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
    scene = drawing.scene
    reason = scene.reason if isinstance(scene, NoScene) else ""
    note = base(item, context, rows, table.base_kind if table else "", drawing.whiskers, drawing.notes)
    return Chart(
        uid=uid,
        kind=item.kind,
        sentence=drawing.sentence,
        wording=words,
        base=note,
        alt=reason or alt_text(drawing.sentence, scene, context),
        key=page.key(scene),
        marks="" if reason else page.markup(scene, uid),
        svg="" if reason else file.document(scene, uid, drawing.sentence, words, note, context),
        table=drawing.table,
        spec={} if reason else figure.figure(scene, drawing.sentence, words, note, context),
        is_demo=context.is_demo,
        reason=reason,
        boxes=page.boxes(scene),
        is_table=isinstance(scene, DiscScene),
    )
