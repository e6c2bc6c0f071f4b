"""The menus of the site: the survey, the results, and the information pages."""

from dataclasses import dataclass

from django.urls import reverse
from wagtail.models import Site

from website.articles.models import FrontPage, InfoPage


@dataclass(frozen=True)
class Entry:
    """One line of a menu. `section` names a colour: survey, results or none."""

    title: str
    url: str
    section: str = ""

    def place(self, path: str) -> str:
        """Say where `path` is in the words of aria-current: this page, one below it, or elsewhere ("")."""
        if path == self.url:
            return "page"
        return "true" if path.startswith(self.url) else ""


@dataclass(frozen=True)
class Menu:
    """What the masthead and the footer link to. `survey` is the front page's, once it is published."""

    survey: Entry | None
    results: Entry
    named: tuple[Entry, ...]
    """Information pages ticked for menus, by their short names."""
    pages: tuple[Entry, ...]
    """All live information pages directly below the front page, by their titles."""

    @property
    def main(self) -> tuple[Entry, ...]:
        """The masthead's entries, in order."""
        return ((self.survey,) if self.survey else ()) + (self.results, *self.named)


def build(site: Site | None) -> Menu:
    """Build the menus of `site`. Three queries."""
    front = FrontPage.objects.select_related("survey").filter(pk=site.root_page_id).first() if site else None
    pages = list(InfoPage.objects.live().public().child_of(front).order_by("path")) if front else []
    survey = front.survey if front and front.survey and front.survey.live else None
    return Menu(
        survey=Entry(title="Survey", url=survey.url, section="survey") if survey else None,
        results=Entry(title="Results", url=reverse("reports:index"), section="results"),
        named=tuple(
            Entry(title=page.menu_title or page.title, url=page.url) for page in pages if page.show_in_menus
        ),
        pages=tuple(Entry(title=page.title, url=page.url) for page in pages),
    )
