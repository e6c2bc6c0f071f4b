"""Somebody who writes comments in one browser."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from comments import actions, keys, proof
from comments.actions import Posted
from comments.models import Comment, Writer, WriterKey


def solved() -> str:
    """The work that a browser does: a fresh challenge and its answer, as the form sends it."""
    asked = proof.challenge()
    number = next(
        number
        for number in range(asked["maxNumber"] + 1)
        if hashlib.sha256(f"{asked['salt']}{number}".encode()).hexdigest() == asked["challenge"]
    )
    answer = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(answer | {"number": number}).encode()).decode()


@dataclass
class Writes:
    """`key` is the cookie of the browser; empty before it has confirmed."""

    name: str
    address: str
    page: Any
    key: str = ""

    @classmethod
    def known(cls, name: str, address: str, page: Any) -> "Writes":
        """One whose browser has confirmed."""
        today = timezone.localdate()
        writer = Writer.objects.create(name=name, address=address, confirmed_on=today, created_on=today)
        key = keys.draw()
        WriterKey.objects.create(writer=writer, key_hash=keys.digest(key), expires_on=today + keys.LIFE)
        return cls(name, address, page, key)

    @property
    def writer(self) -> Writer:
        return Writer.objects.get(address=self.address)

    def posts(self, text: str, *, to: Comment | None = None, **more: Any) -> Posted:
        """Send a comment as the form would, with the browser's work done."""
        values = {
            "thread_page": self.page,
            "parent_id": to.pk if to is not None else None,
            "text": text,
            "name": self.name,
            "address": self.address,
            "key": self.key,
        }
        if "proof" not in more:
            values["proof"] = solved()
        return actions.post(**(values | more))

    def says(self, text: str, *, to: Comment | None = None, **more: Any) -> Comment:
        """The same, and it is published."""
        posted = self.posts(text, to=to, **more)
        assert posted.outcome == "published", posted
        assert posted.comment is not None
        return posted.comment
