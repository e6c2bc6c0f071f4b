"""A reader says that a comment should not stand."""

import hashlib
import hmac

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from comments import text
from comments.models import Comment, Event, Report
from website.core import limits

LONGEST_NOTE = 300


def report(*, comment: Comment, reason: str, note: str = "", request: HttpRequest) -> bool:
    """Put a public comment before the moderators; it stays where it is until one decides.

    One network counts once a day for one comment; saying it again changes nothing. False where the network
    has reported too much. ValueError for an unknown reason.
    """
    if reason not in Report.Reason.values:
        raise ValueError(f"{reason!r} is no reason.")
    if not limits.spend(request, "comments.report").allowed:
        return False
    if comment.state != Comment.State.PUBLIC:
        return True
    try:
        with transaction.atomic():
            Report.objects.create(
                comment=comment,
                reason=reason,
                note=text.cleaned(note[: LONGEST_NOTE * 4])[:LONGEST_NOTE],
                day=timezone.localdate(),
                reporter=_reporter(request, comment),
            )
            Event.objects.create(
                comment=comment, kind=Event.Kind.REPORTED, reasons=[reason], at=timezone.now()
            )
    except IntegrityError:
        pass  # the same network, the same comment, the same day
    return True


def _reporter(request: HttpRequest, comment: Comment) -> str:
    """A hash that nobody can tie to an address once the day's key is discarded."""
    address = limits.client_address(request)
    network = limits.network(address) if address is not None else "unknown"
    return hmac.new(limits.today_key(), f"{network} {comment.pk}".encode(), hashlib.sha256).hexdigest()
