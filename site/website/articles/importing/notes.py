"""Footnotes: marks in the text and notes at its end are numbered alike, in the order of the marks."""

import re

from website.articles.importing.pieces import Block

DEFINITION = re.compile(r"^\[\^([\w-]{1,40})\]:[ \t]+(.+)$", re.MULTILINE)
_MARK = re.compile(r"\[\^([\w-]{1,40})\]")
MOST = 99


def number(blocks: list[Block], notes: dict[str, str]) -> list[Block]:
    """Return the blocks with marks [^1], [^2] … and, at the end, the notes they lead to.

    A mark leads to one note and a note has one mark: a mark without a note, or that stands a second time, is
    put in round brackets. A note that nothing leads to becomes a paragraph.
    """
    order: dict[str, int] = {}

    def mark(match: re.Match[str]) -> str:
        key = match[1]
        if key in order or key not in notes or len(order) >= MOST:
            return f"({order.get(key, key)})"
        order[key] = len(order) + 1
        return f"[^{order[key]}]"

    out: list[Block] = []
    for kind, value in blocks:
        if kind == "paragraph":
            out.append((kind, _MARK.sub(mark, value)))
        elif kind in {"list", "numbered"}:
            out.append((kind, [_MARK.sub(mark, item) for item in value]))
        else:
            out.append((kind, value))
    out += [("paragraph", note) for key, note in notes.items() if key not in order and note]
    if order:
        out.append(("footnotes", [notes[key] for key in order]))
    return out
