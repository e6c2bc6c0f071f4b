"""A picture in an article."""

from typing import Any

from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock


class PictureBlock(blocks.StructBlock):
    """A picture with what it shows, for those who cannot see it, and whose it is."""

    image = ImageBlock(label="Picture")
    caption = blocks.CharBlock(required=False, max_length=240, label="Caption")
    credit = blocks.CharBlock(required=False, max_length=120, label="Credit", help_text="Who made it.")

    class Meta:
        """How the editor and the site draw it."""

        icon = "image"
        label = "Picture"
        template = "components/prose/image.html"
        description = "A picture with words for those who cannot see it, a caption and a credit."

    def get_preview_value(self) -> Any:
        """The newest picture of the library; without one the preview shows the caption alone."""
        newest = get_image_model().objects.order_by("-pk").first()
        if newest is not None:
            newest.contextual_alt_text, newest.decorative = newest.title, False
        return self.normalize(
            {"image": newest, "caption": "The hall, before anybody came.", "credit": "A guest"}
        )
