"""Leaving no trace: of an address whose holder asks for it, and of what has served its time."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from website.core.mail import addresses
from website.core.models import DigestLine, KeptMail, MailCap, Outgoing, Pending, Subscription

#: A mail that could not be delivered is kept this long, so that an operator sees it.
GIVEN_UP_DAYS = 3
CAP_HOURS = 24
KEPT_MAILS = 200


@transaction.atomic
def forget(address: str) -> int:
    """Delete every row that holds the address, in clear or hashed; how many rows there were."""
    to = addresses.normalised(address)
    gone = 0
    for model in (Outgoing, DigestLine, Pending, Subscription, KeptMail):
        gone += model.objects.filter(address=to).delete()[0]
    return gone + MailCap.objects.filter(subject=addresses.hashed(to)).delete()[0]


def purge() -> int:
    """Delete what has expired; how many rows."""
    now = timezone.now()
    gone = Pending.objects.filter(expires_at__lte=now).delete()[0]
    old = now - timedelta(days=GIVEN_UP_DAYS)
    gone += Outgoing.objects.filter(state=Outgoing.State.GIVEN_UP, due_at__lte=old).delete()[0]
    gone += MailCap.objects.filter(newest__lte=now - timedelta(hours=CAP_HOURS)).delete()[0]
    kept = list(KeptMail.objects.values_list("pk", flat=True)[KEPT_MAILS : KEPT_MAILS * 2])
    gone += KeptMail.objects.filter(pk__in=kept).delete()[0]
    return gone
