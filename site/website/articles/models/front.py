"""The front page: the party, the survey, the results, and pages worth reading first."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField

from website.articles.blocks import TeaserBlock
from website.core.models import BasePage


class FrontPage(BasePage):
    """What a visitor sees first. `title` is the poster's headline."""

    lead = models.TextField(blank=True, max_length=400, help_text="Two or three sentences by the drawing.")
    essay = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="page to read next",
        help_text="Linked under the lead. Leave empty for no link.",
    )
    essay_label = models.CharField(max_length=80, blank=True, verbose_name="words of that link")
    survey = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The survey that the front page asks people to take.",
    )
    survey_claim = models.TextField(
        blank=True,
        max_length=240,
        verbose_name="what the survey is about",
        help_text="One sentence that follows the number of questions: “questions about your circles”.",
    )
    shows_results = models.BooleanField(
        default=True,
        verbose_name="show a chart from the newest results",
        help_text="Nothing is shown until a wave has been released.",
    )
    teasers_title = models.CharField(max_length=80, blank=True, verbose_name="heading over the teasers")
    teasers = StreamField(
        [("teaser", TeaserBlock())],
        blank=True,
        max_num=4,
        help_text="Up to four pages. The first is shown large.",
    )

    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel([PageChooserPanel("essay"), FieldPanel("essay_label")], heading="Link below"),
        MultiFieldPanel(
            [PageChooserPanel("survey", "surveys.SurveyPage"), FieldPanel("survey_claim")], heading="Survey"
        ),
        FieldPanel("shows_results"),
        MultiFieldPanel([FieldPanel("teasers_title"), FieldPanel("teasers")], heading="Pages worth reading"),
    ]
    template = "pages/front.html"
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["articles.MagazinePage", "articles.InfoPage", "surveys.SurveyPage"]

    class Meta:
        """Names in the admin."""

        verbose_name = "front page"

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail's; an article is found at once, where walking down to it takes four queries."""
        if len(path_components) == 2:
            from website.articles import queries

            article = queries.article_at(f"{self.url_path}{'/'.join(path_components)}/")
            if article is not None:
                return article.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add `facts`: what may be promised about the survey; None where none is chosen or published.

        `articles`: up to four of the magazine, the featured one first; `magazine`: where all of them are.
        `teasers`: those whose page is published.
        """
        from website.articles import queries

        facts = queries.survey_facts(self.survey) if self.survey and self.survey.live else None
        return {
            **super().get_context(request, *args, **kwargs),
            "facts": facts,
            "articles": queries.front_articles(),
            "magazine": queries.magazine(),
            "teasers": [
                block.value for block in self.teasers if block.value["page"] and block.value["page"].live
            ],
        }
