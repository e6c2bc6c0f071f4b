"""What is compressed, and what never is."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from website.core.compressing import FILE, CompressPublic

TEXT = b"circles " * 400


def answer(accepts: str, **headers: str) -> HttpResponse:
    def view(request):
        response = HttpResponse(TEXT, content_type=headers.pop("kind", "text/html"))
        response["Cache-Control"] = "public, max-age=60"
        for name, value in headers.items():
            response[name.replace("_", "-")] = value
        return response

    return CompressPublic(view)(RequestFactory().get("/", headers={"Accept-Encoding": accepts}))


@pytest.mark.parametrize(
    ("accepts", "encoding", "undo"),
    [
        ("gzip, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", "", bytes),
        ("brother", "", bytes),
    ],
)
def test_a_public_page_is_sent_as_the_browser_takes_it(accepts, encoding, undo):
    response = answer(accepts, ETag='"abc"')
    assert response.get("Content-Encoding", "") == encoding
    assert undo(response.content) == TEXT
    assert "Accept-Encoding" in response["Vary"]
    if encoding:
        assert len(response.content) == int(response["Content-Length"]) < 400
        assert response["ETag"] == 'W/"abc"'


@pytest.mark.parametrize(
    "headers",
    [{"Cache_Control": "no-store, private"}, {"kind": "font/woff2"}, {"Content_Encoding": "br"}],
)
def test_a_visitors_own_page_a_font_and_what_is_compressed_already_stay_as_they_are(headers):
    assert answer("gzip, br", **headers).content == TEXT


def test_a_file_in_pieces_is_sent_whole():
    def view(request):
        response = StreamingHttpResponse([TEXT[:100], TEXT[100:]], content_type="text/css")
        response["Cache-Control"], response["Content-Length"] = "public", str(len(TEXT))
        return response

    response = CompressPublic(view)(RequestFactory().get("/", headers={"Accept-Encoding": "br"}))
    sent = b"".join(response.streaming_content)
    assert brotli.decompress(sent) == TEXT
    assert sent == brotli.compress(TEXT, quality=FILE)
    assert response["Content-Length"] == str(len(sent))
