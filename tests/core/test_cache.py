"""Cache rules: nothing is kept unless it is the same for everybody."""

import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from website.core.cache import CacheRules, cacheable, mark_cacheable

SHARED = "public, max-age=60"
PRIVATE = "no-store, private"


def passed(view, method="get", **attributes):
    request = getattr(RequestFactory(), method)("/")
    for name, value in attributes.items():
        setattr(request, name, value)
    return CacheRules(view)(request)


@cacheable
def page(request):
    return HttpResponse("the same for all")


class Session(dict):
    accessed = True


def with_cookie(request):
    response = page(request)
    response.set_cookie("seen", "1")
    return response


def with_token(request):
    get_token(request)
    return page(request)


def missing(request):
    response = HttpResponse(status=404)
    mark_cacheable(response)
    return response


def varying(request):
    response = page(request)
    response["Vary"] = "Cookie"
    return response


def test_a_view_that_says_nothing_is_not_kept():
    assert passed(lambda request: HttpResponse())["Cache-Control"] == PRIVATE


def test_a_view_may_undo_nothing_by_a_header_of_its_own():
    assert (
        passed(lambda request: HttpResponse(headers={"Cache-Control": "public"}))["Cache-Control"] == PRIVATE
    )


def test_a_view_that_is_the_same_for_all_is_kept_for_a_minute():
    response = passed(page)
    assert (response["Cache-Control"], response["Vary"]) == (SHARED, "Accept-Encoding")


@pytest.mark.parametrize("view", [with_cookie, with_token, missing, varying])
def test_what_was_marked_by_mistake_is_not_kept(view):
    assert passed(view)["Cache-Control"] == PRIVATE


def test_neither_a_post_nor_a_preview_nor_a_read_session_is_kept():
    assert passed(page, method="post")["Cache-Control"] == PRIVATE
    assert passed(page, is_preview=True)["Cache-Control"] == PRIVATE
    assert passed(page, session=Session())["Cache-Control"] == PRIVATE
