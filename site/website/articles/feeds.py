"""Atom feeds of what is published: the whole magazine, one topic, one author.

An entry's id is the page's own UUID, so it survives a new slug, a move and a new domain. Content is the prose
of the article without charts, questions and forms, which live on the page alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import nh3
from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, format_html
from django.utils.xmlutils import SimplerXMLGenerator

from website.articles.meta import LICENCE, absolute

#: Entries of one feed, the newest.
MOST = 20
#: Blocks whose text reads well in a feed reader; the others are named by a link to the page.
PROSE = frozenset({"paragraph", "list", "numbered", "quote", "pull", "footnotes"})
TAGS = frozenset({"a", "b", "blockquote", "em", "h2", "h3", "i", "li", "ol", "p", "strong", "ul"})
#: Signs that XML cannot hold.
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


@dataclass(frozen=True)
class About:
    """What a feed is of. `path` is the feed's own, `page` that of the page it belongs to."""

    title: str
    subtitle: str
    path: str
    page: str


class Feed(Atom1Feed):
    """Atom, with the content of each entry beside its summary."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write an entry."""
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content", item["content"], {"type": "html", "xml:base": item["link"]})


def written(about: About, articles: Sequence[Any]) -> tuple[str, datetime]:
    """The feed as text, and when anything in it was last changed. No query but those of `articles`."""
    feed = Feed(
        title=_plain(about.title),
        link=absolute(about.page),
        description="",
        subtitle=_plain(about.subtitle),
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(about.path),
        feed_guid=absolute(about.path),
        feed_copyright=f"CC BY 4.0, {LICENCE}",
    )
    for page in articles:
        feed.add_item(
            title=_plain(page.title),
            link=absolute(page.get_url_parts()[2]),
            description=escape(_plain(page.lead)),
            content=content(page),
            unique_id=f"urn:uuid:{page.translation_key}",
            author_name=_plain(page.author.name) if page.author else None,
            pubdate=page.published_at,
            updateddate=max(page.published_at, page.last_published_at or page.published_at),
            categories=[_plain(topic.name) for topic in page.topics.all()],
        )
    changed = feed.latest_post_date() if articles else datetime(2000, 1, 1, tzinfo=UTC)
    return feed.writeString("utf-8"), changed


def content(page: Any) -> str:
    """The article's prose as plain HTML: no picture, script, style or form; links lead to whole addresses."""
    here = absolute(page.get_url_parts()[2])
    return nh3.clean(
        "".join(_blocks(page)).translate(_FORBIDDEN),
        tags=set(TAGS),
        attributes={"a": {"href"}},
        clean_content_tags={"script", "style", "svg", "form", "nav", "button"},
        url_schemes={"http", "https", "mailto"},
        attribute_filter=lambda tag, name, value: (
            f"{here}{value}" if value[:1] == "#" else absolute(value) if value[:1] == "/" else value
        ),
        link_rel=None,
    )


def _blocks(page: Any) -> Iterable[str]:
    for block in page.body:
        if block.block_type == "heading":
            yield format_html("<h2>{}</h2>", block.value)
        elif block.block_type in PROSE:
            yield block.render()
        else:
            yield format_html('<p><a href="{}">{}</a></p>', "#content", f"On the page: {block.block.label}")


def _plain(text: str) -> str:
    return text.translate(_FORBIDDEN)
