"""A page of this site, and why to read it."""

from typing import Any

from wagtail import blocks
from wagtail.models import Page

from website.articles.blocks.art import ART


class TeaserBlock(blocks.StructBlock):
    """A page of this site, why to read it, and a drawing."""

    page = blocks.PageChooserBlock(label="Page")
    title = blocks.CharBlock(required=False, max_length=120, help_text="Empty: the page's own title.")
    text = blocks.CharBlock(max_length=240, label="Why read it", help_text="One or two sentences.")
    art = blocks.ChoiceBlock(choices=ART, default="moons", label="Drawing", search_index=False)

    class Meta:
        """How the editor draws it."""

        icon = "doc-full"
        label = "Teaser"
        description = "A page of this site, a sentence that says why to read it, and a drawing."
        preview_template = "wagtailcore/shared/teaser_preview.html"

    def get_preview_value(self) -> Any:
        """The first published page of the site."""
        page = Page.objects.live().filter(depth__gt=1).order_by("path").first()
        said = {"title": "Who stands where", "text": "Six circles, and you in the middle.", "art": "party"}
        return self.normalize({"page": page, **said})
