"""What moderators and publishers have decided: words, links, settings."""

from django.db.models import QuerySet
from wagtail.models import Page

from comments.models import DiscussionSettings, LinkRule, WordRule


def word_rules() -> list[tuple[str, str]]:
    """(phrase, what happens)."""
    return list(WordRule.objects.values_list("phrase", "does"))


def link_rules() -> dict[str, str]:
    """Host -> what happens."""
    return dict(LinkRule.objects.values_list("host", "does"))


def settings_for(page: Page) -> DiscussionSettings:
    """The settings of the site that the page is on; the defaults where it is on none."""
    return settings_above(page).select_related("site").first() or DiscussionSettings()


def settings_above(page: Page) -> QuerySet[DiscussionSettings]:
    """Those of the nearest site above the page."""
    above = [page.path[:end] for end in range(4, len(page.path) + 1, 4)]
    return DiscussionSettings.objects.filter(site__root_page__path__in=above).order_by(
        "-site__root_page__path"
    )
