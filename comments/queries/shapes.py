"""What the queries answer with."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from wagtail.models import Page

from comments import closing
from comments.models import Comment, Thread

Order = Literal["oldest", "newest", "replied"]
ORDERS: tuple[Order, ...] = ("oldest", "newest", "replied")
MAX_LEVEL = 2
"""Depth from 0: three levels."""


@dataclass(frozen=True)
class Item:
    """One comment in its place. `depth` counts from 1. Where it is `gone`, its row carries no words."""

    comment: Comment
    depth: int
    replies: tuple["Item", ...]
    mine: bool
    editable: bool
    gone: Literal["", "removed", "rejected", "held"] = ""
    """Why a line stands in for it: its writer, a moderator, or it waits again."""
    waiting: bool = False
    """Held, and shown to its writer alone."""

    @property
    def answerable(self) -> bool:
        return not self.gone and not self.waiting and self.depth <= MAX_LEVEL


@dataclass(frozen=True)
class Discussion:
    """One page of one thread. `items` are those that answer nobody, in the order asked for."""

    page: Page
    subject: str
    thread_id: int | None
    state: closing.State
    closes_on: date | None
    count: int
    """Public comments of the whole thread."""
    items: tuple[Item, ...] = ()
    order: Order = "oldest"
    number: int = 1
    pages: int = 1
    policy: str = Thread.Policy.RULE

    @property
    def thread(self) -> int | None:
        return self.thread_id

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True)
class Standing:
    """Where a comment stands today: the page, the part of its discussion (oldest first), and the anchor."""

    page: Page
    subject: str
    number: int
    anchor: str


@dataclass(frozen=True)
class Heard:
    """A public comment on a public page, for a list outside its discussion."""

    comment: Comment
    page: Page
    subject: str = ""
