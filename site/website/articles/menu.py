"""The menus of the site: the survey, the results, and the information pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from wagtail.models import Page, Site

from website.articles.models import InfoPage

RESULTS = "/results/"


@dataclass(frozen=True)
class Entry:
    """One line of a menu. `section` names a colour: survey, results or none."""

    title: str
    url: str
    section: str = ""

    def place(self, path: str) -> str:
        """Say where `path` is, in the words of aria-current: this very page, one below it, or elsewhere ("")."""
        if path == self.url:
            return "page"
        return "true" if path.startswith(self.url) else ""


@dataclass(frozen=True)
class Menu:
    """What the masthead and the footer link to. `survey` is None until one is published and ticked for menus."""

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


def build(*, site: Site | None, ticked: Sequence[Page]) -> Menu:
    """Build the menus of `site`; `ticked` are its live pages ticked for menus. One query."""
    root = site.root_page if site else None
    pages = list(InfoPage.objects.live().public().child_of(root).order_by("path")) if root else []
    surveys = [page for page in ticked if _is_survey(page)]
    return Menu(
        survey=Entry(title="Survey", url=surveys[0].url, section="survey") if surveys else None,
        results=Entry(title="Results", url=RESULTS, section="results"),
        named=tuple(
            Entry(title=page.menu_title or page.title, url=page.url) for page in pages if page.show_in_menus
        ),
        pages=tuple(Entry(title=page.title, url=page.url) for page in pages),
    )


def _is_survey(page: Page) -> bool:
    return page.specific_class is not None and page.specific_class._meta.label == "surveys.SurveyPage"
