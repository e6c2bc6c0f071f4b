"""The page that every page of the site extends."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from website.core import cache


class BasePage(Page):
    """A page with a description and a social image; cacheable unless its class says otherwise.

    `cacheable = False` is for a page that holds a form which posts, or anything that differs by visitor.
    """

    cacheable: ClassVar[bool] = True

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

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Serve the page; mark the response cacheable where the class and its restrictions allow it."""
        response: HttpResponseBase = super().serve(request, *args, **kwargs)
        if self.cacheable and not self.get_view_restrictions().exists():
            cache.mark_cacheable(response)
        return response
