"""Row 49: neither a visitor's browser nor the server calls another host. The public pages stand in
tests/journeys/test_every_page.py; here are the editor's pages, and the server's own calls.
"""

import re
import socket

import pytest
from playwright.sync_api import Browser

from tests.attacks.sizes import size
from tests.support.browsers import follow
from tests.support.looking import Looker
from tests.support.people import client_of
from tests.support.routes import routes
from tests.support.server import Site
from website.core.groups import ADMIN

ADMIN_PAGES = (
    "/admin/",
    "/admin/pages/",
    "/admin/pages/add/articles/infopage/3/",
    "/admin/account/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/reports/site-history/",
)
EXTERNAL = re.compile(r"""(?:src|srcset|data-[\w-]*url[\w-]*)=["'](?:https?:)?//([\w.-]+)""")


@pytest.mark.django_db
def test_with_wagtails_own_defaults_the_admin_calls_strangers(settings) -> None:
    """The control off: pictures of people from Gravatar."""
    del settings.WAGTAIL_GRAVATAR_PROVIDER_URL
    settings.WAGTAIL_ENABLE_UPDATE_CHECK = True
    html = client_of(ADMIN).get("/admin/").content.decode()
    hosts = sorted(set(EXTERNAL.findall(html)))
    print(f"without the control the dashboard names {hosts}")
    assert "www.gravatar.com" in hosts


@pytest.mark.django_db
def test_with_ours_it_names_none() -> None:
    client = client_of(ADMIN)
    for path in ("/admin/", "/admin/account/", "/admin/users/"):
        assert EXTERNAL.findall(client.get(path, follow=True).content.decode()) == [], path


def test_an_editors_browser_calls_this_site_alone(browser: Browser, site_server: Site) -> None:
    looker = Looker.at(browser, site_server.url, "light")
    looker.page.goto(f"{looker.url}/admin/login/")
    looker.page.locator("input[name=username]").fill("editor")
    looker.page.locator("input[name=password]").fill("overlap-editor")
    follow(looker.page.locator("button[type=submit]").first)
    for path in ADMIN_PAGES:
        looker.page.goto(looker.url + path, wait_until="load")
    looker.close()
    assert [fault for fault in looker.faults if fault.startswith("foreign")] == []


@pytest.mark.django_db
@pytest.mark.filterwarnings(
    "ignore::RuntimeWarning"
)  # Wagtail's own page for a server error is asked for, too
def test_the_server_looks_no_name_up(monkeypatch) -> None:
    asked: list[str] = []

    def look_up(host: str, *rest: object, **more: object) -> list[object]:
        asked.append(host)
        raise OSError("No names here.")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(OSError, match="No names"):
        socket.create_connection(("mallory.example", 80))
    assert asked == ["mallory.example"]
    client = client_of(ADMIN)
    for route in routes()[:: size(5, 1)]:
        if route.name != "wagtailadmin_logout":
            client.get(route.example)
    assert [host for host in asked[1:] if host not in {"localhost", "127.0.0.1"}] == []
