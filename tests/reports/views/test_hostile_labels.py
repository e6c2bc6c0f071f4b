"""Mallory's labels in a real browser: no dialog opens and no script is born, before and after Plotly draws."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.reports.charts.test_safety import hostile
from tests.reports.views.releases import publish

pytestmark = pytest.mark.django_db
TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@pytest.fixture
def page(browser: Any, client: Client) -> Iterator[Any]:
    """A page whose every request is answered by Django's test client, with the site's own headers."""

    def answer(route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            ending = os.path.splitext(path)[1]
            return route.fulfill(path=found, content_type=TYPES[ending]) if found else route.abort()
        response = client.get(path)
        return route.fulfill(
            status=response.status_code, headers=dict(response.items()), body=response.content
        )

    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", answer)
    yield page
    context.close()


@pytest.mark.parametrize(
    "name", ["issue", "views", "circles", "principles", "issue/by/role", "persona/by/age3"]
)
def test_labels_stay_letters(page: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    doc = hostile()
    publish(monkeypatch, {1: replace(doc, survey=replace(doc.survey, slug="survey"))})
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(f"http://testserver/results/survey/wave-1/{name}/")
    before = page.evaluate("document.scripts.length")
    page.locator("figure").first.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('figure').dataset.drawn === 'plotly'")
    assert wrong == []
    assert (
        page.evaluate("document.querySelectorAll('main script, main img, figure a[href^=javascript]').length")
        == 0
    )
    assert page.evaluate("document.scripts.length") <= before + 1
    assert (
        "<script>alert(1)</script>" in page.locator("figure .plotly-frame, figure table").first.text_content()
    )
