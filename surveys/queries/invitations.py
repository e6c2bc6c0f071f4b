"""Invitations: who was asked, how far the mails have come, and who must not be written to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from surveys.models import Invitation, Wave
from website.core import mail
from website.core.models import Outgoing, Subscription

TOPIC = "survey.invitation"
MOST_REMINDERS = 2
DAYS_APART = 3
"""Between two mails to one person who was invited."""
STATES = {
    "new": "Not sent yet",
    "sent": "Sent",
    "reminded": "Reminded",
    "used": "Used",
    "revoked": "Revoked",
}


@dataclass(frozen=True)
class InvitationCounts:
    """How a wave's invitations stand: numbers of addresses. `can_*` are those that a press would write to."""

    total: int
    not_sent: int
    sent: int
    used: int
    revoked: int
    can_send: int
    can_remind: int
    waiting: int
    """Mails that have not left yet."""

    @property
    def left(self) -> int:
        return max(0, self.sent - self.waiting)


def invitations() -> QuerySet[Invitation]:
    """All of them, with wave and survey."""
    return Invitation.objects.select_related("wave__survey").order_by("-wave_id", "email")


def in_state(rows: QuerySet[Invitation], state: str) -> QuerySet[Invitation]:
    """Those of `rows` in one of STATES; every invitation is in one."""
    alive = rows.filter(is_revoked=False)
    return {
        "new": alive.filter(is_used=False, sent_on=None),
        "sent": alive.filter(is_used=False, sent_on__isnull=False, reminders=0),
        "reminded": alive.filter(is_used=False, reminders__gt=0),
        "used": alive.filter(is_used=True),
        "revoked": rows.filter(is_revoked=True),
    }[state]


def state_of(invitation: Invitation) -> str:
    """A key of STATES."""
    if invitation.is_revoked:
        return "revoked"
    if invitation.is_used:
        return "used"
    if invitation.sent_on is None:
        return "new"
    return "reminded" if invitation.reminders else "sent"


def invited_addresses(wave: Wave) -> set[str]:
    return set(Invitation.objects.filter(wave=wave).values_list("email", flat=True))


def declined_addresses() -> set[str]:
    """Addresses whose holders asked not to be written to about surveys."""
    return set(mail.subscribers(topic=TOPIC).filter(frequency="never").values_list("address", flat=True))


def to_send(wave: Wave) -> QuerySet[Invitation]:
    """Those that a first mail may go to."""
    rows = Invitation.objects.filter(wave=wave, is_used=False, is_revoked=False, sent_on=None)
    return rows.exclude(email__in=_declined())


def to_remind(wave: Wave) -> QuerySet[Invitation]:
    """Those who have had a mail three days ago or earlier, at most two reminders, and have not begun."""
    day = timezone.localdate() - timedelta(days=DAYS_APART)
    rows = Invitation.objects.filter(wave=wave, is_used=False, is_revoked=False, sent_on__lte=day)
    rows = rows.filter(reminders__lt=MOST_REMINDERS).filter(Q(reminded_on=None) | Q(reminded_on__lte=day))
    return rows.exclude(email__in=_declined())


def invitation_counts(wave: Wave) -> InvitationCounts:
    """Four queries."""
    found = Invitation.objects.filter(wave=wave).aggregate(
        total=Count("pk"),
        not_sent=Count("pk", filter=Q(sent_on=None, is_used=False, is_revoked=False)),
        sent=Count("pk", filter=Q(sent_on__isnull=False)),
        used=Count("pk", filter=Q(is_used=True)),
        revoked=Count("pk", filter=Q(is_revoked=True)),
    )
    return InvitationCounts(
        **found,
        can_send=to_send(wave).count(),
        can_remind=to_remind(wave).count(),
        waiting=waiting_mails().filter(context__wave=wave.pk).count(),
    )


def waiting_mails() -> QuerySet[Outgoing]:
    """Mails of invitations that have neither left nor been given up."""
    return Outgoing.objects.filter(topic=TOPIC, state=Outgoing.State.WAITING)


def mails_of(invitations: Iterable[int]) -> QuerySet[Outgoing]:
    """Mails of these invitations (ids) that have not left."""
    return Outgoing.objects.filter(topic=TOPIC, context__invitation__in=list(invitations))


def _declined() -> QuerySet[Subscription, dict[str, Any]]:
    rows: QuerySet[Subscription, dict[str, Any]] = (
        mail.subscribers(topic=TOPIC).filter(frequency="never").values("address")
    )
    return rows
