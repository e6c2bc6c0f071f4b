"""Foreign HTML to blocks of ours. nh3 cleans it first; what is left is sorted into paragraphs, lists, images.

No text is lost: what has no block of its own becomes paragraphs. What is left out (frames, scripts) is named.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from website.articles.importing import limits, wording
from website.articles.importing.pieces import Block, Body, Picture
from website.articles.importing.refusal import Refused

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ul", "ol"}
_CONTAINERS = {"div", "section", "article", "figure", "table", "thead", "tbody", "tfoot", "dl"}
_BLOCKS = (
    _HEADINGS | _LISTS | _CONTAINERS | {"p", "blockquote", "pre", "hr", "img", "tr", "dt", "dd", "figcaption"}
)
_INLINE = {"a", "b", "i", "br"}
_TAGS = _BLOCKS | _INLINE | {"strong", "em", "code", "span", "li", "td", "th", "cite", "sup", "sub"}
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "img": {"src", "alt"}}
_SCHEMES = {"http", "https", "mailto"}
_HEADING_LENGTH = 120
_QUOTE_LENGTH = 600
_ENDLESS = {
    "br",
    "hr",
    "img",
    "p",
    "li",
    "tr",
    "td",
    "th",
    "dt",
    "dd",
    "input",
    "wbr",
    "embed",
    "meta",
    "link",
}
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_FLATTENED = "Markup nested very deeply was flattened to its words."
_GAP = re.compile(r"\n[ \t]*\n")
_LEFT_OUT = re.compile(
    r"<(iframe|embed|object|video|audio|form|script|style|svg|canvas|applet|math)\b", re.IGNORECASE
)
_NAMES = {
    "iframe": "frame of another site",
    "embed": "embedded object",
    "object": "embedded object",
    "applet": "embedded object",
    "video": "video",
    "audio": "sound",
    "form": "form",
    "script": "script",
    "style": "style sheet",
    "svg": "drawing in SVG",
    "canvas": "drawing by script",
    "math": "formula",
}
_SHORTCODE = re.compile(
    r"\[/?(caption|gallery|embed|audio|video|playlist|contact-form|contact-form-7|youtube|googlemaps|poll)"
    r"(?:\s[^\[\]\n]{0,500})?/?\]"
)


def blocks(html: str, *, breaks: bool = False) -> Body:
    """Sort `html` into blocks. `breaks`: an empty line ends a paragraph, as in old WordPress posts.

    Linear in the length of `html`. Refused for more than 2,000 blocks.
    """
    html = html.encode("utf-8", "replace").decode()
    notes = _left_out(html)
    if breaks:
        codes = Counter(match[1] for match in _SHORTCODE.finditer(html) if match[1] != "caption")
        notes += [f"[{code}] is a command to WordPress and was left out." for code in sorted(codes)]
        html = _SHORTCODE.sub("", html)
    if _depth(html) > limits.MARKUP_DEPTH_UNREAD:
        # The cleaner takes quadratic time over these.
        notes.append(_FLATTENED)
        html = _ANY_TAG.sub(" ", html)
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        clean_content_tags={"script", "style", "iframe", "object", "svg", "math", "video", "audio"},
        link_rel=None,
    )
    if _depth(cleaned) > limits.MARKUP_DEPTH:
        notes.append(_FLATTENED)
        cleaned = nh3.clean(cleaned, tags=set())
    sorter = _Sorter(breaks=breaks and "<p>" not in cleaned)
    sorter.sort(BeautifulSoup(cleaned, "html.parser").contents)
    return Body(tuple(sorter.out), tuple(notes + sorter.notes()))


def _depth(html: str) -> int:
    """How many elements stand within each other; one pass. Those that need no end do not count."""
    depth = deepest = 0
    for match in _TAG.finditer(html):
        if match[2].lower() not in _ENDLESS:
            depth += -1 if match[1] else 1
            deepest = max(deepest, depth)
    return deepest


def paragraph(html: str) -> str:
    """Clean running text: links, bold, italics and line breaks are kept."""
    soup = BeautifulSoup(html, "html.parser")
    for found, ours in (("strong", "b"), ("em", "i"), ("cite", "i")):
        for tag in soup.find_all(found):
            tag.name = ours
    cleaned = nh3.clean(
        str(soup), tags=_INLINE, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel=None
    )
    cleaned = wording.tidy(cleaned).strip()
    while cleaned.startswith("<br>") or cleaned.endswith("<br>"):
        cleaned = cleaned.removeprefix("<br>").removesuffix("<br>").strip()
    return cleaned.replace("<br>", "<br/>")


def _left_out(html: str) -> list[str]:
    counts = Counter(_NAMES[match[1].lower()] for match in _LEFT_OUT.finditer(html))
    return [
        f"Left out: {number} × {name}." if number > 1 else f"Left out: one {name}."
        for name, number in sorted(counts.items())
    ]


def _words(node: PageElement) -> str:
    return wording.tidy(node.get_text()).strip()


class _Sorter:
    """Walks cleaned markup and writes blocks to `out`."""

    def __init__(self, *, breaks: bool) -> None:
        self.breaks = breaks
        self.out: list[Block] = []
        self.changed: Counter[str] = Counter()

    def notes(self) -> list[str]:
        """Say what had to change its form."""
        said = {
            "list": "A list within a list was made one list.",
            "table": "A table was written out as a list, a row an item.",
            "heading": "A heading was too long for one and became a paragraph.",
            "quote": "A long quotation became paragraphs in italics.",
            "pre": "Text that kept its own spacing became paragraphs.",
        }
        return [said[kind] for kind in sorted(self.changed)]

    def sort(self, nodes: Iterable[PageElement]) -> None:
        """Sort `nodes`: runs of words between blocks are paragraphs. As deep as the markup is nested."""
        run: list[str] = []
        for node in nodes:
            if isinstance(node, Tag) and (node.name in _BLOCKS or self.holds_blocks(node)):
                self.words("".join(run))
                run = []
                self.block(node)
            elif isinstance(node, Tag | NavigableString):
                run.append(str(node) if isinstance(node, Tag) else _escaped(node))
        self.words("".join(run))

    def holds_blocks(self, node: Tag) -> bool:
        return node.find(list(_BLOCKS)) is not None

    def words(self, html: str) -> None:
        """Write paragraphs. Only where `breaks`, empty lines end them and single ones are line breaks."""
        for part in _GAP.split(html.strip()) if self.breaks else [html.strip()]:
            if len(self.out) > limits.BLOCKS:
                raise Refused(f"It has more than {limits.BLOCKS:,} paragraphs; split it.")
            text = paragraph(part.strip().replace("\n", "<br>" if self.breaks else " "))
            if text:
                self.out.append(("paragraph", text))

    def block(self, node: Tag) -> None:
        """Write what `node` becomes."""
        if node.name in _HEADINGS:
            self.heading(node)
        elif node.name in _LISTS:
            self.listing(node)
        elif node.name == "blockquote":
            self.quote(node)
        elif node.name == "table":
            self.table(node)
        elif node.name == "figure":
            self.figure(node)
        elif node.name == "img":
            self.image(node)
        elif node.name == "pre":
            self.changed["pre"] += 1
            for part in _GAP.split(node.get_text()):
                self.words(_escaped(part).replace("\n", "<br>"))
        elif node.name != "hr":
            self.sort(list(node.contents))

    def heading(self, node: Tag) -> None:
        words = wording.line(node.get_text(), 10_000)
        if len(words) > _HEADING_LENGTH:
            self.changed["heading"] += 1
            self.words(f"<b>{_escaped(words)}</b>")
        elif words:
            self.out.append(("heading", words))
        self.images(node)

    def listing(self, node: Tag) -> None:
        items = []
        for item in node.find_all("li"):
            for inner in item.find_all(list(_LISTS)):
                self.changed["list"] += 1
                # Its items are met again on their own.
                node.append(inner.extract())
            items.append(paragraph(_inner(item)))
        items = [item for item in items if item]
        if items:
            self.out.append(("numbered" if node.name == "ol" else "list", items))
        self.images(node)

    def quote(self, node: Tag) -> None:
        words = _words(node)
        if len(words) <= _QUOTE_LENGTH and not node.find(list(_LISTS | {"img", "table"})):
            if words:
                self.out.append(("quote", wording.line(words, _QUOTE_LENGTH)))
            return
        self.changed["quote"] += 1
        before = len(self.out)
        self.sort(list(node.contents))
        self.out[before:] = [
            (kind, f"<i>{value}</i>") if kind == "paragraph" else (kind, value)
            for kind, value in self.out[before:]
        ]

    def table(self, node: Tag) -> None:
        self.changed["table"] += 1
        rows = [
            paragraph(" · ".join(_inner(cell) for cell in row.find_all(["td", "th"])))
            for row in node.find_all("tr")
        ]
        rows = [row for row in rows if row]
        if rows:
            self.out.append(("list", rows))
        self.images(node)

    def figure(self, node: Tag) -> None:
        caption = node.find("figcaption")
        images = node.find_all("img")
        if images and len(images) == 1:
            self.image(images[0], caption=_words(caption) if isinstance(caption, Tag) else "")
        else:
            self.sort(list(node.contents))

    def images(self, node: Tag) -> None:
        """Images inside what keeps its words only."""
        for image in node.find_all("img"):
            self.image(image)

    def image(self, node: Tag, caption: str = "") -> None:
        source = str(node.get("src") or "")
        if source:
            alt = wording.line(str(node.get("alt") or ""), 240)
            self.out.append(("image", Picture(source[:2000], alt, wording.line(caption, 240))))


def _inner(node: Tag) -> str:
    return node.decode_contents()


def _escaped(text: Any) -> str:
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
