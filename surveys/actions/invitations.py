"""Inviting: add addresses to a wave, write to them, remind, revoke, forget."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from surveys import keys, periods, queries
from surveys.models import Invitation, VerifiedAddress, Wave
from surveys.queries import invitations as reads
from website.core import mail
from website.core.models import Outgoing

BATCH = 500
"""Mails of one wave that become due in one minute."""
MOST = 20_000
"""Invitations of one wave."""
TEMPLATE = "surveys/mail/invitation"
SEVERED = 0
"""No key has this version: there is nothing to compute a token from."""


class NotNow(Exception):
    """The wave is not in the state that this asks for. The message is a sentence for the editor."""


@transaction.atomic
def invite(*, wave: Wave, addresses: Iterable[str]) -> int:
    """Add normalised addresses that are not there yet; how many. Nothing is sent. NotNow beyond MOST."""
    known = reads.invited_addresses(wave)
    new = [address for address in dict.fromkeys(addresses) if address not in known]
    if len(known) + len(new) > MOST:
        raise NotNow(f"A wave takes {MOST:,} invitations at most. Nothing was added.")
    version = keys.current_key_version()
    rows = []
    for address in new:
        seed = uuid4()
        token = keys.entry_token("invitation", seed, key_version=version)
        rows.append(
            Invitation(
                wave=wave,
                email=address,
                seed=seed,
                token_hash=keys.digest("invitation", token),
                key_version=version,
                is_demo=wave.is_demo,
            )
        )
    Invitation.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def send_invitations(*, wave: Wave) -> int:
    """Write to everybody who has not been written to; how many. NotNow unless the wave takes people."""
    _require_open(wave)
    rows = list(reads.to_send(wave).select_for_update())
    for invitation in rows:
        invitation.sent_on = timezone.localdate()
    Invitation.objects.bulk_update(rows, ["sent_on"], batch_size=500)
    _write(wave, rows, is_reminder=False)
    return len(rows)


@transaction.atomic
def send_reminders(*, wave: Wave) -> int:
    """Remind everybody who may be reminded (`queries.invitations.to_remind`); how many. NotNow as above."""
    _require_open(wave)
    rows = list(reads.to_remind(wave).select_for_update())
    for invitation in rows:
        invitation.reminded_on = timezone.localdate()
        invitation.reminders += 1
    Invitation.objects.bulk_update(rows, ["reminded_on", "reminders"], batch_size=500)
    _write(wave, rows, is_reminder=True)
    return len(rows)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation) -> None:
    """Its link opens nothing from now on; what its holder has begun stays, and no mail of it leaves."""
    Invitation.objects.filter(pk=invitation.pk).update(is_revoked=True)
    reads.mails_of([invitation.pk]).delete()


@transaction.atomic
def decline_invitations(*, address: str) -> None:
    """Note that the address wants no mail about any survey, and drop what waits for it."""
    mail.unsubscribe(address=address, topic=reads.TOPIC)
    mail.subscribe(address=address, topic=reads.TOPIC, frequency="never")
    reads.waiting_mails().filter(address=mail.normalised(address)).delete()


@transaction.atomic
def forget_invited() -> int:
    """Delete addresses that have served their time; how many rows.

    When a wave has closed, hashes of verified addresses go, and invitations lose what their tokens are
    computed from. The rows themselves go `SURVEY_INVITATION_DAYS` later, and with them the way to stop
    mails, unless it was used.
    """
    _sever()
    gone, _ = VerifiedAddress.objects.filter(wave__status=Wave.Status.CLOSED).delete()
    limit = timezone.now() - timedelta(days=periods.invitation_days())
    old = Invitation.objects.filter(wave__status=Wave.Status.CLOSED, wave__closes_at__lte=limit)
    addresses = set(old.values_list("email", flat=True))
    if not addresses:
        return gone
    gone += old.delete()[0]
    addresses -= set(Invitation.objects.filter(email__in=addresses).values_list("email", flat=True))
    stops = mail.subscribers(topic=reads.TOPIC).exclude(frequency="never")
    return gone + int(stops.filter(address__in=addresses).delete()[0])


def _sever() -> None:
    """Nobody, the holder of the keys included, can compute the tokens of closed waves any more."""
    rows = Invitation.objects.filter(wave__status=Wave.Status.CLOSED).exclude(key_version=SEVERED)
    found = list(rows.select_for_update(of=("self",)))
    if not found:
        return
    for invitation in found:
        invitation.seed, invitation.key_version = uuid4(), SEVERED
        invitation.token_hash = keys.digest("invitation", secrets.token_hex(16))
    Invitation.objects.bulk_update(found, ["seed", "token_hash", "key_version"], batch_size=500)
    reads.waiting_mails().filter(context__wave__in={invitation.wave_id for invitation in found}).delete()


def _require_open(wave: Wave) -> None:
    if queries.current_wave(wave.survey) != wave:
        raise NotNow("This wave isn't open, so its links would open nothing. Open it first.")


def _write(wave: Wave, rows: Sequence[Invitation], *, is_reminder: bool) -> None:
    """Put the mails into the outbox, a batch a minute."""
    # What every mail carries the end of: pressing “stop” there is heard for all surveys.
    stops = mail.subscribe_each(addresses=[invitation.email for invitation in rows], topic=reads.TOPIC)
    title = " ".join(wave.survey.title.split())
    subject = f"A reminder: {title}" if is_reminder else f"An invitation: {title}"
    now = timezone.now()
    Outgoing.objects.bulk_create(
        (
            Outgoing(
                topic=reads.TOPIC,
                address=invitation.email,
                subject=subject[:200],
                template=TEMPLATE,
                context={"invitation": invitation.pk, "wave": wave.pk, "is_reminder": is_reminder},
                subscription=stops[invitation.email],
                due_at=now + timedelta(minutes=number // BATCH),
            )
            for number, invitation in enumerate(rows)
        ),
        batch_size=500,
    )
    transaction.on_commit(mail.wake)
