"""A page that says something about this site: who makes it, what is kept, how we count."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.text import slugify
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from website.articles.blocks import ProseBlock
from website.core.models import BasePage


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; `anchor` is unique on its page, `number` counts from 1."""

    title: str
    anchor: str
    number: int
    blocks: tuple[StreamValue.StreamChild, ...]


class InfoPage(BasePage):
    """A document in sections, made to be read, linked to and printed."""

    lead = models.TextField(
        blank=True, max_length=400, help_text="One or two sentences under the title: what this page answers."
    )
    numbered = models.BooleanField(
        default=False,
        verbose_name="number the sections",
        help_text="For pages that people cite.",
    )
    menu_title = models.CharField(
        max_length=24,
        blank=True,
        verbose_name="name in the menu",
        help_text="One or two words, used where “Show in menus” is ticked. Leave empty to use the title.",
    )
    body = StreamField(ProseBlock(), blank=True, help_text="Each heading opens a section.")

    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        FieldPanel("numbered"),
        FieldPanel("body"),
    ]
    promote_panels: ClassVar = [*BasePage.promote_panels, FieldPanel("menu_title")]
    template = "pages/info.html"
    parent_page_types: ClassVar = ["articles.FrontPage", "articles.InfoPage"]
    subpage_types: ClassVar = ["articles.InfoPage"]
    searched: ClassVar = ("lead", "body")

    class Meta:
        """Names in the admin."""

        verbose_name = "information page"

    def sections(self) -> list[Section]:
        """Group the body by its headings. Blocks before the first heading form a section without a title."""
        groups: list[tuple[str, list[StreamValue.StreamChild]]] = []
        for block in self.body:
            if block.block_type == "heading":
                groups.append((block.value, []))
            else:
                if not groups:
                    groups.append(("", []))
                groups[-1][1].append(block)
        sections: list[Section] = []
        taken: set[str] = set()
        number = 0
        for title, blocks in groups:
            number += bool(title)
            anchor = slugify(title)[:50] or "start"
            if anchor in taken:
                anchor = f"{anchor}-{number}"
            taken.add(anchor)
            sections.append(Section(title=title, anchor=anchor, number=number, blocks=tuple(blocks)))
        return sections

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add `sections`; one pass over the body, no query."""
        return {**super().get_context(request, *args, **kwargs), "sections": self.sections()}
