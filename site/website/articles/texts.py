"""The information pages as they come: one YAML file each in `content/`, read into what an InfoPage holds.

A file has `title slug lead description numbered menu body`; `body` is a list of one-key mappings, the key
being a block of `ProseBlock`. Paragraphs and list items are rich text without the enclosing <p>.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from wagtail.rich_text import RichText

FOLDER = Path(__file__).parent / "content"
NAMES = ("about", "methods", "privacy", "house_rules", "accessibility", "contact")
"""The pages, in the order in which the footer lists them."""


@dataclass(frozen=True)
class InfoText:
    """One page's words; `body` is what `InfoPage.body` takes: (block name, value) pairs."""

    slug: str
    title: str
    menu_title: str
    lead: str
    description: str
    numbered: bool
    body: tuple[tuple[str, Any], ...]


def read(name: str) -> InfoText:
    """Read `content/<name>.yaml`. KeyError for a block or key that does not exist."""
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return InfoText(
        slug=data["slug"],
        title=data["title"],
        menu_title=data.get("menu", ""),
        lead=data["lead"],
        description=data["description"],
        numbered=data["numbered"],
        body=tuple(_block(entry) for entry in data["body"]),
    )


def _block(entry: dict[str, Any]) -> tuple[str, Any]:
    ((kind, value),) = entry.items()
    return kind, _READERS[kind](value)


def _rich(text: str) -> RichText:
    return RichText(f"<p>{text}</p>")


def _table(value: dict[str, Any]) -> dict[str, Any]:
    return {**value, "rows": [{"first": first, "second": second} for first, second in value["rows"]]}


_READERS: dict[str, Any] = {
    "heading": str,
    "paragraph": _rich,
    "list": lambda items: [_rich(item) for item in items],
    "quote": dict,
    "table": _table,
    "contact": lambda _: None,
}
