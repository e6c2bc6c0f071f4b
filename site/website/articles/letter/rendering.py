"""What a letter says: from its fields while it is written, from its frozen copy once it is sent."""

import re
from typing import Any

from django.conf import settings

from website.articles.models import Letter
from website.core.mail import message

TEMPLATE = "articles/mail/letter"
_PARAGRAPHS = re.compile(r"\n\s*\n")


def content(letter: Letter) -> dict[str, Any]:
    """Title, paragraphs, items (title, text, url) and closing. Two queries for each page it names."""
    return {
        "title": letter.title,
        "paragraphs": paragraphs(letter.intro),
        "items": [item for block in letter.pages if (item := _item(block.value)) is not None],
        "closing": letter.closing.strip(),
    }


def paragraphs(text: str) -> list[str]:
    """Split at empty lines; a single line break is a space."""
    return [" ".join(part.split()) for part in _PARAGRAPHS.split(text.strip()) if part.strip()]


def as_html(letter: Letter) -> str:
    """The HTML part as nobody in particular would get it."""
    words = letter.sent or content(letter)
    context = {
        **words,
        "subject": letter.title,
        "unsubscribe_link": f"{settings.SITE_URL}/mail/unsubscribe/…/",
        "site_url": settings.SITE_URL,
        "publication": message.publication(),
    }
    return message.render(f"{TEMPLATE}.html", context, escape=True)


def _item(value: Any) -> dict[str, str] | None:
    """A page that everybody may read, with an absolute address; None for any other."""
    page = value["page"]
    if page is None or not page.live or page.get_view_restrictions().exists():
        return None
    url = page.get_url()
    if url is None:
        return None
    specific = page.specific
    text = value["words"] or page.search_description or getattr(specific, "lead", "")
    return {
        "title": page.title,
        "text": " ".join(text.split()),
        "url": f"{settings.SITE_URL}{url}" if url.startswith("/") else url,
    }
