"""How much one network, one writer and one page may send, and how much may wait for a moderator.

What cannot be counted is refused: limits stay closed. The text goes back to its writer, so nothing is lost.
"""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from comments import queries
from comments.models import Writer
from comments.pipeline.verdict import PASS, Draft, Verdict, hold, refuse
from website.core import limits

HOUR = timedelta(hours=1)
FULL = (
    "So many comments are waiting to be read that no more fit just now. "
    "Your text is still here: please try again later."
)
UNSURE = "We could not take your comment just now. Your text is still here: please try again in a moment."


def check(draft: Draft) -> Verdict:
    """Three to six short statements."""
    try:
        return _network(draft) or _writer(draft) or _queue(draft) or _page(draft) or PASS
    except DatabaseError:
        return refuse("limits", UNSURE)


def _network(draft: Draft) -> Verdict | None:
    if draft.request is None:
        return None
    decision = limits.spend(draft.request, "comments.post")
    if decision.allowed:
        return None
    return refuse(
        "limits",
        "Many comments came from your network just now. Your text is still here: "
        f"please try again in {decision.retry_after_text}.",
    )


def _writer(draft: Draft) -> Verdict | None:
    if draft.writer is None or draft.editing is not None:
        return None
    most, seconds = settings.LIMITS["comments.writer"]
    if queries.written_since(draft.writer, timezone.now() - timedelta(seconds=seconds)) < most:
        return None
    return refuse("limits", "That is a lot in a short while. Your text is still here: please post it later.")


def _queue(draft: Draft) -> Verdict | None:
    """A writer whose comments stand in public does not queue, and does not meet a full queue."""
    if draft.editing is not None or (draft.writer is not None and _is_known(draft.writer)):
        return None
    most_here, most = draft.settings.held_per_page, draft.settings.held_on_site
    if queries.held_on(draft.page) >= most_here or queries.held_count() >= most:
        return refuse("full", FULL)
    if draft.writer is None and (
        queries.unconfirmed_on(draft.page) >= most_here or queries.unconfirmed_on() >= most
    ):
        return refuse("full", FULL)
    return None


def _page(draft: Draft) -> Verdict | None:
    """A page that is flooded from many networks goes on, but a moderator reads first."""
    most, seconds = settings.LIMITS["comments.page"]
    if queries.arrived_since(draft.page, timezone.now() - timedelta(seconds=seconds)) < most:
        return None
    return hold("busy")


def _is_known(writer: Writer) -> bool:
    return not writer.is_banned and queries.approved_before(writer)
