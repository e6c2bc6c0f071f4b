"""Which responses may be kept by a browser or a proxy. Everything else is `no-store`.

A view is cacheable when it says so (`@cacheable`, or a BasePage whose class is cacheable). The
middleware has the last word: a response to an unsafe method, with a cookie, or that read the session
or the CSRF token is never stored, whatever the view said.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

SECONDS = 60
_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def mark_cacheable(response: HttpResponseBase, seconds: int = SECONDS) -> None:
    """Say that this response is the same for everybody for `seconds`."""
    response.cacheable_seconds = seconds  # type: ignore[attr-defined]  # a mark of our own on the response


def cacheable(view: _View) -> _View:
    """Decorate a view whose answer is the same for everybody."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        mark_cacheable(response)
        return response

    return marked  # type: ignore[return-value]  # the wrapper has the signature of what it wraps


class CacheRules:
    """Middleware, outside the session's: sets Cache-Control on every response that leaves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        seconds = getattr(response, "cacheable_seconds", None)
        if seconds is not None and is_same_for_all(request, response):
            response["Cache-Control"] = f"public, max-age={seconds}"
            patch_vary_headers(response, ["Accept-Encoding"])
        else:
            response["Cache-Control"] = "no-store, private"
        return response


def is_same_for_all(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Tell whether nothing about this visitor can be in the response."""
    session = getattr(request, "session", None)
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code in {200, 304}
        and not response.cookies
        and not getattr(request, "is_preview", False)
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
        and not (session is not None and session.accessed)
        and "Cookie" not in response.get("Vary", "")
    )
