"""Which page a discussion hangs on, and whether it may be read and written there.

A thread belongs to a page's row, not to its type. A page that moves or is published again keeps its
discussion; a copy starts with none; an alias shows the one of its original; an unpublished page shows none
and takes none; a deleted page takes its threads, comments and all that waits along.
"""

import re
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from reports import queries as reports

_WAVE = re.compile(r"wave-(\d{1,6})\Z")


def home(page: Page) -> Page:
    """The page whose discussion `page` shows: itself, or what it is an alias of. A query for an alias."""
    return page.alias_of if page.alias_of_id is not None else page


def is_public(page: Page) -> bool:
    """Whether everybody may read the page. One query, none while it is not published."""
    return bool(page.live) and not page.get_view_restrictions().exists()


def may_read(page: Page, request: HttpRequest | None) -> bool:
    """Whether whoever asks may read the page, and so its discussion and write there."""
    if not page.live:
        return False
    restrictions = page.get_view_restrictions()
    if request is None:
        return not restrictions.exists()
    return all(restriction.accept_request(request) for restriction in restrictions)


def lends(page: Page) -> bool:
    """Whether `page` may show its discussion: an alias lends it only from an original that everybody may
    read.
    """
    return page.alias_of_id is None or is_public(page.alias_of)


def published_on(page: Page, subject: str = "") -> date | None:
    """The day from which the closing rule counts: of the page, or of the results that `subject` names.

    An article may carry another date than that of its first publication.
    """
    wave = _WAVE.match(subject)
    if wave is not None:
        found = (w.released_on for w in reports.released_waves(page.slug) if w.number == int(wave[1]))
        return next(found, None)
    if page.first_published_at is None:
        return None
    chosen = getattr(page, "date", None)
    if isinstance(chosen, date):
        return chosen
    return timezone.localdate(page.first_published_at)


def knows(page: Page, subject: str) -> bool:
    """Whether the page has such a discussion: its own, or that of a wave that was released."""
    if not subject:
        return True
    return bool(_WAVE.match(subject)) and published_on(page, subject) is not None
