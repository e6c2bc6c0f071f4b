"""When a discussion takes comments. No database."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

State = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Opening:
    """`closes_on` is the first day without new comments: to come while open, past once closed, None without
    a date.
    """

    state: State
    closes_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def opening(*, policy: str, published_on: date | None, closes_after_days: int, today: date) -> Opening:
    """Apply a page's policy ("rule", "open", "closed"); the rule counts from the day of publication.

    A page that was never published takes no comments.
    """
    if published_on is None or policy == "closed":
        return Opening("closed")
    if policy == "open" or not closes_after_days:
        return Opening("open")
    try:
        end = published_on + timedelta(days=closes_after_days)
    except OverflowError:
        return Opening("open")
    return Opening("closed" if today >= end else "open", end)
