"""A window of Chromium that is served what Django's test client has fetched, and what stands in it then."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse

TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
HOST = "http://localhost"
LOOK = """() => ({
    ran: window.attacked === 1,
    scripts: [...document.scripts].filter((s) => !/json/.test(s.type))
        .filter((s) => /attacked|alert/.test(s.text) || (s.src && !s.src.startsWith(location.origin))).length,
    handlers: [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes])
        .filter((a) => a.name.startsWith("on") && /attacked|alert/.test(a.value)).length,
    links: [...document.querySelectorAll("*")]
        .flatMap((e) => [...e.attributes])
        .filter((a) => /^(href|action|formaction|src|data|xlink:href)$/.test(a.name))
        .filter((a) => /^(javascript|vbscript|data:text)/i.test(a.value.replace(/[\\s\\x00-\\x20]/g, "")))
        .length,
})"""
NOTHING = {"ran": False, "scripts": 0, "handlers": 0, "links": 0}

SERVED: dict[str, HttpResponse] = {}
"""What is there at present, by path."""
DIALOGS: list[str] = []
"""What opened in the window since the last look."""


def answer(route: Any, pages: Mapping[str, HttpResponse]) -> None:
    """Serve what was fetched, with the site's own headers, and static files; refuse everything else."""
    address = urlsplit(route.request.url)
    found = (
        finders.find(address.path.removeprefix("/static/")) if address.path.startswith("/static/") else None
    )
    if found:
        kind = TYPES.get(PurePosixPath(address.path).suffix, "application/octet-stream")
        route.fulfill(path=found, content_type=kind)
    elif address.path in pages:
        response = pages[address.path]
        route.fulfill(status=response.status_code, headers=dict(response.items()), body=response.content)
    else:
        route.abort()


@pytest.fixture
def window(browser: Any) -> Iterator[Any]:
    """One page of the browser; dialogs are noted and closed."""
    context = browser.new_context()
    page = context.new_page()
    page.on("dialog", lambda dialog: (DIALOGS.append(dialog.message), dialog.dismiss()))
    page.route("**/*", lambda route: answer(route, SERVED))
    yield page
    context.close()


def look(
    window: Any, path: str, response: HttpResponse, *, beside: Mapping[str, HttpResponse] | None = None
) -> tuple[Any, list[str]]:
    """What stands in the page once it has loaded, and the dialogs that opened. `beside`: what it fetches."""
    DIALOGS.clear()
    SERVED.clear()
    SERVED.update({path: response, **(beside or {})})
    window.goto(f"{HOST}{path}", wait_until="load")
    if beside:
        window.wait_for_function("() => document.querySelector('figure').dataset.drawn === 'plotly'")
    return window.evaluate(LOOK), list(DIALOGS)


def wrong(window: Any, pages: Mapping[str, HttpResponse]) -> dict[str, Any]:
    """The pages in which something stands that nobody may write, with what it is."""
    seen = {path: look(window, path, response) for path, response in pages.items()}
    return {path: found for path, found in seen.items() if found != (NOTHING, [])}
