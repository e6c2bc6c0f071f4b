"""The letter: what subscribers get now and then, composed from pages of the site."""

from typing import Any, ClassVar

from csp.constants import SELF, UNSAFE_INLINE
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.userbar import Userbar
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin


class LetterPageBlock(blocks.StructBlock):
    """A page of the site, and why to read it."""

    page = blocks.PageChooserBlock(label="Page")
    words = blocks.TextBlock(
        required=False,
        max_length=400,
        label="What to say about it",
        help_text="One or two sentences. Leave empty to use the page's own description.",
    )

    class Meta:
        """How the editor names it."""

        icon = "doc-full"
        label = "Page"
        description = "A page of the site: its title, its address, and why to read it."
        preview_template = "wagtailcore/shared/letter_preview.html"
        preview_value: ClassVar = {"words": "Why your aunt and your biggest client should not meet here."}


class Letter(PreviewableMixin, models.Model):
    """One issue. What was sent is frozen in `sent`; who got it is kept nowhere."""

    class Status(models.TextChoices):
        """A letter goes this way once, and back from scheduled to draft."""

        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"

    title = models.CharField(max_length=120, help_text="The subject of the mail. Make a claim.")
    intro = models.TextField(
        "opening", blank=True, max_length=2000, help_text="An empty line begins a new paragraph."
    )
    pages = StreamField(
        [("page", LetterPageBlock())],
        blank=True,
        max_num=12,
        help_text="In this order. A page that is not public when the letter leaves is left out.",
    )
    closing = models.TextField("closing line", blank=True, max_length=600)
    send_at = models.DateTimeField(
        "send at",
        null=True,
        blank=True,
        help_text="Used only once you schedule the letter. Leave empty to send it by hand.",
    )

    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    sent = models.JSONField(default=dict, blank=True, editable=False)
    """What the mails say, from the moment of sending: title, paragraphs, items, closing."""
    recipients = models.PositiveIntegerField(default=0, editable=False)
    queued = models.PositiveIntegerField(default=0, editable=False)
    cursor = models.UUIDField(null=True, blank=True, editable=False)
    """The last subscription that was queued."""
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("intro"),
        FieldPanel("pages"),
        FieldPanel("closing"),
        FieldPanel("send_at"),
    ]

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-pk"]
        verbose_name = "letter"

    def __str__(self) -> str:
        return self.title

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The mail as a mail program would show it. Its styles stand in the markup: only this is loosened.

        Beside the editor it carries Wagtail's user bar, by which the checks look at it; a mail never does.
        """
        from website.articles.letter import rendering

        html = rendering.as_html(self)
        if getattr(request, "in_preview_panel", False):
            bar = Userbar(object=None, position="bottom-right").render_html({"request": request})
            html = html.replace("</body>", f"{bar}</body>", 1)
        response = HttpResponse(html)
        response._csp_update = {"style-src": [SELF, UNSAFE_INLINE]}  # type: ignore[attr-defined]  # django-csp's own mark
        return response
