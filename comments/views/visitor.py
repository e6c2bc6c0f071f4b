"""Who is reading: the key in the cookie, and what every page of the discussion promises about caches."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page

from comments import keys, targets
from comments.models import Comment, Writer
from comments.queries import own_comment, writer_of
from website.core import ids

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Never stored by anybody, never listed by a search engine."""

    @wraps(view)
    def kept_private(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return kept_private


def key_of(request: HttpRequest) -> str | None:
    """The key of a browser that has confirmed, or None."""
    return request.COOKIES.get(keys.COOKIE) or None


def writer(request: HttpRequest) -> Writer | None:
    return writer_of(key_of(request))


def forget(response: HttpResponse) -> HttpResponse:
    """Take the key away from this browser."""
    response.delete_cookie(keys.COOKIE, path=keys.PATH, samesite="Lax")
    return response


def readable_page(request: HttpRequest, page_id: int, subject: str) -> Page:
    """The page of a discussion that this visitor may read; Http404 for any other, alike."""
    if not ids.possible(page_id):
        raise Http404
    page = Page.objects.filter(pk=page_id, depth__gt=1).first()
    if page is None or not targets.may_read(page, request):
        raise Http404
    page = page.specific
    if not targets.knows(page, subject):
        raise Http404
    return page


def own(request: HttpRequest, comment_id: int) -> Comment:
    """A comment of whoever holds this browser's key; Http404 for any other."""
    comment = own_comment(comment_id, key_of(request))
    if comment is None:
        raise Http404
    return comment


def page_address(page: Page, subject: str) -> str:
    """Where readers meet the discussion: the page itself, or the results that the subject names."""
    address = page.get_url() or "/"
    return f"/results/{page.slug}/{subject}/" if subject.startswith("wave-") else address
