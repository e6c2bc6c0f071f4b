"""From the outbox to the mail server, one mail at a time, never inside a transaction.

A row is claimed by one conditional UPDATE that moves its time into the future. Who dies with a claimed row
sends that one mail twice at most: the row comes back when its claim ends, and every other row was
untouched.
"""

import logging
import smtplib
import threading
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import close_old_connections, connections, transaction
from django.db.models import F
from django.utils import timezone

from website.core.mail import addresses
from website.core.models import MailCap, Outgoing, Pending

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=5)
APART = timedelta(minutes=10)
"""Between two mails to one address that visitors asked for; and at most three in a day."""
DAY = timedelta(hours=24)
SECONDS = 40.0
"""How long one run may take; the next one goes on."""
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 12
"""With waits of 1, 2, 4 … minutes, at most 6 hours: a little over a day."""


def deliver(*, seconds: float = SECONDS) -> int:
    """Send what is due until it is done or the time is up; how many mails left. Safe beside another run."""
    until = time.monotonic() + seconds
    sent = 0
    server = get_connection()
    try:
        while time.monotonic() < until:
            row = _claim()
            if row is None:
                break
            outcome = _try(row, server)
            sent += outcome is True
            if outcome is None:
                break
    finally:
        _hang_up(server)
    return sent


def waiting() -> tuple[int, int]:
    """How many mails wait, and how many were given up. Two queries."""
    states = Outgoing.State
    return (
        Outgoing.objects.filter(state=states.WAITING).count(),
        Outgoing.objects.filter(state=states.GIVEN_UP).count(),
    )


def _claim() -> Outgoing | None:
    """The next row that is due, kept from others for a while."""
    while True:
        now = timezone.now()
        row = (
            Outgoing.objects.select_related("pending", "subscription")
            .filter(state=Outgoing.State.WAITING, due_at__lte=now)
            .order_by("due_at", "pk")
            .first()
        )
        if row is None:
            return None
        mine = Outgoing.objects.filter(pk=row.pk, state=Outgoing.State.WAITING, due_at=row.due_at)
        if mine.update(due_at=now + CLAIM, attempts=F("attempts") + 1):
            row.attempts += 1
            return row


def _try(row: Outgoing, server: Any) -> bool | None:
    """True where the mail left, False where it does not now, None where the server is to be left alone."""
    from website.core.mail.message import compose

    pending = _pending(row)
    if row.is_asked and (pending is None or not _within_caps(row)):
        row.delete()
        return False
    try:
        message = compose(row, pending)
    except Exception as fault:
        logger.exception("mail_not_composed", extra={"topic": row.topic})
        _put_back(row, fault, give_up=row.attempts >= 3)
        return False
    try:
        server.open()
        server.send_messages([message])
    except Exception as fault:
        logger.warning("mail_not_sent", extra={"topic": row.topic, "fault": type(fault).__name__})
        _put_back(row, fault, give_up=_is_final(fault) or row.attempts >= MOST_ATTEMPTS)
        return False if _concerns_one_mail(fault) else None
    Outgoing.objects.filter(pk=row.pk).delete()
    return True


def _pending(row: Outgoing) -> Pending | None:
    """What a mail asks to confirm: its own row, or the newest of the address for "once more"."""
    now = timezone.now()
    if row.pending is not None:
        return row.pending if row.pending.expires_at > now else None
    if not row.is_asked:
        return None
    return Pending.objects.filter(address=row.address, expires_at__gt=now).order_by("-created_at").first()


@transaction.atomic
def _within_caps(row: Outgoing) -> bool:
    """Count this mail for its address, once: a conditional UPDATE over the times of the last three."""
    if row.is_counted:
        return True
    now, subject = timezone.now(), addresses.hashed(row.address)
    MailCap.objects.bulk_create([MailCap(subject=subject)], ignore_conflicts=True)
    counted = MailCap.objects.filter(subject=subject, newest__lte=now - APART, oldest__lte=now - DAY).update(
        oldest=F("middle"), middle=F("newest"), newest=now
    )
    if counted:
        Outgoing.objects.filter(pk=row.pk).update(is_counted=True)
    return bool(counted)


def _put_back(row: Outgoing, fault: Exception, *, give_up: bool) -> None:
    wait = min(timedelta(minutes=2 ** min(row.attempts - 1, 12)), LONGEST_WAIT)
    Outgoing.objects.filter(pk=row.pk).update(
        state=Outgoing.State.GIVEN_UP if give_up else Outgoing.State.WAITING,
        due_at=timezone.now() + (timedelta() if give_up else wait),
        fault=type(fault).__name__[:80],
    )


def _is_final(fault: Exception) -> bool:
    """The server will never take this mail: it said 5xx about the recipient or the content."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in fault.recipients.values())
    return isinstance(fault, smtplib.SMTPDataError) and fault.smtp_code >= 500


def _concerns_one_mail(fault: Exception) -> bool:
    return isinstance(fault, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)


def _hang_up(server: Any) -> None:
    """A server that is gone already has nothing to be told."""
    try:
        server.close()
    except (OSError, smtplib.SMTPException):
        logger.info("mail_server_was_gone")


# Right after the commit -------------------------------------------------------------------------------

_lock = threading.Lock()
_state = {"running": False, "again": False}


def wake() -> None:
    """Deliver soon, in a thread of its own; the request does not wait. At most one such thread in a
    process.
    """
    if not settings.MAIL_AT_ONCE:
        return
    with _lock:
        _state["again"] = True
        if _state["running"]:
            return
        _state["running"] = True
    threading.Thread(target=_run, name="mail", daemon=True).start()


def _run() -> None:
    while True:
        with _lock:
            if not _state["again"]:
                _state["running"] = False
                return
            _state["again"] = False
        close_old_connections()
        try:
            deliver()
        except Exception:
            logger.exception("mail_delivery_failed")
        finally:
            connections.close_all()
