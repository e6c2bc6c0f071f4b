"""Counting readers: one network counts once a day for each article, and nothing says which network it was.

A page says "I was read" from a small script, without a cookie, after it has been in view for a while.
Counting where the page is served would miss every reader whom a cache served, and would write on every read.
So people without JavaScript are not counted, nor are machines that only fetch.
"""

import hashlib
import hmac
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from website.articles.models import ReadCount, ReadMark
from website.core import clock, formatting, limits

#: Days that count for the list of what is most read, today included. Older counts are deleted.
DAYS = 30


@transaction.atomic
def count(*, page: Page, request: HttpRequest) -> bool:
    """Count the network behind `request` as a reader of `page`; False where it has counted today already."""
    today = timezone.now().date()
    _, is_new = ReadMark.objects.get_or_create(mark=_mark(page, request), defaults={"day": today})
    if is_new:
        row, _ = ReadCount.objects.get_or_create(page_id=page.pk, day=today)
        ReadCount.objects.filter(pk=row.pk).update(readers=F("readers") + 1)
    return is_new


def most_read_ids(most: int) -> list[int]:
    """Ids of pages by their readers in the last 30 days, most first. One query."""
    rows = (
        ReadCount.objects.filter(day__gt=_oldest())
        .values("page_id")
        .annotate(sum=Sum("readers"))
        .filter(sum__gt=0)
        .order_by("-sum", "-page_id")
    )
    return [row["page_id"] for row in rows[:most]]


@clock.task("articles.reads")
def forget() -> str | None:
    """Delete the marks of past days, and counts that no longer count."""
    marks, _ = ReadMark.objects.filter(day__lt=timezone.now().date()).delete()
    counts, _ = ReadCount.objects.filter(day__lte=_oldest()).delete()
    if not marks and not counts:
        return None
    return f"Forgot {formatting.count(marks, 'mark')} of readers and {formatting.count(counts, 'old count')}."


def _oldest() -> date:
    return timezone.now().date() - timedelta(days=DAYS)


def _mark(page: Page, request: HttpRequest) -> str:
    address = limits.client_address(request)
    who = limits.network(address) if address is not None else "unknown"
    return hmac.new(limits.today_key(), f"read {page.pk} {who}".encode(), hashlib.sha256).hexdigest()
