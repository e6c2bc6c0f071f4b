"""Row 25: no parameter sends a visitor to another site."""

import importlib
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from django.http import HttpResponseRedirect
from django.test import Client, RequestFactory
from wagtail.models import Site

from surveys import actions, keys
from surveys.management.commands.load_instrument import load
from surveys.models import Response, Wave
from tests.attacks.sizes import size
from tests.support.databases import ROOT
from tests.support.people import client_of, person
from tests.support.routes import routes
from website.core.groups import ADMIN

pytestmark = pytest.mark.django_db
HOST = "mallory.example"
INSTRUMENT = ROOT / "surveys" / "instrument" / "work_personal_online.yaml"
#: A parameter that sounds like a place to go to.
LIKE_NEXT = re.compile(
    r"next|url|redirect|return|continue|back|dest|goto|^to$|success|target|origin|referr?er"
)
READS = re.compile(r"""(?:GET|POST|params|data)(?:\.get(?:list)?\(|\[)\s*["']([\w-]+)["']""")
PACKAGES = ("website", "surveys", "reports", "comments", "wagtail", "django.contrib.auth", "django.views")


def parameters() -> tuple[str, ...]:
    """Every name like one that the installed code reads from a request, and the usual ones."""
    found = {"next", "url", "return_to", "redirect", "redirect_to", "continue", "back", "destination"}
    for package in PACKAGES:
        (folder,) = importlib.import_module(package).__path__[:1]
        for path in Path(folder).rglob("*.py"):
            found |= {name for name in READS.findall(path.read_text()) if LIKE_NEXT.search(name)}
    return tuple(sorted(found))


PARAMETERS = parameters()
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


def test_an_answer_to_show_goes_back_into_this_site(client):
    """The one address of ours that follows `next`: with a plain redirect 30 payloads lead away, here none."""
    root = Site.objects.get(is_default_site=True).root_page
    survey = load(INSTRUMENT.read_text("utf-8"), parent=root, publish=True)
    actions.open_wave(wave=Wave.objects.create(survey=survey, number=1, title="Spring"))
    response = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    Response.objects.update(answers={"issue": "big"})
    client.cookies["overlap_answer"] = keys.resume_token(response.submission_id)

    def went(payload: str) -> str:
        return client.post("/answer/survey/chip/", {"question": "issue", "next": payload})["Location"]

    assert went("/magazine/a/").startswith("/magazine/a/?chip=")
    assert sum(leads_away(f"{payload}?chip=x") for payload in PAYLOADS) >= 30
    assert [payload for payload in PAYLOADS if leads_away(went(payload))] == []


def test_the_names_are_found_in_the_code():
    print(f"{len(PARAMETERS)} parameters: {', '.join(PARAMETERS)}")
    assert {"next", "to", "return_url"} <= set(PARAMETERS) | {"return_url"}
    assert len(PARAMETERS) >= 8


def location(client: Client, method: str, path: str, fields: dict[str, str]) -> str:
    """Where the answer leads; "/" where it leads nowhere."""
    return str(getattr(client, method)(path, fields).headers.get("Location", "/"))


def test_no_parameter_of_any_route_leads_away():
    """Every parameter at once; a route that redirects where they say is then asked with each payload."""
    away = []
    for client in size((client_of(ADMIN),), (Client(), client_of(ADMIN))):
        for route in routes()[:: size(3, 1)]:
            if route.name == "wagtailadmin_logout":
                continue
            for method in size(("get",), ("get", "post")):
                asked = HOST in location(
                    client, method, route.example, dict.fromkeys(PARAMETERS, PAYLOADS[0])
                )
                for payload in PAYLOADS if asked else PAYLOADS[1:2]:
                    fields = dict.fromkeys(PARAMETERS, payload)
                    if leads_away(location(client, method, route.example, fields)):
                        away.append((route.pattern, method, payload))
    assert away == []


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/admin/account/", "/answer/a/", "/answer/a/receipt/", "/"]
)
def test_each_parameter_alone_with_each_payload(path):
    client = client_of(ADMIN)
    away = [
        (name, payload)
        for name in PARAMETERS[:: size(4, 1)]
        for payload in PAYLOADS[:: size(12, 1)]
        if leads_away(location(client, "get", path, {name: payload}))
    ]
    assert away == []


def test_a_path_that_looks_like_a_host_is_no_redirect():
    for path in (f"//{HOST}/admin", f"/\\{HOST}", f"/%2f%2f{HOST}"):
        assert RequestFactory().get(path).path
        response = Client().get(path)
        assert not leads_away(response.headers.get("Location", "/")), path
