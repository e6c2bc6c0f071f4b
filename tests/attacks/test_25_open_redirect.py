"""Row 25: no parameter sends a visitor to another site."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponseRedirect
from django.test import Client, RequestFactory

from tests.support.people import client_of, person
from tests.support.routes import routes
from website.core.groups import ADMIN

pytestmark = pytest.mark.django_db
HOST = "mallory.example"
PARAMETERS = (
    "next",
    "url",
    "return_to",
    "redirect",
    "redirect_to",
    "continue",
    "back",
    "destination",
    "return_url",
)
PAYLOADS = [
    f"{head}{HOST}{tail}"
    for head in (
        *(
            "https://",
            "http://",
            "//",
            "///",
            "////",
            "/\\",
            "\\\\",
            "/\t/",
            "/\n/",
            "\t//",
            " //",
            "https:",
            "https:/",
        ),
        *(
            "https:///",
            "HtTpS://",
            "ftp://",
            "//user@",
            "//testserver@",
            "https://testserver@",
            "//testserver:80@",
        ),
        *(
            "/%2f",
            "/%5c",
            "%2f%2f",
            "//%00",
            "\x00//",
            "https://testserver.",
            "//\u2044",
            "/\u2215",
            "\u3000//",
            "//\ufeff",
        ),
    )
    for tail in ("", "/admin/")
]


def leads_away(location: str) -> bool:
    """Whether a browser at https://testserver/ that follows this leaves the site."""
    clean = "".join(c for c in location if c not in "\t\n\r").strip("\x00 ").replace("\\", "/")
    host = urlsplit(urljoin("https://testserver/", clean)).hostname
    return host is not None and host != "testserver"


def test_the_browser_model_finds_the_classic_ones():
    caught = sum(leads_away(payload) for payload in PAYLOADS)
    print(f"{caught} of {len(PAYLOADS)} payloads lead away if they are followed")
    assert len(PAYLOADS) >= 60
    assert caught >= 30
    assert leads_away(HttpResponseRedirect(PAYLOADS[0])["Location"])


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/"])
def test_signing_in_leads_nowhere_else(path):
    user = person(ADMIN)
    form = {"username": user.get_username(), "password": "a-password-of-nobody"}
    at_home = Client().post(path, form | {"next": "/admin/account/"})
    assert at_home["Location"] == "/admin/account/"
    away = [
        payload
        for payload in PAYLOADS
        if leads_away(Client().post(path, form | {"next": payload}).headers.get("Location", "/"))
    ]
    assert away == []


def test_no_parameter_of_any_route_leads_away():
    """Every parameter at once; a route that redirects where they say is then asked with each payload."""
    away = []
    for client in (Client(), client_of(ADMIN)):
        for route in routes():
            if route.name == "wagtailadmin_logout":
                continue
            everything = dict.fromkeys(PARAMETERS, PAYLOADS[0])
            first = client.get(route.example, everything)
            again = (
                PAYLOADS
                if 300 <= first.status_code < 400 and HOST in first.get("Location", "")
                else PAYLOADS[:1]
            )
            for payload in again:
                location = client.get(route.example, dict.fromkeys(PARAMETERS, payload)).headers.get(
                    "Location", "/"
                )
                if leads_away(location):
                    away.append((route.pattern, payload))
    assert away == []


def test_a_path_that_looks_like_a_host_is_no_redirect():
    for path in (f"//{HOST}/admin", f"/\\{HOST}", f"/%2f%2f{HOST}"):
        assert RequestFactory().get(path).path
        response = Client().get(path)
        assert not leads_away(response.headers.get("Location", "/")), path
