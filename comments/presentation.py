"""A discussion in words and addresses: everything that the templates print about one.

`shared` is what a cache may keep: nothing in it differs by visitor. `own` adds what only one writer may see.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from comments import markup, queries, text
from comments.models import Comment
from comments.queries import Discussion, Heard, Item
from website.core import formatting

ORDER_WORDS = {"oldest": "Oldest first", "newest": "Newest first", "replied": "Most replied"}
GONE = {
    "removed": "Its writer has taken this comment back.",
    "rejected": "A moderator has taken this comment away.",
    "held": "This comment waits for a moderator.",
}
QUOTED = 160
"""Characters of a comment that is quoted outside its discussion."""
WAITING = "A person will read it before it appears. That usually takes less than a day. Only you see it here."


@dataclass(frozen=True)
class Chip:
    """An answer that its writer chose to show. `url` leads to the results, if they are known."""

    question: str
    option: str
    wave: str
    url: str


@dataclass(frozen=True)
class Way:
    """A link in words."""

    words: str
    url: str
    here: bool = False


@dataclass(frozen=True)
class CommentView:
    """One comment as it is printed. Where `gone` says something, nothing else of it is known."""

    pk: int
    name: str = ""
    badge: str = ""
    day: date | None = None
    when: str = ""
    edited: bool = False
    archived: bool = False
    invented: bool = False
    chip: Chip | None = None
    html: str = ""
    gone: str = ""
    waiting: str = ""
    url: str = ""
    reply_url: str = ""
    report_url: str = ""
    own: tuple[Way, ...] = ()
    replies: tuple["CommentView", ...] = ()
    below: str = ""


@dataclass(frozen=True)
class ThreadView:
    """One page of a discussion."""

    said: str
    is_open: bool
    comments: tuple[CommentView, ...]
    write_url: str
    feed_url: str
    mine_url: str
    held_url: str = ""
    orders: tuple[Way, ...] = ()
    number: int = 1
    pages: int = 0
    """0 where there is one page only."""
    before_url: str = ""
    after_url: str = ""
    closed_said: str = ""
    question: "Question | None" = None


@dataclass(frozen=True)
class Overheard:
    """The first words of a comment, who said them, and under which page."""

    name: str
    words: str
    title: str
    url: str
    invented: bool = False


@dataclass(frozen=True)
class Preview:
    """What a text would look like; nothing is stored."""

    html: str


@dataclass(frozen=True)
class Question:
    """A question that stays open when the comments are closed."""

    survey: str
    id: str


def thread_url(page_id: int, subject: str = "", **query: str | int) -> str:
    """The address of a discussion of its own page; empty values are left out."""
    return _with(reverse("discussion:thread", args=[page_id]), subject=subject, **query)


def write_url(page_id: int, subject: str = "", **query: str | int) -> str:
    return _with(reverse("discussion:write", args=[page_id]), subject=subject, **query)


def feed_url(page_id: int, subject: str = "") -> str:
    return _with(reverse("discussion:feed", args=[page_id]), subject=subject)


def shared(found: Discussion, *, question: Question | None = None) -> ThreadView:
    """What everybody sees."""
    return _thread(found, own=False, question=question)


def own(found: Discussion, *, question: Question | None = None) -> ThreadView:
    """What one writer sees, with what can be done to comments of one's own."""
    return _thread(found, own=True, question=question)


def heard(found: Heard) -> Overheard:
    """A comment outside its discussion."""
    words = " ".join(markup.plain(found.comment.html).split())
    if len(words) > QUOTED:
        words = f"{words[:QUOTED].rsplit(' ', 1)[0].rstrip(',.;:')}…"
    return Overheard(
        name=found.comment.user_name,
        words=words,
        title=found.page.title,
        url=reverse("discussion:permalink", args=[found.comment.pk]),
        invented=found.comment.is_demo,
    )


def preview(words: str) -> Preview:
    """Cleaned as it would be on posting."""
    return Preview(markup.rendered(text.cleaned(words)))


def chip_of(comment: Comment) -> Chip | None:
    if not comment.chip_question:
        return None
    return Chip(comment.chip_question, comment.chip_option, comment.chip_wave, _local(comment.chip_url))


def when(day: date, today: date) -> str:
    """ "12 November"; with the year where it is another one."""
    return formatting.day(day) if day.year != today.year else f"{day.day}{formatting.NBSP}{day:%B}"


