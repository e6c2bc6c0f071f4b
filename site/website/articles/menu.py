"""The menus of the site: the magazine, the survey, the results, and the information pages."""

from dataclasses import dataclass

from django.urls import reverse
from wagtail.models import Page, Site

from website.articles.models import FrontPage, InfoPage, MagazinePage
from website.core.visibility import public


@dataclass(frozen=True)
class Entry:
    """One line of a menu. `section` names a colour: magazine, survey, results or none."""

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

    magazine: Entry | None
    survey: Entry | None
    results: Entry
    named: tuple[Entry, ...]
    """Information pages ticked for menus, by their short names."""
    pages: tuple[Entry, ...]
    """All live information pages directly below the front page, by their titles."""

    @property
    def main(self) -> tuple[Entry, ...]:
        """The masthead's entries, in order."""
        first = tuple(entry for entry in (self.magazine, self.survey) if entry)
        return (*first, self.results, *self.named)


def build(site: Site | None) -> Menu:
    """Build the menus of `site`. Three queries."""
    front = FrontPage.objects.select_related("survey").filter(pk=site.root_page_id).first() if site else None
    below = _below(front) if front else []
    pages = [page.infopage for page in below if hasattr(page, "infopage")]
    survey = front.survey if front and front.survey and front.survey.live else None
    magazine = next((page for page in below if page.specific_class is MagazinePage), None)
    return Menu(
        magazine=Entry(title="Magazine", url=magazine.url, section="magazine") if magazine else None,
        survey=Entry(title="Survey", url=survey.url, section="survey") if survey else None,
        results=Entry(title="Results", url=reverse("reports:index"), section="results"),
        named=tuple(
            Entry(title=page.menu_title or page.title, url=page.url) for page in pages if page.show_in_menus
        ),
        pages=tuple(Entry(title=page.title, url=page.url) for page in pages),
    )


def _below(front: FrontPage) -> list[Page]:
    """Information pages and the magazine, if everybody may read them. One query."""
    kinds = public(Page.objects.type(InfoPage, MagazinePage).live().child_of(front))
    return list(kinds.select_related("infopage").order_by("path"))
