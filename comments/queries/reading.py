"""One page of a discussion, in two queries whatever its size."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, F, OuterRef, Subquery, Value, When
from django.utils import timezone
from wagtail.models import Page

from comments import closing, keys, targets
from comments.models import Comment, DiscussionSettings, Thread, WriterKey
from comments.queries import visible
from comments.queries.one import is_editable
from comments.queries.rules import settings_above
from comments.queries.shapes import ORDERS, Discussion, Item, Order
from comments.queries.visible import roots_of, shown, wordless

State = Comment.State


@dataclass(frozen=True)
class _Frame:
    """What is known of a discussion before its comments are read."""

    closes_after_days: int
    thread_id: int | None
    policy: str
    count: int
    roots: int


def discussion(
    page: Page, subject: str = "", *, order: str = "oldest", number: int = 1, key: str | None = None
) -> Discussion:
    """One page of a thread, in two queries whatever its size (one where nobody has written).

    `key` is the writer's, from the cookie: then `mine` and `editable` are set and held comments of that
    writer are among the others. An unknown order is the first; a number past the end is the last page.
    An alias costs two queries more, a page of results one. The caller has served `page` and so knows that
    its reader may read it.
    """
    chosen = next((known for known in ORDERS if known == order), ORDERS[0])
    if not page.live or not targets.lends(page):
        return Discussion(page, subject, None, "closed", None, 0, order=chosen)
    page = targets.home(page)
    own = _writer_id(key)
    frame = _frame(page, subject, own)
    opening = _opening(page, subject, frame)
    pages = max(1, -(-frame.roots // visible.ROOTS))
    number = min(max(number, 1), pages)
    items = _items(frame, chosen, number, own) if frame.thread_id is not None and frame.roots else ()
    return Discussion(
        page,
        subject,
        frame.thread_id,
        opening.state,
        opening.closes_on,
        frame.count,
        items,
        chosen,
        number,
        pages,
        frame.policy,
    )


def opening(page: Page, subject: str = "") -> closing.Opening:
    """Whether the discussion takes comments today. One query, and one more for a page of results."""
    page = targets.home(page)
    return _opening(page, subject, _frame(page, subject, None))


def by_the_rule(page: Page, subject: str = "") -> closing.Opening:
    """The same if the discussion followed the rule, whatever was chosen for it."""
    page = targets.home(page)
    return _opening(page, subject, replace(_frame(page, subject, None), policy=Thread.Policy.RULE.value))


def is_still_live(page: Page) -> bool:
    """Whether the page is published at this moment, whatever the instance at hand says. One query."""
    return Page.objects.filter(pk=page.pk, live=True).exists()


def _writer_id(key: str | None) -> Any:
    """A subquery for the writer behind a key; None without one."""
    if not key or len(key) > 100:
        return None
    held = WriterKey.objects.filter(key_hash=keys.digest(key), expires_on__gte=timezone.localdate())
    return Subquery(held.values("writer_id")[:1])


def _frame(page: Page, subject: str, own: Any) -> _Frame:
    """One query."""
    thread = Thread.objects.filter(page=OuterRef("pk"), subject=subject)
    comments = Comment.objects.filter(discussion__page=OuterRef("pk"), discussion__subject=subject)
    public = comments.filter(state=State.PUBLIC).order_by().values("discussion").annotate(n=Count("pk"))
    roots = comments.filter(shown(own), level=0).order_by().values("discussion").annotate(n=Count("pk"))
    row = (
        Page.objects.filter(pk=page.pk)
        .annotate(
            closes_after_days=Subquery(settings_above(page).values("closes_after_days")[:1]),
            thread_id=Subquery(thread.values("pk")[:1]),
            policy=Subquery(thread.values("policy")[:1]),
            public_comments=Subquery(public.values("n")[:1]),
            root_comments=Subquery(roots.values("n")[:1]),
        )
        .values_list("closes_after_days", "thread_id", "policy", "public_comments", "root_comments")
        .first()
    )
    days, thread_id, policy, number, of_roots = row or (None, None, None, 0, 0)
    if days is None:
        days = DiscussionSettings._meta.get_field("closes_after_days").default
    return _Frame(days, thread_id, policy or Thread.Policy.RULE.value, number or 0, of_roots or 0)


def _opening(page: Page, subject: str, frame: _Frame) -> closing.Opening:
    return closing.opening(
        policy=frame.policy,
        published_on=targets.published_on(page, subject),
        closes_after_days=frame.closes_after_days,
        today=timezone.localdate(),
    )


_BY: dict[str, tuple[str, ...]] = {
    "oldest": ("submit_date", "number"),
    "newest": ("-submit_date", "-number"),
    "replied": ("-replies_count", "submit_date", "number"),
}


def _items(frame: _Frame, order: Order, number: int, own: Any) -> tuple[Item, ...]:
    """One query: the roots of this page and everything under them that is shown."""
    start = (number - 1) * visible.ROOTS
    roots = roots_of(frame.thread_id, own).order_by(*_BY[order]).values("pk")[start : start + visible.ROOTS]
    mine: Any = Value(False, output_field=BooleanField())
    if own is not None:
        mine = Case(When(writer_id=own, then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = list(
        Comment.objects.filter(shown(own), discussion=frame.thread_id, thread_id__in=roots)
        .annotate(is_mine=mine, badge=F("writer__badge"))
        .order_by(*_BY[order])
    )
    below: dict[int, list[Comment]] = {}
    for row in rows:
        if row.parent_id != row.pk:
            below.setdefault(row.parent_id, []).append(row)
    now = timezone.now()
    made = (_item(row, below, now) for row in rows if row.parent_id == row.pk)
    return tuple(item for item in made if item is not None)


def _item(comment: Any, below: dict[int, list[Comment]], now: datetime) -> Item | None:
    """The comment with its branch, replies from old to new; None where nothing of it is to be seen."""
    answers = sorted(below.get(comment.pk, ()), key=lambda reply: (reply.submit_date, reply.number))
    replies = tuple(item for reply in answers if (item := _item(reply, below, now)) is not None)
    own_held = comment.state == State.HELD and comment.is_mine
    gone: Any = "" if comment.state == State.PUBLIC or own_held else comment.state
    if gone:
        if not replies:
            return None
        wordless(comment)
    mine = bool(comment.is_mine) and not gone
    return Item(
        comment, comment.level + 1, replies, mine, mine and is_editable(comment, now), gone, waiting=own_held
    )
