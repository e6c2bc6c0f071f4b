"""Saved views: the choice of an analyst under a name, for themselves or for all who may explore."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q, QuerySet

from reports.models import SavedView

KEYS = frozenset({"wave", "row", "by", "where", "weights", "base", "correction", "show"})
"""What an address of the explorer may hold. Never what asks for a file."""
LONGEST = 8_000
MOST = 200
"""Views that one person may keep."""


class NotSaved(Exception):
    """Nothing was kept; the message says what to do."""


def views_for(user: Any) -> QuerySet[SavedView]:
    """One's own and the shared ones, by name."""
    return SavedView.objects.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")


def save_view(*, owner: Any, name: str, query: str, is_shared: bool) -> SavedView:
    """Keep a choice under a name; a view of one's own with that name is replaced. Raise NotSaved."""
    name, query = " ".join(name.split()), cleaned(query)
    if not name or not name.isprintable():
        raise NotSaved("Give the view a name, then save it.")
    if len(name) > 120:
        raise NotSaved("A name has up to 120 characters.")
    if not query or len(query) > LONGEST:
        raise NotSaved("Choose a wave and at least one row variable, then save the view.")
    mine = SavedView.objects.filter(owner=owner)
    if mine.exclude(name=name).count() >= MOST:
        raise NotSaved(f"You keep {MOST} views already. Delete one first.")
    view, _ = SavedView.objects.update_or_create(
        owner=owner, name=name, defaults={"query": query, "is_shared": is_shared}
    )
    return view


def delete_view(*, view: SavedView) -> None:
    view.delete()


def cleaned(query: str) -> str:
    """Of a stored address, only what the explorer reads, written anew: nothing else comes through."""
    pairs = parse_qsl(query[:LONGEST], max_num_fields=1_000)
    return urlencode([(key, value) for key, value in pairs if key in KEYS])
