"""A call to action: what readers might do next."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue


class CallValue(StructValue):
    """Where it leads."""

    @property
    def url(self) -> str:
        """The page's address if it is published, else the address that was typed; "" for nowhere."""
        page = self.get("page")
        if page is not None:
            return (page.url or "") if page.live else ""
        return str(self.get("address") or "")


class CallBlock(blocks.StructBlock):
    """A sentence and a button that leads to a page of this site or elsewhere."""

    text = blocks.CharBlock(max_length=240, label="Why", help_text="One sentence.")
    label = blocks.CharBlock(max_length=60, label="Words on the button")
    page = blocks.PageChooserBlock(required=False, label="A page of this site")
    address = blocks.URLBlock(required=False, label="Or an address elsewhere")

    class Meta:
        """How the editor and the site draw it."""

        icon = "link"
        label = "Call to action"
        template = "components/prose/call.html"
        value_class = CallValue
        description = "A sentence and a button."
        preview_value: ClassVar = {
            "text": "Four possible answers, and “not sure” is a fifth.",
            "label": "Answer in the survey",
            "address": "https://example.org/",
        }

    def clean(self, value: Any) -> Any:
        """It has to lead to one place."""
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            raise StructBlockValidationError(
                {"page": ValidationError("Choose a page or give an address, one of the two.")}
            )
        return cleaned
