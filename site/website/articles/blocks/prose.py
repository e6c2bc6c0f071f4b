"""What prose is made of: heading, paragraph, list, quotation, table, address to write to."""

from typing import Any

from wagtail import blocks

from website.articles.blocks.quote import QuoteBlock
from website.articles.blocks.table import TableBlock

INLINE = ["bold", "italic", "link"]
"""Rich text features in running prose. Nothing here can carry a script, a style or a foreign frame."""


PREVIEWS = {
    "heading": ("Opens a section. Readers can link to it.", "What we keep"),
    "paragraph": ("Running text.", "<p>Your answers and the date. <b>No name</b>, no time of day.</p>"),
    "list": ("Points in no particular order.", ["<p>Your answers</p>", "<p>The date</p>"]),
    "contact": ("The e-mail address of the publication, as Settings → Publication has it.", None),
}
"""What the editor's picker says of a block, and shows."""


class ProseBlock(blocks.StreamBlock):
    """The body of a page people read. Each heading opens a section."""

    heading = blocks.CharBlock(
        max_length=120,
        icon="title",
        label="Heading",
        help_text="Opens a section. Sentence case, no full stop.",
    )
    paragraph = blocks.RichTextBlock(
        features=INLINE, icon="pilcrow", label="Paragraph", template="components/prose/paragraph.html"
    )
    list = blocks.ListBlock(
        blocks.RichTextBlock(features=INLINE, label="Item"),
        icon="list-ul",
        label="List",
        template="components/prose/list.html",
    )
    quote = QuoteBlock()
    table = TableBlock()
    contact = blocks.StaticBlock(
        icon="mail",
        label="Address to write to",
        admin_text="Prints the e-mail address from Settings → Publication.",
        template="components/prose/contact.html",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Describe the plain blocks. As arguments of theirs the words would be written into migrations."""
        super().__init__(*args, **kwargs)
        for name, (description, value) in PREVIEWS.items():
            meta = self.child_blocks[name].meta
            meta.description, meta.preview_value = description, value
