"""Counts, feeds and quotations: comments outside their discussion."""

from collections.abc import Sequence

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Length
from wagtail.models import Page

from comments import targets
from comments.models import Comment, Thread
from comments.queries import visible
from comments.queries.shapes import Heard, Standing
from comments.queries.visible import roots_of

State = Comment.State
#: Characters of the shortest comment that is quoted elsewhere.
QUOTABLE = 40


def count(page: Page, subject: str = "") -> int:
    """Public comments of a page; 0 where it is not published. One query."""
    if not page.live or not targets.lends(page):
        return 0
    rows = Comment.objects.filter(discussion__page=targets.home(page), discussion__subject=subject)
    return rows.filter(state=State.PUBLIC).count()


def counts(pages: Sequence[Page]) -> dict[int, int]:
    """Page id -> public comments of the pages' own discussions. One query."""
    rows = Comment.objects.filter(
        discussion__page__in=[page.pk for page in pages if page.live],
        discussion__subject="",
        state=State.PUBLIC,
    )
    found = rows.order_by().values_list("discussion__page").annotate(number=Count("pk"))
    return {page.pk: 0 for page in pages} | dict(found)


def permalink(comment: Comment) -> Standing:
    """Where a public comment stands. Three queries."""
    thread = Thread.objects.select_related("page").get(pk=comment.discussion_id)
    root = Comment.objects.get(pk=comment.thread_id)
    before = roots_of(thread.pk, None).filter(
        Q(submit_date__lt=root.submit_date) | Q(submit_date=root.submit_date, number__lt=root.number)
    )
    number = before.count() // visible.ROOTS + 1
    return Standing(thread.page.specific, thread.subject, number, f"comment-{comment.pk}")


def overheard(most: int, *, pages: Sequence[int] | None = None) -> list[Heard]:
    """The newest public comment of each page that everybody may read, newest page first. Two queries.

    A nod is not worth a quotation.
    """
    rows = Comment.objects.annotate(length=Length("comment")).filter(
        state=State.PUBLIC,
        is_archive=False,
        length__gte=QUOTABLE,
        discussion__page__in=Page.objects.live().public(),
    )
    if pages is not None:
        rows = rows.filter(discussion__page__in=pages)
    newest = rows.filter(discussion__page=OuterRef("discussion__page")).order_by("-submit_date", "-number")
    heard = (
        rows.filter(pk=Subquery(newest.values("pk")[:1]))
        .select_related("discussion__page")
        .order_by("-submit_date", "-number")[:most]
    )
    return [Heard(c, c.discussion.page, c.discussion.subject) for c in heard]


def newest(page: Page, subject: str = "", *, most: int = 30) -> list[Comment]:
    """Public comments for a feed, newest first; none where the page is not for everybody. Three queries."""
    page = targets.home(page)
    if not targets.is_public(page):
        return []
    rows = Comment.objects.filter(discussion__page=page, discussion__subject=subject, state=State.PUBLIC)
    return list(rows.order_by("-submit_date", "-number")[:most])
