"""Asking the holder of an address to press a button. Says nothing about the address, to nobody."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from website.core import limits
from website.core.mail import addresses, delivery, keys, topics
from website.core.models import Outgoing, Pending

HOURS = 48
AGAIN = "core.ask_again"
"""Topic of an outbox row that stands for "send me the link once more"."""


def ask(*, topic: str, address: str, payload: dict[str, Any], request: HttpRequest) -> None:
    """Keep `payload` for 48 hours and let the address's holder confirm it.

    The same statements run for every address: whether a mail really leaves (at most one in ten minutes and
    three a day to one address) is decided when it would be delivered. A network or a site that asks too
    often stores nothing, and learns nothing either. KeyError for an unknown topic, NotAnAddress for no
    address.
    """
    topics.get(topic)
    to = addresses.normalised(address)
    if not _may_ask(request):
        return
    now, row, version = timezone.now(), uuid4(), keys.current_version()
    with transaction.atomic():
        pending = Pending.objects.create(
            id=row,
            topic=topic,
            address=to,
            payload=payload,
            token_hash=keys.digest("confirm", keys.token("confirm", row, version)),
            key_version=version,
            expires_at=now + timedelta(hours=HOURS),
        )
        Outgoing.objects.create(topic=topic, address=to, pending=pending, is_asked=True, due_at=now)
        transaction.on_commit(delivery.wake)


def ask_again(*, address: str, request: HttpRequest) -> None:
    """Send the newest link that still waits for the address once more. The same silence, the same caps."""
    to = addresses.normalised(address)
    if not _may_ask(request):
        return
    with transaction.atomic():
        Outgoing.objects.create(topic=AGAIN, address=to, is_asked=True, due_at=timezone.now())
        transaction.on_commit(delivery.wake)


def _may_ask(request: HttpRequest) -> bool:
    mine = limits.spend(request, "mail.ask").allowed
    return limits.spend_together("mail.all").allowed and mine
