"""How much one page of the explorer may ask for, and how many pages are counted at once.

Only a few people may open the explorer, but they share the processors with everybody who answers or reads.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from reports.explorer.choice import Choice
from reports.explorer.variables import Variable

MOST_ROWS = 40
MOST_SEGMENTS = 8
MOST_GROUPS = 26
"""Groups of one segment: one letter each."""
MOST_COLUMNS = 60
MOST_FILTERS = 6
MOST_CELLS = 20_000
"""Lines times columns, over all tables of the page."""
MOST_PAIRS = 60_000
"""Tests between columns, over all tables of the page."""
AT_ONCE = 2
"""Pages counted at the same time by one process."""
PATIENCE = 5.0
"""Seconds that a page waits for its turn."""
LONGEST = 20.0
"""Seconds after which no further table is begun."""

_slots = BoundedSemaphore(AT_ONCE)


class TooMuch(Exception):
    """The page can't be counted as asked; the message says what to do."""


def check(choice: Choice) -> None:
    """Raise TooMuch, saying how much was asked for and how much is possible."""
    groups = [len(segment.valid) for segment in choice.segments]
    lines = sum(_lines(variable) for variable in choice.rows)
    pairs = sum(_pairs(segment) for segment in choice.segments)
    for what, asked, most in (
        ("row variables", len(choice.rows), MOST_ROWS),
        ("segments in the banner", len(choice.segments), MOST_SEGMENTS),
        ("groups in one segment", max(groups, default=0), MOST_GROUPS),
        ("columns in the banner", sum(groups), MOST_COLUMNS),
        ("filters", len(choice.filters), MOST_FILTERS),
        ("cells", lines * (sum(groups) + 1), MOST_CELLS),
        ("tests between columns", lines * pairs, MOST_PAIRS),
    ):
        if asked > most:
            raise TooMuch(
                f"That would be {asked:,} {what}; one page holds up to {most:,}. "
                "Choose fewer, or make two pages."
            )


def _lines(variable: Variable) -> int:
    each = 4 if variable.kind == "ranking" else 1
    return each * len(variable.levels) + len(variable.measures) + 2


def _pairs(segment: Variable) -> int:
    groups = len(segment.valid)
    return groups * (groups - 1) // 2 if segment.kind == "codes" else 0


@contextmanager
def turn() -> Iterator[Callable[[], None]]:
    """Wait for a turn to count. Gives a function to call before each table, which raises TooMuch when the
    time is up; raise TooMuch too where nobody else finishes in time.
    """
    if not _slots.acquire(timeout=PATIENCE):
        raise TooMuch("Other tables are being counted just now. Try again in a moment.")
    try:
        end = time.monotonic() + LONGEST

        def check_time() -> None:
            if time.monotonic() > end:
                raise TooMuch(
                    "These tables take too long to count. Choose fewer variables or fewer segments."
                )

        yield check_time
    finally:
        _slots.release()
