"""Row 36, in a browser: a page of Mallory's that frames every public address of the site shows none of them.

There is no route for embedding yet; when there is one, it alone may render, and stands here.
"""

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.attacks.public_routes import public_addresses
from tests.support.server import Site

#: The addresses that other sites may frame.
EMBEDS: frozenset[str] = frozenset()
ADDRESSES = [*public_addresses(), "/admin/login/"]
#: What Chromium downloads instead of showing, and what has no body to show.
NEVER_SHOWN = ("table.csv",)


def without_control(route: Route) -> None:
    """Pass the answer on without the two headers that forbid framing."""
    if route.request.resource_type != "document":
        route.continue_()
        return
    answer = route.fetch()
    off = {"content-security-policy", "x-frame-options"}
    headers = {name: value for name, value in answer.headers.items() if name not in off}
    route.fulfill(status=answer.status, headers=headers, body=answer.body())


def rendered(page: Page, site: str, addresses: list[str]) -> set[str]:
    """Which of these addresses show themselves inside a page of another site."""
    mallory = site.replace("localhost", "127.0.0.1") + "/mallory/"
    frames = "".join(f'<iframe name="f{n}" src="{site}{path}"></iframe>' for n, path in enumerate(addresses))
    page.route(mallory, lambda route: route.fulfill(content_type="text/html", body=frames))
    page.goto(mallory, wait_until="load")
    seen = set()
    for number, path in enumerate(addresses):
        frame = page.frame(name=f"f{number}")
        if frame is not None and frame.url.startswith(site):
            seen.add(path)
    return seen


@pytest.fixture
def mallory(browser: Browser):
    """A window of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_without_the_headers_mallory_frames_the_site(mallory: Page, site_server: Site) -> None:
    mallory.route(f"{site_server.url}/**", without_control)
    shown = rendered(mallory, site_server.url, ADDRESSES)
    print(f"without the control {len(shown)} of {len(ADDRESSES)} addresses render in Mallory's page")
    assert [path for path in ADDRESSES if path not in shown and not path.endswith(NEVER_SHOWN)] == []


def test_with_them_only_embeds_render(mallory: Page, site_server: Site) -> None:
    assert rendered(mallory, site_server.url, ADDRESSES) == EMBEDS
