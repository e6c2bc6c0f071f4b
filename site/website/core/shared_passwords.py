"""Guessing the password that several people share for a page or a folder of documents is slow.

A try is counted before the password is looked at, for the network and for the door, and given back if it was
right. Whoever has passed before carries it in the session and is asked nothing.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from wagtail.forms import PasswordViewRestrictionForm

from website.core import limits

#: Wagtail's addresses that take such a password: the number in the address that names the door, and what is
#: drawn.
DOORS = {
    "wagtailcore_authenticate_with_password": (
        "page_view_restriction_id",
        "wagtailcore/password_required.html",
    ),
    "wagtaildocs_authenticate_with_password": ("restriction_id", "wagtaildocs/password_required.html"),
}
NETWORK, DOOR = "shared_password.network", "shared_password.door"


class RefusedForm(PasswordViewRestrictionForm):  # type: ignore[misc]  # wagtail has no types
    """The same form whatever was typed: the password is not looked at."""

    def __init__(self, *args: Any, wait: str) -> None:
        super().__init__(*args, instance=None)
        self.wait = wait

    def clean_password(self) -> str:
        return ""

    def non_field_errors(self) -> list[str]:
        return [f"Too many tries with a wrong password. You can try again in {self.wait}."]


class CountTries:
    """Middleware: 429 for a try that is one too many."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        door = getattr(request, "tried_door", None)
        if door is not None and response.status_code == 302:
            limits.spend(request, NETWORK, cost=-1)
            limits.spend_for(door, DOOR, cost=-1)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Two counts for a try; nothing for any other request."""
        name = request.resolver_match.url_name if request.resolver_match is not None else None
        if request.method != "POST" or name not in DOORS:
            return None
        number, template = DOORS[name]
        door = f"{name} {kwargs[number]}"
        decision = limits.spend(request, NETWORK)
        if decision.allowed:
            # The network first: one network alone never uses up what everybody may try.
            decision = limits.spend_for(door, DOOR)
        if not decision.allowed:
            return _refused(request, template, decision)
        request.tried_door = door  # type: ignore[attr-defined]  # given back if the password is right
        return None


def _refused(request: HttpRequest, template: str, decision: limits.Decision) -> HttpResponse:
    form = RefusedForm(request.POST, wait=decision.retry_after_text)
    response = render(request, template, {"form": form, "action_url": request.path}, status=429)
    response["Retry-After"] = str(decision.seconds)
    return response
