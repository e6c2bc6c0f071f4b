"""Mallory's labels in a real browser: no dialog opens and no script is born, even when Plotly draws."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client

from tests.reports.charts.test_safety import hostile
from tests.reports.views.releases import publish

pytestmark = pytest.mark.django_db
TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


def answer(route: Any, pages: Mapping[str, HttpResponse]) -> None:
    """Serve what Django's test client has fetched, with the site's own headers, and static files."""
    path = urlsplit(route.request.url).path
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if found:
        route.fulfill(path=found, content_type=TYPES[PurePosixPath(path).suffix])
    elif path in pages:
        response = pages[path]
        route.fulfill(status=response.status_code, headers=dict(response.items()), body=response.content)
    else:
        route.abort()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "name", ["issue", "views", "circles", "principles", "issue/by/role", "persona/by/age3"]
)
def test_labels_stay_letters(page: Any, client: Client, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    doc = hostile()
    publish(monkeypatch, {1: replace(doc, survey=replace(doc.survey, slug="survey"))})
    address = f"/results/survey/wave-1/{name}/"
    pages = {path: client.get(path) for path in (address, f"{address}chart.json")}
    page.route("**/*", lambda route: answer(route, pages))
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(f"http://localhost{address}")
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
