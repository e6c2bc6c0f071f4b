"""A magazine to import into."""

import pytest
from wagtail.models import Site

from website.articles import actions
from website.articles.models import MagazinePage


@pytest.fixture
def magazine(db, settings, tmp_path) -> MagazinePage:
    """An empty magazine below the front page; pictures go to a folder of the test."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    front = actions.make_front_page(url="http://localhost")
    assert Site.objects.get(is_default_site=True).root_page_id == front.pk
    return actions.make_magazine(front=front)
