"""A piece's blocks as the body of an article takes them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wagtail.rich_text import RichText

from website.articles.importing.pieces import Block, Picture


def values(blocks: Iterable[Block], *, image: Callable[[Picture], Any]) -> Iterator[tuple[str, Any]]:
    """Yield (block, value) pairs of `ArticleBlock`. `image` gives what was stored, or None."""
    for kind, value in blocks:
        if kind == "heading":
            yield kind, value
        elif kind == "paragraph":
            yield kind, rich(value)
        elif kind in {"list", "numbered", "footnotes"}:
            yield kind, [rich(item) for item in value]
        elif kind == "quote":
            yield kind, {"text": value, "source": ""}
        elif kind == "image":
            stored = image(value)
            if stored is not None:
                stored.contextual_alt_text = value.alt or stored.title
                stored.decorative = False
                yield kind, {"image": stored, "caption": value.caption, "credit": ""}


def rich(html: str) -> RichText:
    """Cleaned markup as rich text."""
    return RichText(f"<p>{html}</p>")
