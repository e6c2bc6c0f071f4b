"""Who has given a password but not yet the code is nobody to the site."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from website.core.second_step import steps

PASSED = "second_step"
PASSWORD_AT = "password_given_at"  # noqa: S105  # pragma: allowlist secret
PATIENCE = 10 * 60
"""Seconds from the password to the code."""
DOORS = frozenset({"wagtailadmin_login", "wagtailcore_login"})


class SecondStep:
    """Middleware, after Django's: `request.user` has passed every step, `request.half_signed_in` has not.

    Both are looked up only when somebody asks. No query beyond the one for the user.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: _known(request, passed=True))  # type: ignore[assignment]  # as Django does it
        request.half_signed_in = SimpleLazyObject(  # type: ignore[attr-defined]  # read by the views
            lambda: _known(request, passed=False)
        )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """From a page that asks for the password, somebody who has just given it goes on to the code."""
        match = request.resolver_match
        if request.method != "GET" or match is None or match.url_name not in DOORS:
            return None
        if not request.half_signed_in.is_authenticated:  # type: ignore[attr-defined]  # set above
            return None
        query = urlencode({"next": request.GET["next"]}) if "next" in request.GET else ""
        return HttpResponseRedirect(f"{reverse('second_step:code')}{'?' if query else ''}{query}")


def has_passed(request: HttpRequest, user: Any) -> bool:
    """Whether this session may act as `user`."""
    if not steps.is_wanted(user):
        return True
    device = steps.device_of(user)
    return device is not None and request.session.get(PASSED) == device


def let_in(request: HttpRequest, user: Any) -> None:
    """Mark the session as passed, under a new key: one that was planted before is worth nothing."""
    request.session.cycle_key()
    request.session[PASSED] = steps.device_of(user)
    request.session.pop(PASSWORD_AT, None)


def is_late(request: HttpRequest) -> bool:
    """Whether the password was given too long ago for the code to follow."""
    given = request.session.get(PASSWORD_AT, 0)
    return bool(time.time() - given > PATIENCE)


def _known(request: HttpRequest, *, passed: bool) -> Any:
    if not hasattr(request, "_whose_session"):
        request._whose_session = get_user(request)  # type: ignore[attr-defined]  # one query for both
    user = request._whose_session  # type: ignore[attr-defined]  # set just above
    return user if user.is_authenticated and has_passed(request, user) is passed else AnonymousUser()
