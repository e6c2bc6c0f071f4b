"""Fixtures of the discussion's tests: a published page, and people who write on it."""

from typing import Any

import pytest
from django.test import RequestFactory
from wagtail.models import Site

from comments.models import DiscussionSettings
from tests.comments.people import Writes
from website.articles.models import InfoPage


@pytest.fixture
def page(db: None) -> InfoPage:
    """An article stands for every page: comments never ask for its type."""
    root = Site.objects.get(is_default_site=True).root_page
    made = root.add_child(instance=InfoPage(title="Circles", slug="circles"))
    made.save_revision().publish()
    made.refresh_from_db()
    return made


@pytest.fixture
def rules(page: InfoPage) -> DiscussionSettings:
    """The site's settings: first comments are not held, so that tests say when they mean it."""
    return DiscussionSettings.objects.create(
        site=Site.objects.get(is_default_site=True), holds_first_comment=False
    )


@pytest.fixture
def request_(rf: RequestFactory) -> Any:
    """What a view would hand on."""
    return rf.post("/discussion/on/1/write/")


@pytest.fixture
def chloe(page: InfoPage, rules: DiscussionSettings) -> Writes:
    """Chloé comments, in a browser that has confirmed."""
    return Writes.known("Chloé", "chloe@overlap.example", page)


@pytest.fixture
def ben(page: InfoPage, rules: DiscussionSettings) -> Writes:
    """Ben answers."""
    return Writes.known("Ben", "ben@overlap.example", page)
