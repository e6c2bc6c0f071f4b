"""Statements on an ordered scale: bars diverge from the middle, the neutral answer stands apart, the net at
the end.
"""

from dataclasses import dataclass

from reports.release_format import Estimate, Item, Row, Table

from .cells import Answer, answers, blanks, boxes, drawable, n_note, row_codes, row_label, withheld
from .compare import gap_sentence
from .context import ChartContext, Drawing
from .rows import banner_table, topline_table
from .scene import Axis, Bar, Panel, Strip, StripScene
from .wording import net_points, percent, quoted, said


@dataclass(frozen=True, slots=True)
class Halves:
    """A scale cut at its middle. Left: farthest from the middle first."""

    left: tuple[Answer, ...]
    middle: tuple[Answer, ...]
    right: tuple[Answer, ...]


def halves(found: tuple[Answer, ...]) -> Halves:
    half = len(found) // 2
    return Halves(found[:half], found[half : len(found) - half], found[len(found) - half :])


def draw(item: Item, table: Table, context: ChartContext) -> Drawing:
    shown = [row for group in table.groups for row in group.rows if row.is_shown]
    axis, neutral_at = _axis(item, shown)
    key = _key(item, shown[0])
    net = NET.format(*_ends(item, shown[0]))
    if context.segment_id:
        panels = tuple(
            Panel(
                row_label(item, code),
                tuple(
                    _strip(item, group.row(code), group.label, n_note, neutral_at)
                    for group in drawable(table)
                ),
            )
            for code in row_codes(item, table)
        )
        scene = StripScene(axis, panels, key, "Net", boxes(table))
        return Drawing(
            scene, gap_sentence(item, table), banner_table(item, table, context, net=True), notes=(net,)
        )
    group = table.groups[0]
    strips = tuple(
        _strip(item, group.row(code), row_label(item, code), None, neutral_at)
        for code in row_codes(item, table)
    )
    return Drawing(
        StripScene(axis, (Panel("", strips),), key, "Net"),
        _sentence(item, group.rows),
        topline_table(item, group.rows, head="Statement", net=True),
        notes=(net, *_blank_notes(item, shown)),
    )


NET = "Net is the two answers towards “{}” minus the two towards “{}”, among valid answers."


def _ends(item: Item, row: Row) -> tuple[str, str]:
    found = answers(item, row)
    return (found[-1].label, found[0].label) if found else ("", "")


def _tones(parts: Halves) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ends are strong, everything nearer to the middle is lighter."""
    left = tuple("neg-2" if place == 0 else "neg-1" for place in range(len(parts.left)))
    right = tuple("pos-2" if place == len(parts.right) - 1 else "pos-1" for place in range(len(parts.right)))
    return left, right


def _key(item: Item, row: Row) -> tuple[tuple[str, str], ...]:
    parts = halves(answers(item, row))
    left, right = _tones(parts)
    return (
        *zip(left, (a.label for a in parts.left), strict=True),
        *zip(right, (a.label for a in parts.right), strict=True),
        *(("mid-0", f"{a.label}, set apart") for a in parts.middle),
    )


def _axis(item: Item, rows: list[Row]) -> tuple[Axis, float]:
    """One scale for all rows: left half, right half, then a gap and room for the neutral answer, which starts
    there.
    """
    sums = [
        tuple(100 * sum(a.cell.share for a in side) for side in (parts.left, parts.right, parts.middle))
        for parts in (halves(answers(item, row)) for row in rows)
    ]
    left, right, middle = (max((s[side] for s in sums), default=0.0) for side in range(3))
    gap = 0.05 * (left + right + middle)
    return Axis(-left, right + gap + middle, zero=0), right + gap


def _strip(item: Item, row: Row | None, label: str, note: object, neutral_at: float) -> Strip:
    reason = withheld(row)
    if row is None or reason:
        return Strip(label, withheld=reason)
    parts = halves(answers(item, row))
    left, right = _tones(parts)
    bars = []
    position = -100 * sum(a.cell.share for a in parts.left)
    for answer, tone in zip((*parts.left, *parts.right), (*left, *right), strict=True):
        bars.append(piece(answer, position, tone))
        position += 100 * answer.cell.share
    position = neutral_at
    for answer in parts.middle:
        bars.append(piece(answer, position, "mid-0"))
        position += 100 * answer.cell.share
    net = row.stats.get("net")
    return Strip(
        label,
        n_note(row) if note else ("read with care" if row.status == "care" else ""),
        tuple(bars),
        end=net_points(net) if isinstance(net, Estimate) else "",
        care=row.status == "care",
    )


def piece(answer: Answer, start: float, tone: str) -> Bar:
    cell = answer.cell
    return Bar(
        start,
        100 * cell.share,
        tone,
        percent(cell.share),
        answer.label,
        100 * cell.lo,
        100 * cell.hi,
        letters=cell.letters,
    )


def _sentence(item: Item, rows: tuple[Row, ...]) -> str:
    nets = [(row, net) for row in rows if row.is_shown and isinstance(net := row.stats.get("net"), Estimate)]
    clear = [(row, net) for row, net in nets if net.lo > 0 or net.hi < 0]
    if not clear:
        return "No row leans clearly either way: every net lies within its interval of zero"
    row, net = max(clear, key=lambda pair: abs(pair[1].value))
    found = answers(item, row)
    side = found[-1].label if net.value > 0 else found[0].label
    return (
        f"The clearest lean, net {net_points(net)} towards {quoted(side)}: "
        f"{quoted(row_label(item, row.row), 90)}"
    )


def _blank_notes(item: Item, rows: list[Row]) -> tuple[str, ...]:
    shares = [sum(a.cell.share for a in blanks(item, row)) for row in rows]
    if not any(shares):
        return ()
    low, high = min(shares), max(shares)
    return (
        f"No valid answer: {said(low)}."
        if percent(low) == percent(high)
        else f"No valid answer: {said(low)} to {said(high)}, not drawn.",
    )
