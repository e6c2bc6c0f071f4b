"""Two editors of one page: whoever saves on an old state is asked first, and loses nothing.

Wagtail refuses only to save by itself on an old state; its buttons write over what came in between. Here such
a save comes back as a page that says so and carries everything that was typed.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page

#: Fields that say which state a form was made from, and those that belong to the one request.
ABOUT = ("loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id")
OWN = (*ABOUT, "csrfmiddlewaretoken")
OWN_SAVES = timedelta(seconds=30)
BLOCK_END = re.compile(r"</(?:p|li|h[1-6])>")


@dataclass(frozen=True)
class Difference:
    """One field that the two states tell apart, in plain text."""

    label: str
    theirs: str
    mine: str


def ask_before_overwriting(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook `before_edit_page`: HTTP 409 with both states if another editor saved in between."""
    if request.method != "POST" or not request.accepts("text/html"):
        return None
    latest = page.get_latest_revision()
    if latest is None or not is_stale(request.POST, latest) or _saved_itself(latest, request.user):
        return None
    context = {
        "page": page,
        "by": _name(latest.user),
        "at": latest.created_at,
        "is_own": latest.user_id == request.user.pk,
        "differences": differences(request, page),
        "fields": [(name, text) for name, texts in request.POST.lists() for text in texts if name not in OWN],
        "loaded_revision_id": latest.pk,
        "loaded_revision_created_at": latest.created_at.isoformat(),
        "action": request.path,
        "theirs_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    return TemplateResponse(request, "core/admin/stale.html", context, status=409)


def _saved_itself(latest: Any, user: Any) -> bool:
    """Whether the newest revision is probably the editor's own page saving by itself: a press of a button may
    overtake the answer to it. The page's history keeps that revision too.
    """
    return bool(latest.user_id == user.pk and timezone.now() - latest.created_at < OWN_SAVES)


def is_stale(post: Any, latest: Any) -> bool:
    """Whether a form was made from another state than the newest revision; False if it does not say."""
    own = post.get("overwrite_revision_id")
    if own:
        return bool(own != str(latest.pk))
    loaded = post.get("loaded_revision_id")
    if not loaded:
        return False
    return bool(
        loaded != str(latest.pk)
        or post.get("loaded_revision_created_at", "") != latest.created_at.isoformat()
    )


def differences(request: HttpRequest, page: Page) -> list[Difference]:
    """The fields of the posted form whose text is not what the newest revision says."""
    theirs = page.get_latest_revision_as_object()
    form_class = theirs.get_edit_handler().get_form_class()
    parent = page.get_parent()
    mine = form_class(
        request.POST,
        request.FILES,
        instance=page.get_latest_revision_as_object(),
        parent_page=parent,
        for_user=request.user,
    )
    mine.defer_required_fields()
    mine.is_valid()
    found = []
    for name, field in mine.fields.items():
        if not hasattr(theirs, name) or name not in mine.cleaned_data:
            continue
        old, new = plain(getattr(theirs, name)), plain(mine.cleaned_data[name])
        if old != new:
            found.append(Difference(str(field.label or name), old, new))
    return found


def plain(value: Any) -> str:
    """A field's value as lines of text; a StreamField line by line."""
    if value is None:
        return ""
    if hasattr(value, "get_prep_value"):
        return "\n".join(_texts(value.get_prep_value()))
    if hasattr(value, "all"):
        return ", ".join(str(item) for item in value.all())
    return str(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for key, inner in value.items() if key not in ("id", "type") for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [_readable(str(value))] if value not in (None, "", False) else []


def _readable(text: str) -> str:
    """Rich text without its marks, a paragraph or item on a line of its own."""
    if not text.startswith("<"):
        return text
    return unescape(strip_tags(BLOCK_END.sub("\n", text))).strip()


def _name(user: Any) -> str:
    return "Somebody" if user is None else user.get_full_name() or user.get_username()
