"""What the form of a comment holds between browser and action. Whatever goes wrong, nothing typed is lost."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from comments import proof, text
from comments.actions import Posted
from comments.models import Writer
from comments.pipeline.length import LONGEST, LONGEST_NAME, NO_NAME, NOTHING

LONGEST_ADDRESS = 254
#: Where a refusal is shown; every other one stands above the form.
BESIDE = {"length": "text", "name": "name", "address": "address"}
NO_ADDRESS = "Which address may we write to, once? Nobody sees it."


@dataclass
class CommentForm:
    """`errors`: field -> sentence; `said`: sentences about the whole."""

    text: str = ""
    name: str = ""
    address: str = ""
    parent_id: int | None = None
    notices: bool = False
    insists: bool = False
    proof: str = ""
    is_trapped: bool = False
    """A field that people do not see was filled in: a person will read the comment first."""
    errors: dict[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    nudges: tuple[str, ...] = ()

    @property
    def counted(self) -> str:
        return f"{LONGEST:,}"

    @property
    def longest_name(self) -> int:
        return LONGEST_NAME

    @property
    def challenge(self) -> str:
        """The sum for the browser, as JSON."""
        return json.dumps(proof.challenge())

    def refuse(self, posted: Posted, *, is_known: bool) -> None:
        """Put what the action said where it belongs, and say at once what else is empty.

        `is_known`: this browser has confirmed, and needs neither name nor address.
        """
        self.text, self.name = text.drawable(self.text), text.drawable(self.name)
        if posted.outcome == "nudge":
            self.nudges = posted.nudges
        elif (beside := BESIDE.get(posted.code)) is not None:
            said = {beside: posted.said} | self._empty(is_known=is_known)
            self.errors = {name: said[name] for name in BESIDE.values() if name in said}
        else:
            self.said = (posted.said,)

    def _empty(self, *, is_known: bool) -> dict[str, str]:
        wanted = {"text": (self.text, NOTHING)}
        if not is_known:
            wanted |= {"name": (self.name, NO_NAME), "address": (self.address, NO_ADDRESS)}
        return {field: said for field, (typed, said) in wanted.items() if not typed.strip()}


def asked(request: HttpRequest, writer: Writer | None) -> CommentForm:
    """The form as it is first shown."""
    return CommentForm(name=writer.name if writer else "", parent_id=number(request.GET.get("to", "")))


def sent(request: HttpRequest) -> CommentForm:
    """The form as it came back. Line ends are counted as the box counted them."""
    posted = request.POST
    return CommentForm(
        text=_typed(posted.get("text"), LONGEST * 4).replace("\r\n", "\n"),
        name=_typed(posted.get("name"), LONGEST_NAME * 4),
        address=_typed(posted.get("address"), LONGEST_ADDRESS * 2),
        parent_id=number(posted.get("to", "")),
        notices=posted.get("notices") == "yes",
        insists=posted.get("insists") == "yes",
        proof=_typed(posted.get("altcha"), 4000),
        is_trapped=bool(posted.get("website")),
    )


def number(text: str) -> int | None:
    """An id, or None for whatever is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _typed(value: Any, longest: int) -> str:
    return str(value or "")[:longest]
