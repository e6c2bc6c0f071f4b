"""Guessing passwords is slow, and nobody can lock another person out.

A try is counted before the password is looked at, and given back if it was right. What counts is the account
(from everywhere), the network (for every account), and the two together, so that one network never uses up
what an account may try. A browser in which somebody has signed in before carries a cookie and has a count of
its own: whatever strangers do, its owner can sign in. Counts are those of website.core.limits: a shared
store, the database where that does not answer, and closed where nothing can count.
"""

import secrets
import time
import unicodedata
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from wagtail.admin.forms.auth import LoginForm

from website.core import limits
from website.core.second_step import door, steps

COOKIE = "overlap_browser"
DAYS = 90
_SALT = "core.signing_in.browser"


class Gate(ModelBackend):
    """Django's accounts, behind a gate that counts the tries."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:  # type: ignore[override]  # Django names two of them
        """PermissionDenied, and no password is looked at, when a try is one too many.

        Code that signs in without a request is not counted. At most three counts and one query more.
        """
        username = credentials.get("username")
        if request is not None and username is not None:
            _count(request, username)
        return super().authenticate(request, **credentials)

    def get_user(self, user_id: Any) -> Any:
        """The user of a session, who brings along whether a second step is on. One query."""
        users = get_user_model()._default_manager
        user = users.annotate(**{steps.ANNOTATION: steps.device_id()}).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class SignInForm(LoginForm):
    """Wagtail's form, which says how long to wait."""

    def get_invalid_login_error(self) -> ValidationError:
        decision = getattr(self.request, "sign_in_refused", None)
        if decision is None:
            return super().get_invalid_login_error()
        return ValidationError(
            f"Too many tries to sign in. You can try again in {decision.retry_after_text}.", code="too_many"
        )


class SignInAnswers:
    """Middleware: 429 for a refused try; the cookie of a known browser after a good one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        decision = getattr(request, "sign_in_refused", None)
        if decision is not None:
            response.status_code = 429
            response["Retry-After"] = str(decision.seconds)
        user = getattr(request, "signed_in_now", None)
        if user is not None:
            response.set_cookie(
                COOKIE,
                signing.dumps({"mark": _mark(user), "browser": secrets.token_hex(16)}, salt=_SALT),
                max_age=DAYS * 24 * 60 * 60,
                path=reverse(settings.LOGIN_URL),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


@receiver(user_logged_in)
def give_back(sender: Any, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """A right password costs nothing. It makes the browser a known one where no second step follows."""
    tried = give_back_tries(request)
    if steps.is_wanted(user):
        request.session[door.PASSWORD_AT] = int(time.time())
    elif tried:
        request.signed_in_now = user  # type: ignore[attr-defined]  # read by the middleware


def give_back_tries(request: HttpRequest) -> bool:
    """Return what the last try cost; whether it was counted."""
    tries = getattr(request, "sign_in_tries", ())
    for scope, subject in tries:
        limits.spend_for(subject, scope, cost=-1)
    request.sign_in_tries = ()  # type: ignore[attr-defined]  # set by _count
    return bool(tries)


def count_code(request: HttpRequest, user: Any) -> limits.Decision:
    """Count a code of the second step before it is looked at, for its account or for a known browser of it.

    Somebody who knows a password makes its owner wait for a quarter of an hour at most, and not at all in a
    browser in which the owner has signed in before.
    """
    browser = _known_browser(request, user.get_username())
    tried = ("sign_in.code_browser", browser) if browser else ("sign_in.code", f"{user.pk}")
    request.code_tried = tried  # type: ignore[attr-defined]  # given back if the code is right
    return limits.spend_for(tried[1], tried[0])


def give_back_code(request: HttpRequest) -> None:
    """A right code costs nothing."""
    scope, subject = request.code_tried  # type: ignore[attr-defined]  # set by count_code
    limits.spend_for(subject, scope, cost=-1)


def _count(request: HttpRequest, username: str) -> None:
    tries = _tries(request, username)
    for scope, subject in tries:
        decision = limits.spend_for(subject, scope)
        if not decision.allowed:
            request.sign_in_refused = decision  # type: ignore[attr-defined]  # read by form and middleware
            raise PermissionDenied
    request.sign_in_tries = tries  # type: ignore[attr-defined]  # given back if the password is right


def _tries(request: HttpRequest, username: str) -> list[tuple[str, str]]:
    """(scope, subject) of what this try costs; the network first, so that it alone is told to wait."""
    browser = _known_browser(request, username)
    if browser:
        return [("sign_in.browser", browser)]
    address = limits.client_address(request)
    network = limits.network(address) if address is not None else ""
    account = unicodedata.normalize("NFKC", username).casefold()
    return [
        ("sign_in.network", network),
        ("sign_in.pair", f"{network} {account}"),
        ("sign_in.account", account),
    ]


def _known_browser(request: HttpRequest, username: str) -> str:
    """What the cookie says, if it is this account's and the password has not changed since; else empty."""
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=DAYS * 24 * 60 * 60)
    except signing.BadSignature:
        return ""
    users = get_user_model()._default_manager
    user = users.filter(**{get_user_model().USERNAME_FIELD: username}).first()
    known = user is not None and constant_time_compare(said["mark"], _mark(user))
    return said["browser"] if known else ""


def _mark(user: AbstractBaseUser) -> str:
    """Tied to the account and to its password."""
    return salted_hmac(_SALT, f"{user.pk} {user.password}", algorithm="sha256").hexdigest()
