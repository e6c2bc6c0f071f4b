"""What a phase is shown, and what it may say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from django.http import HttpRequest
from wagtail.models import Page

from comments.models import Comment, DiscussionSettings, Writer


@dataclass
class Draft:
    """A comment on its way in. A phase may change `text` and `name`; nothing else."""

    page: Page
    subject: str
    text: str
    name: str
    settings: DiscussionSettings
    request: HttpRequest | None = None
    address: str = ""
    """Normalised."""
    writer: Writer | None = None
    """Of a browser that has confirmed."""
    parent_id: int | None = None
    proof: str = ""
    editing: Comment | None = None
    """The comment whose text this replaces."""
    insists: bool = False
    """The writer has seen what was suggested and sends it as it is."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is a name of `reasons`; `said` a sentence for the writer."""

    kind: Literal["pass", "hold", "nudge", "refuse"]
    reason: str = ""
    said: str = ""


PASS = Verdict("pass")
Phase = Callable[[Draft], Verdict]


def hold(reason: str) -> Verdict:
    """A moderator reads it first."""
    return Verdict("hold", reason)


def nudge(reason: str, said: str) -> Verdict:
    """The writer may think again, once."""
    return Verdict("nudge", reason, said)


def refuse(reason: str, said: str) -> Verdict:
    """Not taken; the text goes back to the form."""
    return Verdict("refuse", reason, said)


@dataclass(frozen=True)
class Result:
    """What all phases said together."""

    refusal: Verdict | None = None
    nudges: tuple[Verdict, ...] = ()
    reasons: tuple[str, ...] = field(default=())
    """Why it is held; empty where it may be published."""
