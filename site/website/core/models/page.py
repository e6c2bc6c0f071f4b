"""The page that every page of the site extends."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from website.core import cache
from website.core.searching import fold, sentences


class BasePage(Page):
    """A page with a description and a social image; cacheable unless its class says otherwise.

    `cacheable = False` is for a page that holds a form which posts, or anything that differs by visitor.
    """

    cacheable: ClassVar[bool] = True
    _may_be_restricted: bool | None = None
    searched: ClassVar[tuple[str, ...]] = ()
    """Fields, besides the title, whose text the site's search reads."""

    social_image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown where the page is shared. 1200 × 630 pixels works everywhere.",
    )

    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("social_image"),
            ],
            heading="For search engines and sharing",
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading="Menus"),
    ]

    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.AutocompleteField("search_words")]

    class Meta:
        abstract = True

    def search_pieces(self) -> list[str]:
        """The text of the fields in `searched`, without mark-up, piece by piece. No query."""
        parts: list[str] = []
        for name in self.searched:
            field = self._meta.get_field(name)
            value = field.value_from_object(self)
            read = getattr(field, "get_searchable_content", None)
            parts += read(value) if read else [str(value)]
        return parts

    def search_text(self) -> str:
        """The same as one text, in which each piece ends before the next begins."""
        return sentences(self.search_pieces())

    def search_words(self) -> str:
        """What the search's index holds of this page."""
        return fold(f"{self.title} {self.search_text()}")

    def get_view_restrictions(self) -> Any:
        """As Wagtail's, which takes two queries; one where nothing on the site is restricted.

        A request asks twice, of one page object: may it pass, and may a cache keep the answer?
        """
        if self._may_be_restricted is None:
            self._may_be_restricted = PageViewRestriction.objects.exists()
        if self._may_be_restricted:
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Serve the page; mark the response cacheable where the class and its restrictions allow it."""
        response: HttpResponseBase = super().serve(request, *args, **kwargs)
        if self.cacheable and not self.get_view_restrictions().exists():
            cache.mark_cacheable(response)
        return response
