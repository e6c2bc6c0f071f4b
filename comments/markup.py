"""From what a writer typed to what is shown: a small Markdown, then an allow-list.

Paragraphs, emphasis, strong, links to the web, lists, quotes, code. No pictures, headings, tables or HTML:
what is not of the subset is shown as it was typed.
"""

import html
import re
from typing import Any

import nh3
from markdown_it import MarkdownIt

TAGS = frozenset({"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre"})
REL = "nofollow ugc noopener noreferrer"
_WEB = ("http://", "https://")
#: What a mark of HTML looks like, for texts of a former site.
_MARK = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_BREAK = re.compile(r"<(?:br|/p|/li|/blockquote)\b[^<>]{0,100}>", re.IGNORECASE)


def _is_web(url: str) -> bool:
    return url.lower().startswith(_WEB)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"breaks": True, "html": False, "linkify": False, "maxNesting": 12})
    reader.enable(
        ["blockquote", "list", "fence", "escape", "backticks", "emphasis", "link", "newline", "autolink"]
    )
    reader.validateLink = _is_web  # type: ignore[method-assign]  # the hook that markdown-it offers for this
    return reader


_READER = _reader()


def rendered(source: str) -> str:
    """The markup of a comment: safe to be put on a page as it is."""
    return clean(_READER.render(source))


def clean(markup: str) -> str:
    """Markup of any origin, reduced to the allow-list."""
    return nh3.clean(
        markup,
        tags=set(TAGS),
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}},
        attribute_filter=_only_web,
        url_schemes={"http", "https"},
        link_rel=REL,
        strip_comments=True,
    )


def links(source: str) -> list[str]:
    """Every address that the rendered comment links to, in order."""
    found: list[str] = []
    for block in _READER.parse(source):
        for token in block.children or ():
            if token.type == "link_open":
                found.append(str(token.attrs.get("href", "")))
    return found


def is_html(text: str) -> bool:
    """Whether a text of a former site carries marks of HTML."""
    return bool(_MARK.search(text))


def plain(markup: str) -> str:
    """The words of some markup, for a feed, an excerpt or the source of an imported comment."""
    words = nh3.clean(_BREAK.sub("\n", markup), tags=set(), clean_content_tags={"script", "style"})
    return html.unescape(words).strip()


def _only_web(tag: str, name: str, value: str) -> Any:
    """A relative address would lead into this site under somebody's words."""
    return value if name != "href" or _is_web(value) else None
