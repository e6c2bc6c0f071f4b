"""A WordPress export (WXR): posts with author, date, topics, address and comments, read as a stream.

Declarations of types and entities are refused; nothing the file names is fetched. Addresses of people who
commented are not carried.
"""

import re
from html import unescape
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import nh3
from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from website.articles.importing import addresses, bodies, limits, wording
from website.articles.importing.pieces import OldComment, Piece, Reading
from website.articles.importing.refusal import Refused

SUFFIXES = (".xml", ".wxr")
_LEAVES = {
    "title", "link", "guid", "dc:creator", "content:encoded", "excerpt:encoded", "wp:post_id", "wp:post_name",
    "wp:post_date", "wp:post_date_gmt", "wp:post_type", "wp:status", "wp:post_password",
}  # fmt: skip
_COMMENT = "wp:comment"
_COMMENT_LEAVES = {
    "wp:comment_id", "wp:comment_author", "wp:comment_date_gmt", "wp:comment_date", "wp:comment_content",
    "wp:comment_approved", "wp:comment_type", "wp:comment_parent",
}  # fmt: skip
_AUTHOR_LEAVES = {"wp:author_login", "wp:author_display_name"}
_NEVER = "0000-00-00 00:00:00"
_QUIET = {"attachment", "nav_menu_item", "revision", "custom_css", "wp_global_styles", "customize_changeset"}
_BREAK = re.compile(r"<br\s*/?>|</p>", re.IGNORECASE)


def read(name: str, data: bytes) -> Reading:
    """Read every post of the export. Refused where it is not one, or is built to harm."""
    if len(data) > limits.DOCUMENT_BYTES:
        raise Refused(
            f"“{name}” is longer than {limits.DOCUMENT_BYTES // limits.MEGABYTE} MB; export it in parts."
        )
    handler = _Export(name)
    parser = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as fault:
        raise Refused(f"“{name}” declares types or entities of its own, which no export needs.") from fault
    except (SAXException, ValueError, LookupError) as fault:
        raise Refused(f"“{name}” is not XML that can be read.") from fault
    if not handler.is_export:
        raise Refused(f"“{name}” is XML, but not a WordPress export.")
    return Reading(tuple(handler.pieces), tuple((name, note) for note in handler.notes()))


