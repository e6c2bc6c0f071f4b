"""The page that asks for the code, and the page on which the second step is switched on and off."""

from base64 import b32encode
from binascii import unhexlify
from typing import Any

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from website.core import signing_in
from website.core.qr import qr_code
from website.core.second_step import door, steps

METHODS = ["GET", "HEAD", "POST"]
KEY = "second_step_key"
WRONG = "That code does not fit. Codes change every half minute: type the one that is shown now."
WRONG_PASSWORD = "That is not your password."  # noqa: S105  # pragma: allowlist secret
EXPIRED = "This page was too old. Scan the code once more."


@sensitive_post_parameters("code")
@require_http_methods(METHODS)
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code after the password; POST lets in whoever knows it. Four wrong ones in 15 minutes."""
    user = request.half_signed_in  # type: ignore[attr-defined]  # door.SecondStep sets it
    if not user.is_authenticated:
        return redirect(_next(request) if request.user.is_authenticated else "wagtailadmin_login")
    if door.is_late(request) or request.POST.get("do") == "leave":
        logout(request)
        return redirect("wagtailadmin_login")
    if steps.device_of(user) is None:
        return redirect("second_step:settings")
    context: dict[str, Any] = {"next": _next(request)}
    if request.method != "POST":
        return render(request, "pages/second_step_code.html", context)
    decision = signing_in.count_code(request, user)
    if not decision.allowed:
        return _wait(request, "pages/second_step_code.html", context, decision)
    if not steps.check(user=user, typed=request.POST.get("code", "")):
        return render(request, "pages/second_step_code.html", context | {"error": WRONG}, status=422)
    _let_in(request, user)
    return HttpResponseRedirect(_next(request))


@sensitive_post_parameters("code", "password")
@require_http_methods(METHODS)
def settings_page(request: HttpRequest) -> HttpResponse:
    """One's own second step. Also for somebody who must have one and does not yet."""
    user, is_new = _whose(request)
    if user is None:
        return redirect("wagtailadmin_login")
    if request.method == "POST" and request.POST.get("do") == "leave":
        logout(request)
        return redirect("wagtailadmin_login")
    is_on = steps.device_of(user) is not None
    if request.method != "POST":
        return _settings(request, user, is_new=is_new)
    decision = signing_in.count_code(request, user)
    if not decision.allowed:
        return _settings(request, user, is_new=is_new, decision=decision)
    return _change(request, user) if is_on else _switch_on(request, user, is_new=is_new)


def _switch_on(request: HttpRequest, user: Any, *, is_new: bool) -> HttpResponse:
    """Keep the telephone. The password is asked once more: a stolen session must not shut its owner out."""
    if not is_new and not _knows_password(request, user):
        refused = getattr(request, "sign_in_refused", None)
        error = WRONG_PASSWORD if refused is None else None
        return _settings(request, user, is_new=is_new, error=error, beside="password", decision=refused)
    key = request.session.get(KEY, "")
    if not key:
        return _settings(request, user, is_new=is_new, error=EXPIRED)
    codes = steps.turn_on(user=user, key=key, typed=request.POST.get("code", ""))
    if not codes:
        return _settings(request, user, is_new=is_new, error=WRONG)
    del request.session[KEY]
    _let_in(request, user)
    return render(request, "pages/second_step_codes.html", {"codes": codes, "is_first": True})


def _change(request: HttpRequest, user: Any) -> HttpResponse:
    """New recovery codes, or none of it any more; both against a code."""
    if not steps.check(user=user, typed=request.POST.get("code", "")):
        return _settings(request, user, is_new=False, error=WRONG)
    signing_in.give_back_code(request)
    if request.POST.get("do") == "off" and not steps.must(user):
        steps.turn_off(user=user)
        return redirect(reverse("second_step:settings"))
    codes = steps.renew_codes(user=user)
    return render(request, "pages/second_step_codes.html", {"codes": codes, "is_first": False})


def _settings(request: HttpRequest, user: Any, *, is_new: bool, **context: Any) -> HttpResponse:
    decision = context.pop("decision", None)
    if steps.device_of(user) is not None:
        context |= {"codes_left": steps.codes_left(user), "may_leave": not steps.must(user)}
        page = "pages/second_step_on.html"
    else:
        key = request.session.setdefault(KEY, steps.new_key())
        context |= {
            "qr": qr_code(steps.telephone(user, key).config_url),
            "key": b32encode(unhexlify(key)).decode(),
            "is_new": is_new,
        }
        page = "pages/second_step_off.html"
    if decision is not None:
        return _wait(request, page, context, decision)
    return render(request, page, context, status=422 if context.get("error") else 200)


def _whose(request: HttpRequest) -> tuple[Any, bool]:
    """(who may change a second step here, whether it is somebody who must first have one)."""
    if request.user.is_authenticated:
        return (request.user, False) if request.user.has_perm(steps.ACCESS) else (None, False)
    half = request.half_signed_in  # type: ignore[attr-defined]  # door.SecondStep sets it
    if half.is_authenticated and steps.device_of(half) is None and not door.is_late(request):
        return half, True
    return None, False


def _knows_password(request: HttpRequest, user: Any) -> bool:
    """Counted like every other try to sign in, and given back if right."""
    typed = request.POST.get("password", "")
    found = authenticate(request, username=user.get_username(), password=typed)
    if found is None or found.pk != user.pk:
        return False
    signing_in.give_back_tries(request)
    return True


def _let_in(request: HttpRequest, user: Any) -> None:
    signing_in.give_back_code(request)
    door.let_in(request, user)
    rotate_token(request)
    request.signed_in_now = user  # type: ignore[attr-defined]  # signing_in makes the browser a known one


def _wait(request: HttpRequest, page: str, context: dict[str, Any], decision: Any) -> HttpResponse:
    said = f"Too many tries. You can try again in {decision.retry_after_text}."
    response = render(request, page, context | {"error": said}, status=429)
    response["Retry-After"] = str(decision.seconds)
    return response


def _next(request: HttpRequest) -> str:
    """Where to go on: an address of this site, otherwise the dashboard."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("wagtailadmin_home")
