"""Chloé's browser, without a window."""

from pathlib import Path

import pytest
from django.test import Client
from wagtail.models import Page, Site

from comments import keys
from surveys.management.commands.load_instrument import load
from tests.comments.people import Writes

INSTRUMENT = Path(__file__).resolve().parents[3] / "surveys/instrument/work_personal_online.yaml"


def browser_of(who: Writes | None = None, **options: bool) -> Client:
    """A client; with the cookie of somebody who has confirmed."""
    client = Client(**options)
    if who is not None:
        client.cookies[keys.COOKIE] = who.key
        client.cookies[keys.COOKIE]["path"] = keys.PATH
    return client


@pytest.fixture
def place(page: Page) -> str:
    """The path of the page's discussion."""
    return f"/discussion/on/{page.pk}/"


@pytest.fixture
def chloes(chloe: Writes) -> Client:
    return browser_of(chloe)


@pytest.fixture
def bens(ben: Writes) -> Client:
    return browser_of(ben)


@pytest.fixture
def survey_page(db: None) -> Page:
    """The product's questionnaire, published."""
    root = Site.objects.get(is_default_site=True).root_page
    return load(INSTRUMENT.read_text(encoding="utf-8"), parent=root, publish=True)
