"""A table of two columns."""

from wagtail import blocks


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
