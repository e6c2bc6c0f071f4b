"""Fixtures of the articles' tests: the site as `setup_site` leaves it, all published."""

import pytest
from wagtail.models import Site

from website.articles import actions
from website.articles.models import FrontPage, InfoPage


@pytest.fixture
def front(db: None) -> FrontPage:
    """The front page, without a survey."""
    return actions.make_front_page(url="http://localhost")


@pytest.fixture
def pages(front: FrontPage) -> dict[str, InfoPage]:
    """The five information pages, published, by slug; the front page leads to them."""
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
