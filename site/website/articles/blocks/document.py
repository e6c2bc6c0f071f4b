"""A file to take along."""

from typing import Any

from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock


class DocumentBlock(blocks.StructBlock):
    """A document, with its kind and size said before anybody fetches it."""

    document = DocumentChooserBlock(label="Document")
    text = blocks.CharBlock(required=False, max_length=240, label="What it is")

    class Meta:
        """How the editor and the site draw it."""

        icon = "doc-full"
        label = "Document"
        template = "components/prose/document.html"
        description = "A file to download; its kind and size are shown."

    def get_preview_value(self) -> Any:
        """The newest document of the library, if there is one."""
        newest = get_document_model().objects.order_by("-pk").first()
        return self.normalize({"document": newest, "text": "Everything the room said, in one file."})
