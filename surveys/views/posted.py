"""What the form of a section says beside its answers, and what its network may still send."""

import re

from django.http import HttpRequest

from surveys import actions
from surveys.drafts import Page
from surveys.views.place import Posted
from website.core import limits

_SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,3})?\Z")
_PAGE_NAME = re.compile(r"[A-Za-z0-9_-]{8,40}\Z")


def spend(request: HttpRequest, scope: str) -> limits.Decision:
    """What `limits.spend` says, asked once for a request."""
    known: dict[str, limits.Decision] = request.__dict__.setdefault("_spent", {})
    if scope not in known:
        known[scope] = limits.spend(request, scope)
    return known[scope]


def revision(form: Posted) -> int:
    """What the form was made from; -1, which no response has, if that was tampered with."""
    text = form.get("revision", [""])[-1]
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def page(form: Posted) -> Page:
    name, turn = form.get("page", [""])[-1], form.get("turn", ["0"])[-1]
    known = _PAGE_NAME.match(name) and turn.isdecimal() and len(turn) < 10
    return Page(name, int(turn)) if known else actions.NO_PAGE


def seconds(form: Posted) -> float | None:
    """How long the page was in sight, as its script says; None without one."""
    text = form.get("seconds", [""])[-1]
    return float(text) if _SECONDS.match(text) else None
