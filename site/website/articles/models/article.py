"""An article: somebody's words, with a date and a subject."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.search import index

from website.articles import lead_picture
from website.articles.blocks import ART, PROSE, ArticleBlock
from website.articles.blocks.footnotes import MARK
from website.core.models import BasePage

WORDS_A_MINUTE = 220
ALT_HELP = "For those who cannot see it. Empty: the description that the picture has under Images."
UNDESCRIBED = "Say what the picture shows. It has no description of its own under Images to stand here."


@dataclass(frozen=True)
class Part:
    """Blocks that stand together: a column of prose, or one block that is wider than it."""

    kind: str
    """prose, wide or ask."""
    blocks: tuple[StreamValue.StreamChild, ...]


class ArticlePage(BasePage):
    """One article of the magazine."""

    searched: ClassVar[tuple[str, ...]] = ("lead", "body", "corrections")

    lead = models.TextField(max_length=400, blank=True, help_text="One or two sentences under the title.")
    author = models.ForeignKey(
        "articles.Author", null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    date = models.DateField(
        null=True,
        blank=True,
        help_text="The date that readers see. Leave empty for the day on which it is first published.",
    )
    topics = ParentalManyToManyField("articles.Topic", blank=True, related_name="articles")
    image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="lead picture",
        help_text="Stands at the top and in lists. Its focal point stays in view.",
    )
    image_alt = models.CharField(
        "what it shows", max_length=240, blank=True, help_text="For those who cannot see it."
    )
    image_credit = models.CharField("credit", max_length=120, blank=True, help_text="Who made it.")
    art = models.CharField(
        "drawing",
        max_length=20,
        choices=ART,
        blank=True,
        help_text="A drawing of the house, where there is no picture.",
    )
    body = StreamField(ArticleBlock(), blank=True)
    corrections = models.TextField(
        max_length=1000,
        blank=True,
        help_text="What was wrong, what is right, and when you put it right. Readers see it above the text.",
    )
    featured = models.BooleanField(
        default=False,
        help_text="Shown large on the front page and in the magazine; the newest such article is.",
    )
    minutes = models.PositiveSmallIntegerField("minutes to read", default=1, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        FieldRowPanel([FieldPanel("author"), FieldPanel("date")]),
        MultiFieldPanel(
            [
                FieldPanel("image"),
                FieldRowPanel(
                    [FieldPanel("image_alt", help_text=ALT_HELP), FieldPanel("image_credit")],
                ),
                FieldPanel("art"),
            ],
            heading="At the top",
        ),
        FieldPanel("body"),
        FieldPanel("corrections"),
    ]
    promote_panels: ClassVar = [
        FieldPanel("featured"),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        *BasePage.promote_panels,
    ]
    search_fields: ClassVar = [*BasePage.search_fields, index.FilterField("author")]
    base_form_class = lead_picture.ArticlePageForm
    template = "pages/article.html"
    parent_page_types: ClassVar = ["articles.MagazinePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        """Names in the admin."""

        verbose_name = "article"

    def clean(self) -> None:
        """A lead picture says what it shows, by its own description where nothing else is said; the minutes
        follow the text.
        """
        super().clean()
        if self.image is not None and not self.image_alt.strip():
            self.image_alt = lead_picture.described(self.image)
        if self.image is not None and not self.image_alt:
            raise ValidationError({"image_alt": UNDESCRIBED})
        self.minutes = reading_minutes(self.body)

    @property
    def published_on(self) -> dt.date | None:
        """The day that readers see; None for a draft that was never published and has no date."""
        if self.date is not None:
            return self.date
        return timezone.localdate(self.first_published_at) if self.first_published_at else None

    @property
    def published_at(self) -> dt.datetime | None:
        """The moment of publication; noon of its date, where another was chosen."""
        first = self.first_published_at
        if self.date is None or (first is not None and timezone.localdate(first) == self.date):
            return first
        return timezone.make_aware(dt.datetime.combine(self.date, dt.time(12)))

    def get_absolute_url(self) -> str:
        """The path of the page."""
        return self.get_url() or ""

    def magazine_path(self) -> str:
        """Where the magazine is, as a path. No query."""
        parts = self.get_url_parts()
        return parts[2].removesuffix(f"{self.slug}/") if parts else "/magazine/"

    def search_pieces(self) -> list[str]:
        """What readers see of the searched fields: without the marks of footnotes. No query."""
        return [MARK.sub("", piece) for piece in super().search_pieces()]

    def parts(self) -> list[Part]:
        """The body in columns of prose and what stands between them. One pass, no query."""
        parts: list[tuple[str, list[StreamValue.StreamChild]]] = []
        for block in self.body:
            if block.block_type not in PROSE:
                parts.append(("ask" if block.block_type == "question" else "wide", [block]))
            elif parts and parts[-1][0] == "prose":
                parts[-1][1].append(block)
            else:
                parts.append(("prose", [block]))
        return [Part(kind, tuple(blocks)) for kind, blocks in parts]

    def questions_asked(self) -> set[tuple[str, str]]:
        """What the body asks: (slug of the survey, code of the question). No query beyond the body's own."""
        asked = (block.value for block in self.body if block.block_type == "question")
        return {(value["survey"].slug, value["question"]) for value in asked if value["survey"]}

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add `parts`, `subjects` (its topics), `magazine` (its path) and `related`. Four queries."""
        from website.articles import queries

        if self.pk:
            models.prefetch_related_objects([self], "topics")
        subjects = list(self.topics.all())
        if self.author is not None:
            self.author.magazine = self.magazine_path()
        return {
            **super().get_context(request, *args, **kwargs),
            "parts": self.parts(),
            "subjects": subjects,
            "magazine": self.magazine_path(),
            "related": queries.related(self, subjects),
        }


def reading_minutes(body: Any) -> int:
    """Minutes that somebody needs to read `body`, at 220 words a minute, at least one."""
    words = sum(len(text.split()) for text in body.stream_block.get_searchable_content(body)) if body else 0
    return max(1, round(words / WORDS_A_MINUTE))
