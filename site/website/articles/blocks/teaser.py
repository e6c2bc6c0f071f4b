"""A page of this site, and why to read it."""

from wagtail import blocks

from website.articles.blocks.art import ART


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
