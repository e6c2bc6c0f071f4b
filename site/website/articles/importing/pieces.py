"""What the readers find: articles in plain words, before they are pages."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Block = tuple[str, Any]
"""(kind, value): heading str · paragraph html · list [html] · numbered [html] · quote str · image Picture ·
footnotes [html]; in texts of the house also pull str · chart, question, call dict."""


@dataclass(frozen=True)
class Picture:
    """An image that the text shows: where the text says it is, and what it says about it."""

    source: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True)
class OldComment:
    """What somebody wrote below the article at the time. No address of theirs is carried."""

    key: str
    name: str
    text: str
    date: datetime | None = None
    parent: str = ""


@dataclass(frozen=True)
class Body:
    """The text in blocks, and what could not become one."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """An old article.

    `source` says where it was read; `old_paths` are addresses it had, each beginning with a slash;
    `notes` say in plain words what could not be carried.
    """

    source: str
    title: str
    slug: str
    blocks: tuple[Block, ...]
    date: datetime | None = None
    author: str = ""
    topics: tuple[str, ...] = ()
    lead: str = ""
    description: str = ""
    old_paths: tuple[str, ...] = ()
    comments: tuple[OldComment, ...] = ()
    live: bool = True
    notes: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """Everything that was read: articles, and (file, what was wrong) for what is none."""

    pieces: tuple[Piece, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
