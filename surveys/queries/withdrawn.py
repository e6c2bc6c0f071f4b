"""What is known of responses that were taken back: which keys were theirs, and how many there were.

A withdrawn response leaves the hash of its resume token, which is a keyed hash of its submission id, and that
of its receipt code.
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

from surveys import keys
from surveys.models import Wave, Withdrawn


def withdrawn_by(*, token: str = "", code: str = "") -> Withdrawn | None:
    """The withdrawal of the response that this resume token or this receipt code opened. One query."""
    matches = Q()
    if token:
        matches |= Q(submission_hash=keys.digest("resume", token))
    if parsed := keys.parse_receipt(code):
        matches |= Q(receipt_hash=keys.digest("receipt", parsed))
    return Withdrawn.objects.filter(matches).first() if matches else None


def was_withdrawn(submission_id: UUID) -> bool:
    """Whether a response with this submission id was taken back. One query."""
    versions = (int(number) for number in settings.PRIVATE_LINK_KEYS)
    hashes = [
        keys.digest("resume", keys.resume_token(submission_id, key_version=version)) for version in versions
    ]
    return Withdrawn.objects.filter(submission_hash__in=hashes).exists()


def withdrawn_by_day(wave: Wave) -> dict[date, int]:
    """How many were taken back on which day; a dataset made before such a day still holds them. One query."""
    rows = Withdrawn.objects.filter(wave=wave).values_list("withdrawn_on").annotate(Count("pk"))
    return dict(rows.order_by("withdrawn_on"))


def waves_with_withdrawals() -> list[Wave]:
    """Every wave from which somebody has taken answers back. One query."""
    return list(Wave.objects.filter(pk__in=Withdrawn.objects.values("wave")).select_related("survey"))
