"""Lists of the admin that `comments.queries` has not; each costs the same for one row and for many."""

from functools import reduce
from operator import or_

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Page

from comments import queries
from comments.models import Comment, Event, Report, Thread, Writer


def comments() -> QuerySet[Comment]:
    """Every comment, the newest first, with its page, its writer and `open_reports`."""
    open_reports = (
        Report.objects.filter(comment=OuterRef("pk"), open=True)
        .order_by()
        .values("comment")
        .annotate(found=Count("pk"))
        .values("found")
    )
    return (
        Comment.objects.select_related("discussion__page", "writer")
        .annotate(open_reports=Coalesce(Subquery(open_reports), 0))
        .order_by("-submit_date", "-pk")
    )


def public_below(*pages: Page) -> int:
    """How many public comments stand on pages and on those below them. One query, none for no page."""
    below = [Q(discussion__page__path__startswith=page.path) for page in pages]
    if not below:
        return 0
    return Comment.objects.filter(reduce(or_, below), state=Comment.State.PUBLIC).count()


def comments_of(writer: Writer) -> QuerySet[Comment]:
    return comments().filter(writer=writer)


def history_of_writer(writer: Writer) -> QuerySet[Event]:
    """What was done to a writer, not to single comments."""
    return writer.events.filter(comment=None).select_related("by")


def reports() -> QuerySet[Report]:
    """Open ones first."""
    return Report.objects.select_related("comment__discussion__page").order_by("-open", "-day", "-pk")


def threads() -> QuerySet[Thread]:
    """Those with held comments first."""
    return queries.threads().order_by("-held", "page__title", "subject")


def threads_of(page_id: int) -> QuerySet[Thread]:
    return threads().filter(page_id=page_id)
