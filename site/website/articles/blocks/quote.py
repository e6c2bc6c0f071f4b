"""A quotation."""

from typing import ClassVar

from wagtail import blocks


class QuoteBlock(blocks.StructBlock):
    """A sentence worth reading twice, and who said it."""

    text = blocks.TextBlock(label="Quotation", help_text="Without quotation marks; they are drawn.")
    source = blocks.CharBlock(required=False, max_length=160, label="Who said it, and where")

    class Meta:
        """How the editor and the site draw it."""

        icon = "openquote"
        label = "Quotation"
        template = "components/prose/quote.html"
        description = "What somebody else said, and who."
        preview_value: ClassVar = {
            "text": "I have one account and a very good memory for who is in the room.",
            "source": "A reader, in the discussion",
        }
