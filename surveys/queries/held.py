"""One response with its wave and its survey in one read, and the end of its wave as part of a write."""

from datetime import timedelta
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.models import PageViewRestriction

from surveys import keys
from surveys.models import Response, Wave
from surveys.queries.waves import takes_answers

_UNREAD = ("survey__sections", "survey__scales", "survey__intro", "survey__outro", "version__instrument")


def held_response(token: str, slug: str) -> Response | None:
    """The response behind a private link of this survey, with survey, wave and version. One query.

    None if unknown, expired, of another survey, or of one that is not public. `now` on it is the time that
    the database had at the reading.
    """
    found = (
        Response.objects.select_related("survey", "wave", "version")
        .defer(*_UNREAD)
        .annotate(now=Now(), is_restricted=Exists(_restrictions("survey__path")))
        .filter(
            resume_hash=keys.digest("resume", token),
            resume_expires_on__gte=timezone.localdate(),
            survey__slug=slug,
            survey__live=True,
            is_restricted=False,
        )
    )
    return found.first()


def takes_answers_now(response: Response) -> bool:
    """Whether its wave took answers when the response was read. No query after `held_response`."""
    now, wave = getattr(response, "now", None), response.wave
    if now is None:
        return takes_answers(response)
    is_open = wave.status == Wave.Status.OPEN and (
        wave.closes_at is None or now < wave.closes_at + wave.grace
    )
    return is_open or wave.status == Wave.Status.TEST


def still_open(response: Response) -> Exists:
    """A condition for a write: the database's clock stands before the end of the response's wave plus its
    grace, which must be as long as it was when the response was read.
    """
    wave = response.wave
    grace = timedelta(minutes=wave.grace_minutes)
    takes = Q(status=Wave.Status.TEST) | Q(status=Wave.Status.OPEN) & (
        Q(closes_at__isnull=True) | Q(closes_at__gt=Now() - grace)
    )
    return Exists(Wave.objects.filter(takes, pk=response.wave_id, grace_minutes=wave.grace_minutes))


def _restrictions(path: str) -> QuerySet[Any]:
    """Restrictions on a page with this path or on one above it."""
    above = ExpressionWrapper(OuterRef(path), output_field=CharField())
    return PageViewRestriction.objects.annotate(below=above).filter(below__startswith=F("page__path"))
