"""What the lead picture of an article shows, in the editor's words or in those that it brings along."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.images import get_image_model

LONGEST = 240
"""Characters that the article's field takes."""


def described(image: Any) -> str:
    """The picture's own description, cut to what fits; empty where it has none."""
    return str(image.description).strip()[:LONGEST]


class ArticlePageForm(WagtailAdminPageForm):  # type: ignore[misc]  # wagtail has no types
    """Words that came with a picture go with it: another brings its own. One query when it changes."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        before = self.initial.get("image")
        if before and "image" in self.changed_data and "image_alt" not in self.changed_data:
            old = get_image_model().objects.filter(pk=before).first()
            if old is not None and cleaned.get("image_alt") == described(old):
                cleaned["image_alt"] = ""
        return cleaned
