"""Row 9, by the tool that attackers use: sqlmap on each parameter that our pages read from their address.

A site is served. What the admin's lists read is taken from their own forms, so a new filter is tried as well.
"""

import http.cookiejar
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.attacks.sizes import size
from tests.attacks.test_09_sql import LISTS
from tests.support.databases import on_postgres
from tests.support.routes import routes
from tests.support.server import Site

PUBLIC = [
    "/search/?q=circles&page=1",
    "/magazine/?page=1",
    "/discussion/on/{page}/?order=newest&page=1",
    "/discussion/on/{page}/write/?to=1",
    "/discussion/mine/?said=posted&chip=a",
    # A part of the path, where `*` stands.
    "/results/survey/wave-2*/",
    "/results/survey/wave-2/issue*/",
    "/discussion/on/{page}*/",
]
#: Ours that are no lists.
STAFF = [
    "/admin/reports/explorer/?wave=1&row=issue&by=role",
    "/admin/reports/sensitivity/?wave=1",
    "/admin/surveys/waves/dispositions/1*/",
    "/admin/discussion/threads/page/{page}*/",
]
EVERY_LIST = {"q": "a", "p": "1", "ordering": "pk"}


def injectable(address: str, folder: Path, cookie: str = "", dbms: str = "SQLite") -> list[Any]:
    """What sqlmap finds that can be injected at an address."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    command = [str(Path(sys.executable).with_name("sqlmap")), "-u", address, "--batch", "--flush-session"]
    done = subprocess.run(
        [
            *command,
            *("--dbms", dbms, "--level", "1", "--technique", size("BEU", "BEUSTQ"), "--skip-waf"),
            *("--output-dir", str(folder), "--report-json", str(report), "--disable-coloring"),
            *("--skip", "cookie,user-agent,referer,host"),
            *(["--cookie", cookie] if cookie else []),
        ],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    found = json.loads(report.read_text()) if report.exists() else {}
    # Where sqlmap could not even begin (a page that is not there, a parameter it does not see) it says so.
    assert "all tested parameters do not appear" in done.stdout or found.get("data"), done.stdout[-2_000:]
    return list(found["data"])


#: The usual mistake.
STATEMENT = "SELECT name FROM person WHERE name = '%s'"


class Careless(BaseHTTPRequestHandler):
    """A list that puts its statement together."""

    def do_GET(self) -> None:
        """Everybody whose name is the one asked for."""
        name = parse_qs(urlsplit(self.path).query).get("name", [""])[0]
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute("CREATE TABLE person (name TEXT, secret TEXT)")
            database.execute("INSERT INTO person VALUES ('Chloe', 'hunter2')")
            try:
                rows = database.execute(STATEMENT % name).fetchall()
            except sqlite3.Error as error:
                rows = [(error,)]
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write("".join(f"<p>{row[0]}</p>" for row in rows).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def careless() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Careless) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_sqlmap_opens_a_page_that_puts_its_statement_together(careless: str, tmp_path: Path) -> None:
    """Control off."""
    assert injectable(f"{careless}/?name=Chloe", tmp_path) != []


class Offered(HTMLParser):
    """Names of the fields of a page's forms that are sent with GET."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self._in_get = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a form begins and what is in it."""
        given = dict(attrs)
        if tag == "form":
            self._in_get = (given.get("method") or "get").lower() == "get"
        elif tag in {"input", "select"} and self._in_get and given.get("name"):
            self.names.add(given["name"] or "")

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form":
            self._in_get = False


def signed_in(site: Site) -> tuple[OpenerDirector, str]:
    """The demonstration's admin; how to open pages, and the cookies."""
    jar = http.cookiejar.CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    page = opener.open(site.url + "/admin/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    words = {
        "username": "admin",
        "password": "overlap-admin",
        "csrfmiddlewaretoken": token[1],
        "next": "/admin/",
    }
    assert opener.open(site.url + "/admin/login/", urlencode(words).encode()).url.endswith("/admin/")
    return opener, "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def lists_with_their_parameters(site: Site, opener: OpenerDirector) -> list[str]:
    """Each list of ours in the admin, with every field that its forms offer."""
    paths = [
        route.example
        for route in routes()
        if route.pattern.startswith(tuple(f"admin/{part}" for part in LISTS))
        and "<" not in route.pattern
        and route.pattern.endswith("/results/")
    ]
    assert len(paths) > 8
    found = []
    for path in paths:
        fields = Offered()
        fields.feed(opener.open(site.url + path).read().decode())
        names = fields.names - {"csrfmiddlewaretoken"}
        found.append(f"{path}?{urlencode(dict.fromkeys(sorted(names), '1') | EVERY_LIST)}")
    return found


def a_page(site: Site) -> int:
    """One with a thread that is open: the newest."""
    ((number,),) = site.read("SELECT MAX(page_id) FROM comments_thread WHERE subject = ''")
    return int(number)


def test_sqlmap_finds_nothing_in_any_page_of_ours(site_server: Site, tmp_path: Path) -> None:
    opener, cookie = signed_in(site_server)
    lists = lists_with_their_parameters(site_server, opener)
    asked = size(PUBLIC[:1], [*PUBLIC, *lists, *STAFF])
    found = {}
    for path in asked:
        address = site_server.url + path.format(page=a_page(site_server))
        assert opener.open(address.replace("*", "")).status == 200
        given = cookie if path.startswith("/admin/") else ""
        if holes := injectable(address, tmp_path, given, "PostgreSQL" if on_postgres() else "SQLite"):
            found[path] = holes
    print(f"{len(asked)} addresses tried")
    assert found == {}
