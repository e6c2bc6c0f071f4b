"""How the text of an article is written out: marks of footnotes, the two discs beside a line."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from website.articles.blocks.footnotes import MARK

register = template.Library()
_TAG = re.compile(r"(<[^>]*>)")
_LINK = (
    r'<sup class="mark"><a href="#note-\1" id="mark-\1" role="doc-noteref">'
    r'<span class="unseen">Footnote </span>\1</a></sup>'
)


@register.filter
def footnoted(text: Any) -> SafeString:
    """Rich text with each `[^1]` in its words made a link to the note; tags stay as they are."""
    parts = _TAG.split(conditional_escape(text))
    parts[::2] = [MARK.sub(_LINK, words) for words in parts[::2]]
    # Safe: Wagtail cleaned or Django escaped the text, and only digits go from it into the link.
    return mark_safe("".join(parts))  # noqa: S308  # only digits go into cleaned text


@register.filter
def discs(mark: str) -> list[str]:
    """The inks of the two discs that a mark names: "mentors-family" -> ["mentors", "family"]."""
    return mark.split("-")
