"""What the sitemap lists: published, public pages, and the newest results. Addresses come from SITE_URL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, Site

from reports import queries as reports
from reports import results_pages
from website.articles.meta import absolute

#: A sitemap may hold no more.
MOST = 50_000


@dataclass(frozen=True)
class Entry:
    """An absolute address and when what stands there was last changed."""

    url: str
    changed: date | datetime | None = None


def entries(request: HttpRequest) -> list[Entry]:
    """Pages first, then results; at most 50,000."""
    return [*_pages(request), *_released()][:MOST]


def _pages(request: HttpRequest) -> Iterable[Entry]:
    """Pages of the tree; an alias is left out, since it is at home where its source is."""
    site = Site.find_for_request(request)
    if site is None:
        return
    below = Page.objects.descendant_of(site.root_page, inclusive=True)
    for page in below.live().public().filter(alias_of=None).order_by("path").defer_streamfields().specific():
        root = page.get_url_parts()[1]
        for listed in page.get_sitemap_urls(request):
            # Wagtail begins with the host of the site's row, or of the request; ours is SITE_URL.
            path = listed["location"].removeprefix(root or request.build_absolute_uri("/")[:-1])
            yield Entry(absolute(path), listed.get("lastmod"))


def _released() -> Iterable[Entry]:
    """Every wave that was released, and every question of the newest."""
    doc = reports.newest_release()
    if doc is None:
        return
    for wave in reports.released_waves(doc.survey.slug):
        path = reverse("reports:wave", args=[doc.survey.slug, wave.number])
        yield Entry(absolute(path), wave.released_on)
    day = date.fromisoformat(doc.release.date)
    for item in doc.items:
        yield Entry(absolute(results_pages.item_url(doc, item)), day)
