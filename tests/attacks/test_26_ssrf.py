"""Row 26: the server fetches no address that somebody names, whatever it points to."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException
from wagtail.embeds.finders import get_finders

from tests.attacks.sizes import size
from tests.support.people import client_of
from website.articles import actions
from website.articles.blocks import ArticleBlock, ProseBlock
from website.articles.models import FrontPage
from website.core.groups import EDITOR


class Listener:
    """A server on this machine that counts who comes."""

    def __init__(self) -> None:
        hits: list[str] = []

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hits.append(self.path)
                body = json.dumps({"type": "rich", "html": "<b>hit</b>"}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: Any) -> None:
                """Say nothing."""

        self.hits = hits
        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def addresses(self) -> list[str]:
        """Forty ways to name it, or what answers inside a network."""
        port = self.port
        hosts = [
            *("127.0.0.1", "localhost", "127.1", "127.0.1", "0.0.0.0", "0", "2130706433", "017700000001"),  # noqa: S104  # named, not bound
            *("0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.000.000.001", "127.127.127.127", "localhost."),
            *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]"),
            *("user@127.0.0.1", "example.com@127.0.0.1", "rebind.mallory.example", "127.0.0.1.nip.example"),
            *("ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "127。0。0。1", "localtest.me"),
        ]
        return [
            *(f"http://{host}:{port}/secret" for host in hosts),
            f"https://127.0.0.1:{port}/secret",
            f"//127.0.0.1:{port}/secret",
            f"http:127.0.0.1:{port}/secret",
            f"http://127.0.0.1:{port}#@example.com/",
            f"http://example.com:80@127.0.0.1:{port}/",
            f"ftp://127.0.0.1:{port}/secret",
            f"gopher://127.0.0.1:{port}/_GET%20/",
            f"dict://127.0.0.1:{port}/info",
            "file:///etc/passwd",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00:ec2::254]/latest/meta-data/",
            f"https://www.youtube.com/oembed?url=http://127.0.0.1:{port}/",
            f"https://vimeo.com/1?u=http://127.0.0.1:{port}/",
        ]


@pytest.fixture
def front(db: None) -> FrontPage:
    return actions.make_front_page(url="http://localhost")


@pytest.fixture
def listener() -> Iterator[Listener]:
    started = Listener()
    yield started
    started.server.shutdown()
    started.server.server_close()


@pytest.fixture
def names_asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every name that anything tries to look up, or address it connects to."""
    asked: list[str] = []
    look, connect = socket.getaddrinfo, socket.socket.connect

    def noted(host: Any, *more: Any, **options: Any) -> Any:
        asked.append(str(host))
        return look(host, *more, **options)

    def connected(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            asked.append(str(address[0]))
        return connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", noted)
    monkeypatch.setattr(socket.socket, "connect", connected)
    return asked


def ask_everywhere(client: Client, front: FrontPage, url: str) -> None:
    """Every place of the admin and the site that takes an address or a file that names one."""
    client.post("/admin/embeds/chooser/upload/", {"embed-chooser-url": url})
    client.get("/admin/embeds/chooser/", {"url": url})
    client.get("/admin/choose-external-link/", {"link_url": url})
    client.post("/admin/choose-external-link/", {"external-link-chooser-url": url, "link_text": "x"})
    client.post("/admin/redirects/add/", {"old_path": "/old/", "redirect_link": url, "site": ""})
    named = SimpleUploadedFile("picture.png", url.encode())
    client.post("/admin/images/multiple/add/", {"title": url, "files[]": named, "collection": 1})
    client.post("/admin/images/multiple/add/", {"title": url, "url": url, "collection": 1})
    drawn = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}'/></svg>".encode()
    client.post(
        "/admin/images/multiple/add/",
        {"title": "x", "files[]": SimpleUploadedFile("drawing.svg", drawn), "collection": 1},
    )
    client.get("/search/", {"q": url})
    client.post("/count/", {"page": url}, HTTP_ORIGIN=url)
    client.get("/", HTTP_REFERER=url, HTTP_HOST="testserver", HTTP_X_FORWARDED_HOST=url[:60])
    html = f'<p><embed embedtype="media" url="{url}"/><embed embedtype="image" id="1" alt="x"/></p>'
    for block in (ProseBlock(), ArticleBlock()):
        paragraph = block.child_blocks["paragraph"]
        str(paragraph.render(paragraph.to_python(html)))


@pytest.mark.filterwarnings("ignore::django.utils.deprecation.RemovedInDjango60Warning")
def test_forty_addresses_are_named_everywhere_and_none_is_fetched(
    listener: Listener, front: FrontPage, names_asked: list[str]
) -> None:
    addresses = listener.addresses()
    assert len(addresses) == 40
    client = client_of(EDITOR)
    before = list(names_asked)
    for number, url in enumerate(addresses):
        if number % size(10, 1) == 0:
            ask_everywhere(client, front, url)
        client.post("/admin/embeds/chooser/upload/", {"embed-chooser-url": url})
        with pytest.raises(EmbedException):
            get_embed(url)
    assert listener.hits == []
    assert names_asked == before


def test_nothing_is_there_that_could_fetch(settings: Any) -> None:
    assert list(get_finders()) == []
    for block in (ProseBlock(), ArticleBlock()):
        assert "embed" not in {child.__class__.__name__.lower() for child in block.child_blocks.values()}
        assert "embed" not in (block.child_blocks["paragraph"].features or [])


def test_with_a_finder_the_server_would_fetch(listener: Listener, db: None) -> None:
    """The control off: one provider, and the first address sends the server out."""
    provider = {"endpoint": f"http://127.0.0.1:{listener.port}/oembed", "urls": ["^http.*"]}
    finder = {"class": "wagtail.embeds.finders.oembed", "providers": [provider]}
    with override_settings(WAGTAILEMBEDS_FINDERS=[finder]):
        get_embed(f"http://127.0.0.1:{listener.port}/secret")
    print(f"without the control the listener sees {len(listener.hits)} of 1 requests")
    assert len(listener.hits) == 1
