"""Two wordings side by side, with the words marked that differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: A word with the space after it, so that the pieces put together are the text again.
WORD = re.compile(r"\S+\s*|\s+")
#: Pairs of words that are compared. Where the same words come again and again, time grows faster than this.
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in a row that are all marked, or all not."""

    text: str
    differs: bool


def side_by_side(before: str, after: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts in runs; what only one of them has is marked. Put together, the runs are the text.

    Where more than MOST pairs of words lie between a common beginning and end, all of them are marked.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    left: list[Run] = []
    right: list[Run] = []
    for tag, a, b, c, d in _steps([word.strip() for word in old], [word.strip() for word in new]):
        left += [Run("".join(old[a:b]), tag != "equal")] if a < b else []
        right += [Run("".join(new[c:d]), tag != "equal")] if c < d else []
    return tuple(left), tuple(right)


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Opcodes as SequenceMatcher's; one exchange for the middle where comparing it would take too long."""
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - start) if old[-1 - n] != new[-1 - n]), most - start)
    a, b = len(old) - end, len(new) - end
    yield "equal", 0, start, 0, start
    if (a - start) * (b - start) > MOST:
        yield "replace", start, a, start, b
    else:
        for tag, i, j, k, m in SequenceMatcher(
            None, old[start:a], new[start:b], autojunk=False
        ).get_opcodes():
            yield tag, i + start, j + start, k + start, m + start
    yield "equal", a, len(old), b, len(new)
