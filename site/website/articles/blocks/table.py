"""A table of two columns."""

from typing import ClassVar

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
        description = "Two columns: rules, terms, who does what. It reads well on a telephone."
        preview_value: ClassVar = {
            "caption": "Who comes to lunch",
            "first_head": "Guest",
            "second_head": "Seat",
            "rows": [
                {"first": "Your aunt", "second": "By the window"},
                {"first": "Your biggest client", "second": "Beside your aunt"},
            ],
        }
