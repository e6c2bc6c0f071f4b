"""Row 37, served: an editor's crawl leaves nothing behind, and headers change no page that is kept."""

import re
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from django.urls import resolve

from tests.attacks.sizes import size
from tests.attacks.test_37_cached_pages import UNKEYED
from tests.support.server import Site

PAGES = size(25, 2_000)
TOGETHER = 9
WAGTAILS = "wagtail_serve"
PROBED = ["/", "/results/", "/results/survey/wave-2/issue/chart.json", "/results/survey/wave-2/issue/"]


def visitor() -> OpenerDirector:
    """Somebody with cookies of their own."""
    return build_opener(HTTPCookieProcessor(CookieJar()))


def get(site: Site, who: OpenerDirector, path: str, **headers: str) -> tuple[bool, bytes]:
    """Whether a shared cache may keep the answer, and its bytes."""
    try:
        with who.open(Request(site.url + path, headers=headers), timeout=60) as answer:
            return "public" in answer.headers["Cache-Control"], answer.read()
    except HTTPError as refusal:
        return "public" in refusal.headers["Cache-Control"], refusal.read()


def sign_in(site: Site) -> OpenerDirector:
    """The demonstration's editor, by the form."""
    who = visitor()
    _, form = get(site, who, "/admin/login/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    fields = {
        "csrfmiddlewaretoken": token[1].decode(),
        "username": "editor",
        "password": "overlap-editor",  # pragma: allowlist secret
    }
    with who.open(Request(f"{site.url}/admin/login/", urlencode(fields).encode()), timeout=60) as answer:
        assert answer.url == f"{site.url}/admin/"
    return who


def crawl(site: Site, who: OpenerDirector) -> dict[str, bytes]:
    """Follow links from the front page; what a shared cache may keep."""
    kept: dict[str, bytes] = {}
    ahead, seen = ["/"], {"/"}
    for _ in range(PAGES):
        if not ahead:
            break
        path = ahead.pop(0)
        public, body = get(site, who, path)
        if public:
            kept[path] = body
        for link in re.findall(
            rb'href="(?:http://localhost(?::\d+)?)?(/(?!admin/|static/|answer/)[^"#?]*)', body
        ):
            if (found := link.decode()) not in seen:
                seen.add(found)
                ahead.append(found)
    return kept


@pytest.fixture(scope="module")
def clean(site_server: Site) -> dict[str, bytes]:
    return crawl(site_server, visitor())


def test_a_reader_after_an_editor_gets_what_a_reader_alone_gets(site_server: Site, clean) -> None:
    editor = sign_in(site_server)
    public, own = get(site_server, editor, "/admin/")
    print(f"without the control a cache would keep {len(own)} bytes of the editor's dashboard")
    assert not public
    assert len(clean) >= 8
    assert crawl(site_server, editor) == clean
    assert crawl(site_server, visitor()) == clean


def one_of_each_kind(pages: list[str]) -> list[str]:
    """One page for each pattern of the resolver, and every page that is a page in Wagtail."""
    kinds = {resolve(path).route: path for path in pages}
    return sorted({*PROBED, *kinds.values(), *(path for path in pages if resolve(path).url_name == WAGTAILS)})


def test_fifty_headers_change_no_page_that_is_kept(site_server: Site, clean) -> None:
    """Each header alone, on one page of each kind; in the whole run also nine at a time, on every page."""
    pages = size(PROBED, sorted({*PROBED, *clean}))
    alone = one_of_each_kind(pages)
    headers = [(name.removeprefix("HTTP_").replace("_", "-"), value) for name, value in UNKEYED.items()]
    before = {path: get(site_server, visitor(), path) for path in pages}
    assert {public for public, _ in before.values()} == {True}
    probes = [
        (path, [header])
        for number, header in enumerate(headers)
        for path in size([alone[number % len(alone)]], alone)
    ]
    for start in size([], range(0, len(headers), TOGETHER)):
        probes += [(path, headers[start : start + TOGETHER]) for path in pages]
    changed = []
    for path, sent in probes:
        public, body = get(site_server, visitor(), path, **dict(sent))
        if public and body != before[path][1]:
            changed.append((path, [name for name, _ in sent]))
    print(f"{len(probes)} requests with headers of others, on {len(pages)} pages")
    assert changed == []