def single(item: Item, page_id: int, subject: str, *, is_open: bool, own: bool) -> CommentView:
    """One comment with its branch."""
    row = item.comment
    replies = tuple(single(reply, page_id, subject, is_open=is_open, own=own) for reply in item.replies)
    below = formatting.count(_below(item), "reply", "replies")
    if item.gone:
        return CommentView(pk=row.pk, gone=GONE[item.gone], replies=replies, below=below)
    answerable = is_open and item.answerable
    day = timezone.localtime(row.submit_date).date()
    return CommentView(
        pk=row.pk,
        name=row.user_name,
        badge=getattr(row, "badge", "") or "",
        day=day,
        when=when(day, timezone.localdate()),
        edited=row.edited_at is not None,
        archived=row.is_archive,
        invented=row.is_demo,
        chip=chip_of(row),
        html=row.html,
        waiting=WAITING if item.waiting else "",
        url=reverse("discussion:permalink", args=[row.pk]),
        reply_url=write_url(page_id, subject, to=row.pk) if answerable else "",
        report_url="" if item.waiting or item.mine else reverse("discussion:report", args=[row.pk]),
        own=_own_ways(item) if own and item.mine else (),
        replies=replies,
        below=below,
    )


def _own_ways(item: Item) -> tuple[Way, ...]:
    pk = [item.comment.pk]
    ways = [Way("Edit", reverse("discussion:edit", args=pk))] if item.editable else []
    return (*ways, Way("Delete", reverse("discussion:delete", args=pk)))


def _below(item: Item) -> int:
    """Comments in the branch, tombstones left out."""
    return sum((0 if reply.gone else 1) + _below(reply) for reply in item.replies)


def _thread(found: Discussion, *, own: bool, question: Question | None) -> ThreadView:
    page_id, subject = found.page.pk, found.subject
    comments = tuple(single(item, page_id, subject, is_open=found.is_open, own=own) for item in found.items)
    many = found.pages > 1
    return ThreadView(
        said=_said(found),
        is_open=found.is_open,
        comments=comments,
        write_url=write_url(page_id, subject),
        feed_url=feed_url(page_id, subject),
        mine_url=reverse("discussion:mine"),
        held_url="" if own else thread_url(page_id, subject, order=_order(found), page=_page(found.number)),
        orders=_orders(found) if found.count > 1 else (),
        number=found.number,
        pages=found.pages if many else 0,
        before_url=_page_url(found, found.number - 1) if found.number > 1 else "",
        after_url=_page_url(found, found.number + 1) if found.number < found.pages else "",
        closed_said=_closed_said(found),
        question=None if found.is_open else question,
    )


def _orders(found: Discussion) -> tuple[Way, ...]:
    page_id, subject = found.page.pk, found.subject
    return tuple(
        Way(
            words,
            f"{thread_url(page_id, subject, order='' if order == 'oldest' else order)}#discussion",
            here=order == found.order,
        )
        for order, words in ORDER_WORDS.items()
    )


def _order(found: Discussion) -> str:
    return "" if found.order == queries.ORDERS[0] else found.order


def _page(number: int) -> int | str:
    return "" if number == 1 else number


def _page_url(found: Discussion, number: int) -> str:
    address = thread_url(found.page.pk, found.subject, order=_order(found), page=_page(number))
    return f"{address}#discussion"


def _said(found: Discussion) -> str:
    """ "24 comments. Open until 10 December 2026." """
    many = formatting.count(found.count, "comment") if found.count else "No comments yet"
    if found.is_open:
        last = f" Open until {formatting.day(found.closes_on)}." if found.closes_on else ""
        return f"{many}.{last}"
    if not found.count:
        many = "No comments"
    return f"{many}. Closed on {formatting.day(found.closes_on)}." if found.closes_on else f"{many}. Closed."


def _closed_said(found: Discussion) -> str:
    if found.is_open:
        return ""
    ended = (
        f"This discussion ended on {formatting.day(found.closes_on)}"
        if found.closes_on
        else ("This discussion has ended")
    )
    if found.count == 0:
        return f"{ended}."
    still = "still here to read" if found.count == 1 else "all of them still here to read"
    return f"{ended} after {formatting.count(found.count, 'comment')}, {still}."


def _local(url: str) -> str:
    """An address of this site, or none."""
    return url if url.startswith("/") and not url.startswith(("//", "/\\")) else ""


def _with(address: str, **query: str | int) -> str:
    given = {name: value for name, value in query.items() if value != ""}
    return f"{address}?{urlencode(given)}" if given else address
