"""Comments that were not posted here: of a former site, and of the demonstration."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from comments import markup, queries, text, threads
from comments.models import Comment, Writer
from comments.pipeline.length import LONGEST_NAME

State = Comment.State
#: Texts of a former site may be longer than what is taken today.
LONGEST = 20_000
NOBODY = "Somebody"


def archive(
    *,
    page: Page,
    author_name: str,
    text_or_html: str,
    at: datetime,
    parent: Comment | None = None,
    subject: str = "",
) -> Comment:
    """Keep an old comment under its old date: public, marked, without a writer. No mail, no phases.

    HTML is cleaned, text is read as Markdown. An answer too deep hangs on the last level there is. ValueError
    where nothing is left of the text.
    """
    words = text_or_html[:LONGEST]
    html = markup.clean(words) if markup.is_html(words) else markup.rendered(text.cleaned(words))
    source = text.cleaned(markup.plain(words) if markup.is_html(words) else words)
    if not source:
        raise ValueError("The comment has no text.")
    return _add(page, subject, author_name, source, text.cleaned(html), at, parent, is_archive=True)


def add_demo(
    *,
    page: Page,
    name: str,
    text: str,
    at: datetime,
    parent: Comment | None = None,
    chip: dict[str, str] | None = None,
    subject: str = "",
    badge: str = "",
) -> Comment:
    """A comment of the demonstration, by an invented writer; labelled as such wherever it is shown.

    `chip` holds question, option, wave and, if there is one, url.
    """
    writer = None
    source = _source(text)
    today = timezone.localdate(at)
    writer, _ = Writer.objects.get_or_create(
        address=f"demo-{_slug(name)}@overlap.invalid",
        defaults={"name": name, "confirmed_on": today, "created_on": today, "is_demo": True, "badge": badge},
    )
    fields = {f"chip_{part}": value for part, value in (chip or {}).items()}
    return _add(
        page,
        subject,
        name,
        source,
        markup.rendered(source),
        at,
        parent,
        writer=writer,
        is_demo=True,
        **fields,
    )


@transaction.atomic
def _add(
    page: Page,
    subject: str,
    name: str,
    source: str,
    html: str,
    at: datetime,
    parent: Comment | None,
    **fields: object,
) -> Comment:
    thread = threads.locked(page=page, subject=subject)
    comment = Comment(
        user_name=text.one_line(name)[:LONGEST_NAME] or NOBODY,
        comment=source,
        html=html,
        submit_date=at,
        state=State.PUBLIC,
        **fields,
    )
    return threads.add(thread=thread, comment=comment, to=_reachable(parent))


def _reachable(parent: Comment | None) -> Comment | None:
    """The parent, or the nearest above it that may still be answered."""
    while parent is not None and parent.level > queries.MAX_LEVEL - 1:
        parent = Comment.objects.get(pk=parent.parent_id)
    return parent


def _source(words: str) -> str:
    return text.cleaned(words)


def _slug(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text.folded(name)).strip("-") or "x"
