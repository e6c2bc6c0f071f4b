"""Two wordings side by side, with the words marked that differ."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

#: A word with the space after it, so that the pieces put together are the text again.
WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in a row that are all marked, or all not."""

    text: str
    differs: bool


def side_by_side(before: str, after: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts in runs; what only one of them has is marked. Put together, the runs are the text."""
    old, new = WORD.findall(before), WORD.findall(after)
    left: list[Run] = []
    right: list[Run] = []
    words = [word.strip() for word in old], [word.strip() for word in new]
    for tag, a, b, c, d in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        left += [Run("".join(old[a:b]), tag != "equal")] if a < b else []
        right += [Run("".join(new[c:d]), tag != "equal")] if c < d else []
    return tuple(left), tuple(right)
