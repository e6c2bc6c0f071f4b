"""What mails are about. An app registers its topics when Django starts; the core knows none by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from website.core.models import Subscription

_TOPICS: dict[str, "Topic"] = {}


@dataclass(frozen=True)
class Confirmation:
    """What the holder of `address` has just agreed to; `payload` is what `ask` was given."""

    id: UUID
    topic: str
    address: str
    payload: dict[str, Any]


@dataclass(frozen=True)
class Topic:
    """One kind of mail, in words of our own.

    For `ask`: the question and the button of the confirmation page, the mail's subject and template (`.txt`
    and `.html` are added; both get `ask`, `button` and `link`), and what happens when somebody presses the
    button, inside the transaction that used up the link. For subscriptions: the question of the page behind
    the unsubscribe link, the sentence that says it is done, and what else to do then. `context` turns the
    few values of an outbox row into what its template needs, when the mail leaves.
    """

    name: str
    ask: str = ""
    button: str = ""
    subject: str = ""
    template: str = "core/mail/confirm"
    confirmed: Callable[[Confirmation, HttpRequest], HttpResponse] | None = None
    stop: str = "Stop these mails?"
    stopped: str = "Done. No more mails of this kind will come."
    unsubscribed: Callable[[Subscription], None] | None = None
    digest_subject: str = "What happened since yesterday"
    context: Callable[[dict[str, Any]], dict[str, Any]] | None = None


def register(topic: Topic) -> None:
    """Make a topic known. Registering the same name again replaces it: Django may start twice in one
    process.
    """
    _TOPICS[topic.name] = topic


def get(name: str) -> Topic:
    """The topic called `name`. KeyError where no app has registered it."""
    return _TOPICS[name]


def find(name: str) -> Topic:
    """The same, and a topic without words of its own where the app that registered it is gone."""
    return _TOPICS.get(name) or Topic(name)


def every() -> tuple[Topic, ...]:
    """All topics, in the order of their names."""
    return tuple(_TOPICS[name] for name in sorted(_TOPICS))
