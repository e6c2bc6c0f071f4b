"""What prose is made of: heading, paragraph, list, quotation, table, address to write to."""

from wagtail import blocks

INLINE = ["bold", "italic", "link"]
"""Rich text features in running prose. Nothing here can carry a script, a style or a foreign frame."""

ART = [
    ("gate", "Two discs behind a gate"),
    ("handshake", "Two open discs that meet"),
    ("moons", "Discs in three phases"),
    ("phones", "Two telephones"),
    ("plates", "Two plates, one lunch"),
    ("stars", "Four stars and one open disc"),
]
"""Drawings of the house: code of `components/svg/art-<code>.html`, and its name in the editor."""


class QuoteBlock(blocks.StructBlock):
    """A sentence worth reading twice, and who said it."""

    text = blocks.TextBlock(label="Quotation", help_text="Without quotation marks; they are drawn.")
    source = blocks.CharBlock(required=False, max_length=160, label="Who said it, and where")

    class Meta:
        """How the editor and the site draw it."""

        icon = "openquote"
        label = "Quotation"
        template = "components/prose/quote.html"


class TableRowBlock(blocks.StructBlock):
    """One row of a two-column table."""

    first = blocks.CharBlock(max_length=160, label="First column")
    second = blocks.CharBlock(max_length=300, label="Second column")


class TableBlock(blocks.StructBlock):
    """A table of two columns: enough for rules and lists of terms, and it reads well on a phone."""

    caption = blocks.CharBlock(max_length=200, label="Caption", help_text="Say what the table shows.")
    first_head = blocks.CharBlock(max_length=80, label="Heading of the first column")
    second_head = blocks.CharBlock(max_length=80, label="Heading of the second column")
    rows = blocks.ListBlock(TableRowBlock(), label="Rows", min_num=1)

    class Meta:
        """How the editor and the site draw it."""

        icon = "table"
        label = "Table"
        template = "components/prose/table.html"


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


class TeaserBlock(blocks.StructBlock):
    """A page of this site, why to read it, and a drawing."""

    page = blocks.PageChooserBlock(label="Page")
    title = blocks.CharBlock(required=False, max_length=120, help_text="Empty: the page's own title.")
    text = blocks.CharBlock(max_length=240, label="Why read it", help_text="One or two sentences.")
    art = blocks.ChoiceBlock(choices=ART, default="moons", label="Drawing")

    class Meta:
        """How the editor draws it."""

        icon = "doc-full"
        label = "Teaser"
