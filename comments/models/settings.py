"""What a publisher decides about discussion, once for a site."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="comment")
class DiscussionSettings(BaseSiteSetting):
    """One row for each site; where there is none, the defaults below hold."""

    closes_after_days = models.PositiveIntegerField(
        "days until a discussion closes",
        default=30,
        validators=[MaxValueValidator(36_500)],
        help_text="Counted from the day its page was published. 0: never. Each page may differ.",
    )
    holds_first_comment = models.BooleanField(
        "hold the first comment of each writer",
        default=True,
        help_text="A moderator reads it before readers do.",
    )
    links_allowed = models.PositiveIntegerField(
        "links in a comment",
        default=2,
        validators=[MaxValueValidator(50)],
        help_text="A comment with more is held. Hosts that you always allow don't count.",
    )
    held_per_page = models.PositiveIntegerField(
        "held comments of one page",
        default=50,
        validators=[MinValueValidator(1)],
        help_text="When as many wait for a moderator, the page takes no more until some are decided.",
    )
    held_on_site = models.PositiveIntegerField(
        "held comments of the site",
        default=500,
        validators=[MinValueValidator(1)],
        help_text="The same for all pages together.",
    )

    panels = [
        MultiFieldPanel([FieldPanel("closes_after_days")], heading="Closing"),
        MultiFieldPanel(
            [FieldPanel("holds_first_comment"), FieldPanel("links_allowed")], heading="What is held"
        ),
        MultiFieldPanel(
            [FieldPanel("held_per_page"), FieldPanel("held_on_site")], heading="How much may wait"
        ),
    ]

    class Meta:
        verbose_name = "discussion"

    def __str__(self) -> str:
        return "Discussion"
