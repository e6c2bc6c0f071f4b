"""Footnotes: a list at the end, and the marks in the text that lead there and back."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from wagtail import blocks

MARK = re.compile(r"\[\^(\d{1,2})\]")
"""What an editor writes where a note belongs: [^1]."""


class FootnotesBlock(blocks.ListBlock):
    """Notes in the order of their numbers."""

    class Meta:
        """How the editor and the site draw it."""

        icon = "list-ol"
        label = "Footnotes"
        template = "components/prose/footnotes.html"
        description = "Notes, numbered in this order. Write [^1] in the text where the first belongs."
        preview_value: ClassVar = [
            "<p>The rules differ from country to country.</p>",
            "<p>Read those of yours.</p>",
        ]


def marks(children: Iterable[Any]) -> list[int]:
    """The numbers of the notes that paragraphs and lists among `children` refer to, in order."""
    found: list[int] = []
    for child in children:
        if child.block_type == "paragraph":
            texts = [child.value.source]
        elif child.block_type in {"list", "numbered"}:
            texts = [item.source for item in child.value]
        else:
            continue
        found += [int(match[1]) for text in texts for match in MARK.finditer(text)]
    return found


def faults(children: Iterable[Any]) -> list[str]:
    """Sentences about marks without a note, notes without a mark, and marks that stand twice."""
    children = list(children)
    written = sum(len(child.value) for child in children if child.block_type == "footnotes")
    marked = marks(children)
    said = [f"The text refers to footnote {n}, and there is none." for n in marked if not 1 <= n <= written]
    said += [
        f"Nothing in the text leads to footnote {n}. Write [^{n}] where it belongs."
        for n in range(1, written + 1)
        if n not in marked
    ]
    said += [
        f"The text refers to footnote {n} twice." for n in sorted({n for n in marked if marked.count(n) > 1})
    ]
    return said
