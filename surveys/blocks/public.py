"""What a search may read of a questionnaire: the words that people read when they answer, nothing else.

A list of what is public, not of what is hidden: a field that is added for editors stays theirs.
"""

import re
from typing import Any

from wagtail import blocks

#: Fields with words that people read, and fields that lead to such fields.
WORDS = frozenset({"title", "text", "help", "label"})
WAYS = frozenset(
    {"questions", "followup", "options", "rows", "columns", "points", "anchors", "factors", "levels"}
)
#: Where an earlier answer or a drawn detail is filled in.
TOKEN = re.compile(r"\{[^{}]*\}")


def public_words(block: blocks.Block, value: Any) -> list[str]:
    """The words of a form value, in the order of the form. Reads no database."""
    if not value:
        return []
    if isinstance(block, blocks.StructBlock):
        names = [name for name in block.child_blocks if name in WORDS | WAYS]
        return [words for name in names for words in public_words(block.child_blocks[name], value.get(name))]
    if isinstance(block, blocks.StreamBlock):
        return [words for child in value for words in public_words(child.block, child.value)]
    if isinstance(block, blocks.ListBlock):
        return [words for child in value for words in public_words(block.child_block, child)]
    return [TOKEN.sub("…", str(value))]
