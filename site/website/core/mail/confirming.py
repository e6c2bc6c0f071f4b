"""Using up a link: once, before it expires, and only if nobody has erased what it stands for."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from website.core.mail import keys, topics
from website.core.mail.topics import Confirmation
from website.core.models import Pending


def find(token: str) -> Pending | None:
    """What the link asks to confirm; None where it is unknown, used, expired or erased. One query."""
    digest = keys.digest("confirm", token)
    row = Pending.objects.filter(token_hash=digest, expires_at__gt=timezone.now()).first()
    return row if row is not None and topics.find(row.topic).confirmed is not None else None


@transaction.atomic
def use(pending: Pending, request: HttpRequest) -> HttpResponse | None:
    """Delete the row and do what it stood for; None where another request was first.

    What the topic's function raises leaves the link as it was.
    """
    confirmed = topics.find(pending.topic).confirmed
    found = Pending.objects.filter(pk=pending.pk, expires_at__gt=timezone.now())
    if confirmed is None or not found.delete()[1].get(Pending._meta.label):
        return None
    return confirmed(
        Confirmation(id=pending.pk, topic=pending.topic, address=pending.address, payload=pending.payload),
        request,
    )
