"""Row 34, through the real server: names with underscores arrive under the name of those with dashes.

A WSGI server writes `X-Forwarded-For` and `X_Forwarded_For` both as HTTP_X_FORWARDED_FOR; Granian keeps the
last. A name without a dash (CLIENT_ADDRESS_HEADER) has no such twin.
"""

import http.client
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.support import server
from tests.support.server import Site

MALLORY = "203.0.113.66"
VARIANTS = (
    "{name}",
    "{under}",
    "{lower}",
    "X_Forwarded_For",
    "X_Forwarded-For",
    "X-Forwarded_For",
    "X_Real_IP",
    "Remote_Addr",
    "REMOTE-ADDR",
    "Forwarded",
    "X-Client-IP",
    "CF_Connecting_IP",
)


def names(header: str) -> list[str]:
    """What Mallory writes before or after the header that the proxy adds."""
    parts = {"name": header, "under": header.replace("-", "_"), "lower": header.lower()}
    return [variant.format(**parts) for variant in VARIANTS]


def ask(site: Site, headers: list[tuple[str, str]], path: str = "/answer/resume/x/") -> tuple[int, str]:
    """Status and everything else of one answer, with these headers in this order."""
    address = urlsplit(site.url)
    with closing(http.client.HTTPConnection(address.hostname, address.port, timeout=60)) as connection:
        connection.putrequest("GET", path, skip_host=any(name == "Host" for name, _ in headers))
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, f"{answer.headers}\n{answer.read().decode(errors='replace')}"


def identities(site: Site) -> int:
    """How many visitors the limiter of this server believes to have seen."""
    return site.read("SELECT COUNT(DISTINCT subject) FROM core_counter")[0][0]


def served(folder, monkeypatch, **environment: str) -> Iterator[Site]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    site, process = server.start(folder)
    yield site
    server.stop(process)


@pytest.fixture
def dashed(tmp_path, monkeypatch) -> Iterator[Site]:
    """The control off: behind a proxy that passes odd names on, the usual header is named all the same."""
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "CLIENT_ADDRESS_HEADER": "X-Forwarded-For"}
    yield from served(tmp_path / "dashed", monkeypatch, **settings)


@pytest.fixture
def unnamed(tmp_path, monkeypatch) -> Iterator[Site]:
    """The control on: no header is named, as by default."""
    yield from served(tmp_path / "unnamed", monkeypatch, TRUSTED_PROXIES="127.0.0.1")


@pytest.fixture
def undashed(tmp_path, monkeypatch) -> Iterator[Site]:
    """The control on: the header has a name without a dash."""
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "CLIENT_ADDRESS_HEADER": "Clientaddress"}
    yield from served(tmp_path / "undashed", monkeypatch, **settings)


def attack(site: Site, header: str) -> int:
    """Mallory asks with each name, before and after the proxy's own header; his new identities."""
    ask(site, [(header, MALLORY)])
    before = identities(site)
    for number, name in enumerate(names(header)):
        forged = (name, f"198.51.100.{number + 1}")
        proxys = (header, f"{forged[1]}, {MALLORY}" if name.lower() == header.lower() else MALLORY)
        orders = [[proxys]] if name.lower() == header.lower() else [[forged, proxys], [proxys, forged]]
        for headers in orders:
            assert ask(site, headers)[0] == 404
    return identities(site) - before


@pytest.mark.browser  # it starts a server, as the tests with a browser do
def test_underscores_move_mallory_with_a_dashed_name(dashed: Site) -> None:
    moved = attack(dashed, "X-Forwarded-For")
    print(f"with a dashed header name {moved} of {len(VARIANTS)} names give Mallory a new identity")
    assert moved >= 1


@pytest.mark.browser  # as above
def test_by_default_no_name_is_believed(unnamed: Site) -> None:
    assert attack(unnamed, "X-Forwarded-For") == 0
    assert identities(unnamed) == 1


@pytest.mark.browser  # as above
def test_and_not_with_one_without_a_dash(undashed: Site) -> None:
    assert identities(undashed) == 0
    assert attack(undashed, "Clientaddress") == 0
    assert identities(undashed) == 1


def test_without_a_proxy_no_name_is_read(site_server: Site) -> None:
    ask(site_server, [])
    before = identities(site_server)
    for number, name in enumerate(names("X-Forwarded-For")):
        ask(site_server, [(name, f"198.51.100.{number + 1}")])
    assert identities(site_server) == before


def test_a_forged_host_leads_nowhere(site_server: Site) -> None:
    host = urlsplit(site_server.url).netloc
    for path in ("/", "/survey/", "/results/survey/wave-2/issue/chart.json", "/answer/survey/"):
        status, _ = ask(site_server, [("Host", "mallory.example")], path)
        assert status == 400
        for name in ("X-Forwarded-Host", "X_Forwarded_Host", "X-Host", "Forwarded", "X_Original_Host"):
            status, text = ask(site_server, [("Host", host), (name, "mallory.example")], path)
            assert status in {200, 302}
            assert "mallory" not in text, (path, name)
