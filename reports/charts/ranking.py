"""Up to three in order: a pale bar for being ranked at all, a strong one for first place, the mean rank at
the end.
"""

from reports.release_format import Item, Row, Table

from .bars import axis_for
from .cells import Answer, answers, blanks, boxes, drawable, in_a_word, n_note
from .compare import gap_sentence
from .context import ChartContext, Drawing, TableView
from .letters import beside
from .scene import Bar, Panel, Strip, StripScene
from .single import WHISKERS, base_words, codes_of
from .wording import STAR, count, interval, number, percent, quoted, said, with_sign

KEY = (("1", "first place"), ("heat-2", "ranked at all"))
HEAD = ("Ranked at all, %", "95 % interval", "First, %", "95 % interval", "Mean rank", "Borda, 0 to 100", "n")


def _strip(answer: Answer, label: str, note: str, care: bool) -> Strip:
    cell = answer.cell
    ranked = Bar(
        0,
        100 * cell.share,
        "heat-2",
        with_sign(cell.share),
        f"{label}, ranked at all",
        100 * cell.lo,
        100 * cell.hi,
        inside=False,
        letters=cell.letters,
    )
    bars = [ranked]
    if cell.first is not None:
        bars.append(
            Bar(
                0,
                100 * cell.first,
                "1",
                percent(cell.first),
                f"{label}, first place",
                _points(cell.first_lo),
                _points(cell.first_hi),
                slim=True,
            )
        )
    end = "" if cell.mean_rank is None else number(cell.mean_rank)
    return Strip(label, note, tuple(bars), end=end, care=care)


def _points(share: float | None) -> float | None:
    return None if share is None else 100 * share


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    groups = drawable(table)
    axis = axis_for(g.rows[0] for g in groups)
    if context.segment_id:
        codes = codes_of(item, table)
        panels = []
        for code, label in codes:
            found = [(g, c) for g in groups if (c := g.rows[0].cell(code))]
            strips = tuple(
                _strip(Answer(label, c), g.label, n_note(g.rows[0]), g.rows[0].status == "care")
                for g, c in found
            )
            panels.append(Panel(label, strips))
        rows = tuple(
            (f"{label} / {g.label}", *_line(g.rows[0], code)) for code, label in codes for g in table.groups
        )
        return Drawing(
            StripScene(axis, tuple(panels), KEY, "Mean rank", boxes(table)),
            gap_sentence(item, table),
            TableView(
                "Percent of people who ranked anything." + _star(rows),
                (f"Option / {context.segment_name}", *HEAD),
                rows,
            ),
            whiskers=WHISKERS,
        )
    row = groups[0].rows[0]
    ranked = sorted(answers(item, row), key=lambda a: -(a.cell.first or 0))
    strips = tuple(_strip(a, a.label, "", row.status == "care") for a in ranked)
    rows = tuple((a.label, *_line(row, a.cell.code)) for a in ranked)
    rows += tuple(
        (a.label, percent(a.cell.share), interval(a.cell.lo, a.cell.hi), "–", "–", "–", "–", count(row.base))
        for a in blanks(item, row)
    )
    return Drawing(
        StripScene(axis, (Panel("", strips),), KEY, "Mean rank"),
        _sentence(ranked),
        TableView(f"{base_words(row)} Percent of people." + _star(rows), ("Option", *HEAD), rows),
        notes=("Mean rank among those who ranked it; 1 is first.",),
        whiskers=WHISKERS,
    )


def _line(row: Row, code: str) -> tuple[str, ...]:
    cell = row.cell(code)
    if cell is None:
        return (*("–" for _ in HEAD[:-1]), in_a_word(row))
    first = "–" if cell.first is None else percent(cell.first)
    between = (
        "–" if cell.first_lo is None or cell.first_hi is None else interval(cell.first_lo, cell.first_hi)
    )
    return (
        beside(percent(cell.share), cell.letters),
        interval(cell.lo, cell.hi),
        first,
        between,
        "–" if cell.mean_rank is None else number(cell.mean_rank),
        "–" if cell.borda is None else number(cell.borda, 0),
        count(row.base) + (" (care)" if row.status == "care" else ""),
    )


def _sentence(ranked: list[Answer]) -> str:
    if not ranked:
        return "What matters most, in order"
    top = ranked[0]
    text = f"{quoted(top.label)} comes first for {said(top.cell.first or 0)}"
    rival = ranked[1].cell if len(ranked) > 1 else None
    if (
        rival
        and rival.first_hi is not None
        and top.cell.first_lo is not None
        and rival.first_hi >= top.cell.first_lo
    ):
        text += f", too close to {quoted(ranked[1].label)} to call"
    return text


def _star(rows: tuple[tuple[str, ...], ...]) -> str:
    return f" {STAR}" if any("*" in cell for row in rows for cell in row[1:]) else ""
