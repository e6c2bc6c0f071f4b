"""Putting a mail into the outbox."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from website.core.mail import addresses, delivery
from website.core.models import Outgoing, Subscription


def send(
    *,
    address: str,
    template: str,
    context: dict[str, Any],
    subject: str,
    topic: str,
    unsubscribe: str | None = None,
    at: datetime | None = None,
    subscription: Subscription | None = None,
) -> None:
    """One mail, now or at `at`, rendered from `template` (.txt and .html) when it leaves.

    `context` holds JSON values of our own: no text that a visitor typed. Paths in it become links by the
    template (`{{ site_url }}{{ path }}`). `unsubscribe` is the path of a page that stops such mails, GET to
    ask and POST to act; a mail for a `subscription` needs none and is dropped when the subscription ends
    first.
    """
    to = addresses.normalised(address)
    with transaction.atomic():
        Outgoing.objects.create(
            topic=topic,
            address=to,
            subject=subject,
            template=template,
            context=context,
            unsubscribe=unsubscribe or "",
            subscription=subscription,
            due_at=at or timezone.now(),
        )
        transaction.on_commit(delivery.wake)
