"""Waiting for what comes by itself: a mail, the clock of the server."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 60
_Said = TypeVar("_Said")


def until(said: Callable[[], _Said | None], what: str) -> _Said:
    """What `said` says as soon as it says something; it is asked again and again for a minute.

    AssertionError, with `what` was waited for, after that.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        found = said()
        if found:
            return found
        assert time.monotonic() < deadline, f"{what} did not come in {PATIENCE} seconds."
