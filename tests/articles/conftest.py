"""Fixtures of the articles' tests: the site as `setup_site` leaves it, all published."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from wagtail.models import Site

from website.articles import actions
from website.articles.models import ArticlePage, Author, FrontPage, InfoPage, MagazinePage, Topic


@pytest.fixture
def front(db: None) -> FrontPage:
    """The front page, without a survey."""
    return actions.make_front_page(url="http://localhost")


@pytest.fixture
def pages(front: FrontPage) -> dict[str, InfoPage]:
    """The six information pages, published, by slug; the front page leads to them."""
    made = actions.make_info_pages(front=front, live=True)
    actions.link_front_page(front=front, survey=None, pages=made)
    return {page.slug: page for page in made}


@pytest.fixture
def site(front: FrontPage) -> Site:
    """The site, run by somebody with an address."""
    site = Site.objects.get(is_default_site=True)
    actions.describe_site(
        site=site, name="Overlap", run_by="The Party", contact_email="host@party.example", is_demo=False
    )
    return site


@pytest.fixture
def magazine(front: FrontPage, site: Site) -> MagazinePage:
    """The magazine, without an article."""
    return actions.make_magazine(front=front)


@pytest.fixture
def odile(db: None) -> Author:
    """An author."""
    return actions.make_author(
        slug="odile", name="Odile Farrow-Quint", handle="@odile", bio="Draws with a soft pencil."
    )


@pytest.fixture
def circles(db: None) -> Topic:
    """A topic."""
    return actions.make_topic(slug="circles", name="Circles", intro="Who stands where.")


@pytest.fixture
def write(magazine: MagazinePage, odile: Author, circles: Topic) -> Callable[..., ArticlePage]:
    """Write an article, a day older with each call; keywords replace what it says."""
    written = 0

    def make(**said: Any) -> ArticlePage:
        nonlocal written
        written += 1
        return actions.make_article(
            **{
                "magazine": magazine,
                "title": f"Article {written}",
                "slug": f"article-{written}",
                "author": odile,
                "topics": [circles],
                "lead": f"Why it is number {written}.",
                "art": "plates",
                "body": [("paragraph", f"<p>Words of number {written}.</p>")],
                "published_at": date(2026, 11, 20) - timedelta(days=written),
            }
            | said
        )

    return make
