"""A sentence of the article, set large beside two discs."""

from typing import ClassVar

from wagtail import blocks

MARKS = [
    ("mentors-family", "Colleagues and family"),
    ("allies-hobby", "Allies and hobby friends"),
    ("acquaintances-parents", "Acquaintances and other parents"),
    ("family-acquaintances", "Family and acquaintances"),
]


class PullBlock(blocks.StructBlock):
    """One line that the eye should catch. It says what the article says, so no source is given."""

    text = blocks.TextBlock(label="The line", max_length=240, help_text="A claim in one or two sentences.")
    mark = blocks.ChoiceBlock(
        choices=MARKS, default="mentors-family", label="Which two discs", search_index=False
    )

    class Meta:
        """How the editor and the site draw it."""

        icon = "openquote"
        label = "Line set large"
        template = "components/prose/pull.html"
        description = "One line of the article, set large beside two overlapping discs."
        preview_value: ClassVar = {
            "text": "A network is a guest list that nobody edits and everybody can read.",
            "mark": "mentors-family",
        }
