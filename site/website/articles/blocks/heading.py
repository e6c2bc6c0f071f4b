"""A heading inside an article."""

from typing import Any

from django.utils.text import slugify
from wagtail import blocks


def anchor(title: str) -> str:
    """The id under which a link finds the heading: at most 50 letters, digits and dashes."""
    return slugify(title)[:50].strip("-") or "part"


class HeadingBlock(blocks.CharBlock):
    """Opens a section."""

    class Meta:
        """How the editor and the site draw it."""

        icon = "title"
        label = "Heading"
        template = "components/prose/heading.html"
        description = "Opens a section. Readers can link to it."
        preview_value = "Leaving early"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add `anchor`."""
        return {**super().get_context(value, parent_context), "anchor": anchor(str(value))}
