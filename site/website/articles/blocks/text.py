"""Running prose and lists, with marks for footnotes."""

from wagtail import blocks

INLINE = ["bold", "italic", "link", "document-link"]
"""Rich text features in an article. Nothing here can carry a script, a style or a foreign frame."""

_SENTENCES = (
    "<p>Picture the room. <b>Your aunt is by the window.</b> Beside her stands your biggest client.[^1]</p>"
)
_ITEMS = ["<p>The colleagues you would ring at night</p>", "<p>The ones you would not</p>"]


class ParagraphBlock(blocks.RichTextBlock):
    """Prose. `[^1]` in the text leads to the first footnote."""

    class Meta:
        """How the editor and the site draw it."""

        icon = "pilcrow"
        label = "Paragraph"
        template = "components/prose/paragraph.html"
        description = "Running text. Write [^1] where the first footnote belongs."
        preview_value = _SENTENCES


class BulletBlock(blocks.ListBlock):
    """Points in no order."""

    class Meta:
        """How the editor and the site draw it."""

        icon = "list-ul"
        label = "List"
        template = "components/prose/list.html"
        description = "Points in no particular order."
        preview_value = _ITEMS


class NumberedBlock(blocks.ListBlock):
    """Steps, or points that are counted."""

    class Meta:
        """How the editor and the site draw it."""

        icon = "list-ol"
        label = "Numbered list"
        template = "components/prose/numbered.html"
        description = "Steps, or points whose order matters."
        preview_value = _ITEMS
