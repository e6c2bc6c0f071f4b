"""What a publisher sets once: the name, who runs this, and whether the content is a demonstration."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """One row for each site; every template reads it as `site_settings`."""

    publication_name = models.CharField(max_length=80, default="Overlap")
    tagline = models.CharField(
        max_length=200, blank=True, default="How marketers keep work and life apart online, or don't."
    )
    run_by = models.CharField(
        "who runs this",
        max_length=200,
        blank=True,
        help_text="The person or organisation responsible for this site, as readers should see it.",
    )
    contact_email = models.EmailField(
        "contact e-mail", blank=True, help_text="Printed on the survey, privacy and about pages."
    )
    is_demo_site = models.BooleanField(
        "this site holds demonstration content",
        default=False,
        help_text="Shows the banner below on every page.",
    )
    demo_banner = models.CharField(
        "demonstration banner",
        max_length=200,
        default="This is a demonstration. The people and answers here are invented.",
    )

    panels = [
        MultiFieldPanel([FieldPanel("publication_name"), FieldPanel("tagline")], heading="Publication"),
        MultiFieldPanel([FieldPanel("run_by"), FieldPanel("contact_email")], heading="Who runs this"),
        MultiFieldPanel([FieldPanel("is_demo_site"), FieldPanel("demo_banner")], heading="Demonstration"),
    ]

    class Meta:
        verbose_name = "publication"

    def __str__(self) -> str:
        return self.publication_name
