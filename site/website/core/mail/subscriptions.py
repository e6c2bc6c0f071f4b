"""Who wants which mails, and the notices that go to them."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse

from website.core.mail import addresses, digests, keys, sending, topics
from website.core.models import Subscription

AT_ONCE, DAILY, NEVER = Subscription.Frequency.values
AT_A_TIME = 500


@transaction.atomic
def subscribe(*, address: str, topic: str, key: str = "", frequency: str = AT_ONCE) -> Subscription:
    """Note that the address, which its holder has confirmed, wants mails; again, the frequency changes."""
    if frequency not in Subscription.Frequency.values:
        raise ValueError(f"{frequency!r} is no frequency.")
    to, row, version = addresses.normalised(address), uuid4(), keys.current_version()
    found, made = Subscription.objects.get_or_create(
        topic=topic,
        key=key,
        address=to,
        defaults={
            "id": row,
            "frequency": frequency,
            "key_version": version,
            "token_hash": keys.digest("unsubscribe", keys.token("unsubscribe", row, version)),
        },
    )
    if not made and found.frequency != frequency:
        found.frequency = frequency
        found.save(update_fields=["frequency"])
    return found


@transaction.atomic
def subscribe_each(*, addresses: Iterable[str], topic: str) -> dict[str, Subscription]:
    """The subscription of each normalised address to `topic`, at whatever frequency; missing ones are made.

    Three queries for every 500 addresses.
    """
    every, version = list(dict.fromkeys(addresses)), keys.current_version()
    found: dict[str, Subscription] = {}
    for start in range(0, len(every), AT_A_TIME):
        part = every[start : start + AT_A_TIME]
        known = set(
            subscribers(topic=topic, key="").filter(address__in=part).values_list("address", flat=True)
        )
        new = [(address, uuid4()) for address in part if address not in known]
        Subscription.objects.bulk_create(
            (
                Subscription(
                    id=row,
                    topic=topic,
                    address=address,
                    key_version=version,
                    token_hash=keys.digest("unsubscribe", keys.token("unsubscribe", row, version)),
                )
                for address, row in new
            ),
            ignore_conflicts=True,
        )
        rows = subscribers(topic=topic, key="").filter(address__in=part)
        found |= {subscription.address: subscription for subscription in rows}
    return found


def unsubscribe(*, address: str, topic: str, key: str | None = None) -> int:
    """End the subscription, or with `key` None every one of the topic; what waits in the outbox goes with
    it.
    """
    return _end(subscribers(topic=topic, key=key).filter(address=addresses.normalised(address)))


def end(token: str) -> Subscription | None:
    """End the subscription that the link stands for; None where there is none (any more)."""
    with transaction.atomic():
        found = find(token)
        if found is None or not _end(Subscription.objects.filter(pk=found.pk)):
            return None
        then = topics.find(found.topic).unsubscribed
        if then is not None:
            then(found)
        return found


def find(token: str) -> Subscription | None:
    """The subscription behind an unsubscribe link."""
    return Subscription.objects.filter(token_hash=keys.digest("unsubscribe", token)).first()


def is_subscribed(*, address: str, topic: str, key: str = "") -> bool:
    """Whether the address has such a subscription, at whatever frequency."""
    return subscribers(topic=topic, key=key).filter(address=addresses.normalised(address)).exists()


def subscribers(*, topic: str, key: str | None = None) -> Any:
    """The subscriptions to a topic, and to one key of it where `key` is given: a queryset."""
    found = Subscription.objects.filter(topic=topic)
    return found if key is None else found.filter(key=key)


def unsubscribe_path(subscription: Subscription) -> str:
    """The path of the page that ends it."""
    token = keys.token("unsubscribe", subscription.pk, subscription.key_version)
    return reverse("mail:unsubscribe", kwargs={"token": token})


def notify(
    *,
    topic: str,
    key: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    line: str,
    path: str,
    but_not: str = "",
) -> int:
    """Tell every subscriber of `topic` and `key` except `but_not`: at once by a mail, or by a line of the
    daily one.

    `line` and `path` are the digest's: a sentence of ours and where it leads. The number of people told.
    """
    told = 0
    with transaction.atomic():
        for subscription in (
            subscribers(topic=topic, key=key).exclude(address=but_not).exclude(frequency=NEVER)
        ):
            if subscription.frequency == DAILY:
                digests.digest(
                    address=subscription.address, topic=topic, text=line, path=path, subscription=subscription
                )
            else:
                sending.send(
                    address=subscription.address,
                    template=template,
                    context=context,
                    subject=subject,
                    topic=topic,
                    subscription=subscription,
                )
            told += 1
    return told


def _end(found: Any) -> int:
    """Delete them; what hangs on them is not counted."""
    _, by_model = found.delete()
    return int(by_model.get(Subscription._meta.label, 0))
