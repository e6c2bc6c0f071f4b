"""Compression of what is the same for everybody: pages that a cache may keep, and static files.

A page that is one visitor's own is never compressed, so that its length tells nobody what is in it. In
production static files lie compressed already, and this leaves them as they are.
"""

from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

KINDS = ("text/", "image/svg+xml", "application/json", "application/xml", "application/atom+xml")
#: Bytes under which nothing is gained, and over which the work is left to gzip, piece by piece.
LEAST, MOST = 200, 400_000
#: Work for a page, which is made anew each minute, and for a file, which is compressed once and kept.
PAGE, FILE = 5, 11


class CompressPublic(GZipMiddleware):
    """Middleware, outside everything that answers: Brotli where the browser takes it, otherwise gzip."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress text that everybody gets alike."""
        kind = response.get("Content-Type", "")
        is_public = "public" in response.get("Cache-Control", "")
        if response.status_code != 200 or not is_public or not kind.startswith(KINDS):
            return response
        if response.has_header("Content-Encoding"):
            return response
        length = int(response.get("Content-Length") or len(getattr(response, "content", b"")))
        takes = {part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
        if "br" not in takes or not LEAST <= length <= MOST or request.method != "GET":
            return super().process_response(request, response)  # type: ignore[arg-type,return-value]  # typed for one kind
        return _brotli(response)


def _brotli(response: HttpResponseBase) -> HttpResponseBase:
    """The response in Brotli. A file that was to be sent in pieces is read whole: it is small."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if response.streaming:
        pieces = response.streaming_content  # type: ignore[attr-defined]  # StreamingHttpResponse
        whole = _smallest(b"".join(pieces))
        response.streaming_content = [whole]  # type: ignore[attr-defined]  # as above
    else:
        whole = brotli.compress(response.content, quality=PAGE)  # type: ignore[attr-defined]  # HttpResponse
        response.content = whole  # type: ignore[attr-defined]  # as above
    response["Content-Length"] = str(len(whole))
    response["Content-Encoding"] = "br"
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        response["ETag"] = f"W/{etag}"
    return response


@lru_cache(maxsize=128)
def _smallest(file: bytes) -> bytes:
    """The bytes of a file as small as Brotli makes them; kept, because it takes a hundred times as long."""
    return brotli.compress(file, quality=FILE)
