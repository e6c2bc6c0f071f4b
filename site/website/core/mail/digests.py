"""The daily mail: lines are collected, and go out together at seven in the morning, the site's time."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from website.core.mail import addresses, sending, topics
from website.core.models import DigestLine, Subscription

HOUR = time(7)
MOST = 50
"""Lines in one mail; the rest is only counted."""


def digest(
    *,
    address: str,
    topic: str,
    text: str,
    path: str,
    unsubscribe: str | None = None,
    subscription: Subscription | None = None,
) -> None:
    """Keep one line for the next daily mail of `topic` to the address: our own sentence, and a path of this
    site.
    """
    DigestLine.objects.create(
        address=addresses.normalised(address),
        topic=topic,
        text=text[:300],
        path=path,
        unsubscribe=unsubscribe or "",
        subscription=subscription,
        due_at=next_morning(timezone.localtime()),
    )


def next_morning(now: datetime) -> datetime:
    """The first seven o'clock after `now`, in the time zone of `now`."""
    morning = now.replace(hour=HOUR.hour, minute=0, second=0, microsecond=0)
    return morning if morning > now else morning + timedelta(days=1)


def send_due() -> int:
    """Turn the lines whose morning has come into mails, one for each address and topic; how many."""
    due = DigestLine.objects.filter(due_at__lte=timezone.now())
    pairs = list(due.values_list("address", "topic").distinct().order_by("address", "topic"))
    for address, topic in pairs:
        _send_one(address, topic)
    return len(pairs)


@transaction.atomic
def _send_one(address: str, topic: str) -> None:
    lines = list(
        DigestLine.objects.select_related("subscription")
        .filter(address=address, topic=topic, due_at__lte=timezone.now())
        .order_by("pk")
    )
    if not lines:
        return
    last = lines[-1]
    DigestLine.objects.filter(pk__in=[line.pk for line in lines]).delete()
    sending.send(
        address=address,
        topic=topic,
        subject=topics.find(topic).digest_subject,
        template="core/mail/digest",
        context={
            "lines": [{"text": line.text, "path": line.path} for line in lines[:MOST]],
            "more": max(0, len(lines) - MOST),
        },
        unsubscribe=last.unsubscribe or None,
        subscription=last.subscription,
    )