class _Export(ContentHandler):
    """Collects one item at a time; keeps pieces, not markup."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.path: list[str] = []
        self.words: list[str] | None = None
        self.item: dict[str, Any] | None = None
        self.comment: dict[str, str] | None = None
        self.author: dict[str, str] | None = None
        self.category: str = ""
        self.authors: dict[str, str] = {}
        self.pieces: list[Piece] = []
        self.others: dict[str, int] = {}
        self.items = 0
        self.comments = 0
        self.is_export = False

    def notes(self) -> list[str]:
        """Say what else stood in the export."""
        return [
            f"{number} of the type “{kind}”: only posts become articles."
            for kind, number in sorted(self.others.items())
        ][:20]

    def startElement(self, name: str, attrs: Any) -> None:
        """Open an element; start to collect where its words matter."""
        if len(self.path) >= limits.XML_DEPTH:
            raise Refused(f"“{self.name}” is nested more deeply than any export.")
        self.path.append(name)
        if name == "rss" and len(self.path) == 1:
            self.is_export = True
        elif name == "item":
            self.items += 1
            if self.items > limits.ITEMS:
                raise Refused(f"“{self.name}” holds more than {limits.ITEMS:,} items; export it in parts.")
            self.item = {"categories": [], "comments": []}
        elif name == _COMMENT and self.item is not None:
            self.comments += 1
            if self.comments > limits.COMMENTS:
                raise Refused(
                    f"“{self.name}” holds more than {limits.COMMENTS:,} comments; export it in parts."
                )
            self.comment = {}
        elif name == "wp:author":
            self.author = {}
        elif name == "category":
            self.category = str(attrs.get("domain", ""))
            self.words = []
        elif name in _LEAVES | _COMMENT_LEAVES | _AUTHOR_LEAVES:
            self.words = []

    def characters(self, content: str) -> None:
        """Keep words of the element being collected."""
        if self.words is not None:
            self.words.append(content)

    def endElement(self, name: str) -> None:
        """Close an element; a closed item is a piece."""
        self.path.pop()
        text = "".join(self.words or ())
        if name == "item" and self.item is not None:
            self.close_item(self.item)
            self.item = None
        elif name == _COMMENT and self.item is not None and self.comment is not None:
            self.item["comments"].append(self.comment)
            self.comment = None
        elif name == "wp:author" and self.author is not None:
            self.authors[self.author.get("wp:author_login", "")] = self.author.get(
                "wp:author_display_name", ""
            )
            self.author = None
        elif self.comment is not None and name in _COMMENT_LEAVES:
            self.comment[name] = text
        elif self.author is not None and name in _AUTHOR_LEAVES:
            self.author[name] = text
        elif self.item is not None and name == "category":
            if self.category in {"category", "post_tag"}:
                self.item["categories"].append(text)
        elif self.item is not None and self.comment is None and name in _LEAVES:
            self.item[name] = text
        self.words = None

    def close_item(self, item: dict[str, Any]) -> None:
        """Make a piece of a post; count everything else."""
        kind = item.get("wp:post_type", "post").strip() or "post"
        status = item.get("wp:status", "publish").strip()
        if kind in _QUIET or status in {"trash", "auto-draft", "inherit"}:
            return
        if kind != "post":
            kind = wording.line(kind, 40)
            self.others[kind] = self.others.get(kind, 0) + 1
            return
        self.pieces.append(_piece(self.name, item, self.authors))


def _piece(name: str, item: dict[str, Any], authors: dict[str, str]) -> Piece:
    notes: list[str] = []
    html = item.get("content:encoded", "")
    if len(html) > limits.ARTICLE_CHARACTERS:
        html = html[: limits.ARTICLE_CHARACTERS]
        notes.append(f"It is longer than {limits.ARTICLE_CHARACTERS:,} characters; the rest was cut off.")
    written = bodies.blocks(html, breaks=True)
    login = item.get("dc:creator", "")
    title = wording.line(unescape(item.get("title", "")), 240)
    if not title:
        title = "Without a title"
        notes.append("It has no title.")
    number = wording.line(item.get("wp:post_id", ""), 20)
    date = _date(item.get("wp:post_date_gmt", ""), item.get("wp:post_date", ""))
    paths = (addresses.old_path(item.get(key, "")) for key in ("link", "guid"))
    topics = (wording.line(unescape(topic), 60) for topic in item["categories"])
    comments, said = _comments(item["comments"])
    if item.get("wp:post_password"):
        notes.append("It was behind a password, and comes as a draft.")
    return Piece(
        source=f"{name}, post {number}" if number else name,
        title=title,
        slug=addresses.slug_of(item.get("wp:post_name", ""), title),
        blocks=written.blocks,
        date=date,
        author=wording.line(authors.get(login) or login, 80),
        topics=tuple(dict.fromkeys(topic for topic in topics if topic and topic != "Uncategorized"))[:20],
        lead=wording.line(unescape(nh3.clean(item.get("excerpt:encoded", ""), tags=set())), 400),
        old_paths=tuple(dict.fromkeys(path for path in paths if path)),
        comments=comments,
        live=item.get("wp:status", "publish").strip() == "publish" and not item.get("wp:post_password"),
        notes=tuple(notes + list(written.notes) + said),
    )


def _date(*candidates: str) -> Any:
    """Return the first date that is one; WordPress writes zeros for none."""
    return next(
        (
            found
            for text in candidates
            if text.strip() != _NEVER and (found := wording.when(text)) is not None
        ),
        None,
    )


def _comments(found: list[dict[str, str]]) -> tuple[tuple[OldComment, ...], list[str]]:
    kept: list[OldComment] = []
    echoes = unapproved = 0
    for comment in found:
        if comment.get("wp:comment_type", "").strip() not in {"", "comment"}:
            echoes += 1
        elif comment.get("wp:comment_approved", "").strip() != "1":
            unapproved += 1
        elif text := _plain(comment.get("wp:comment_content", "")):
            kept.append(
                OldComment(
                    key=comment.get("wp:comment_id", "").strip()[:20],
                    parent=comment.get("wp:comment_parent", "").strip()[:20],
                    name=wording.line(unescape(comment.get("wp:comment_author", "")), 60) or "Somebody",
                    text=text,
                    date=_date(comment.get("wp:comment_date_gmt", ""), comment.get("wp:comment_date", "")),
                )
            )
    notes = []
    if echoes:
        notes.append(f"{echoes} pingbacks or trackbacks were left out; they are no comments.")
    if unapproved:
        notes.append(f"{unapproved} comments that nobody had approved, or that were spam, were left out.")
    return tuple(kept), notes


def _plain(html: str) -> str:
    """A comment's words; its line breaks stay."""
    if len(html) > 20_000:
        html = html[:20_000]
    return wording.tidy(unescape(nh3.clean(_BREAK.sub("\n", html), tags=set()))).strip()
