"""Entries of the admin's menu."""

from django.db.models import Model
from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry


def entry_for(model: type[Model], permission: str) -> type[MenuItem]:
    """An entry that people see who have this permission (such as "change") by the model's policy."""

    class Entry(MenuItem):  # type: ignore[misc]  # wagtail has no types
        def is_shown(self, request: HttpRequest) -> bool:
            policy = policy_registry.get_by_type(model, fallback=False)
            return bool(policy.user_has_permission(request.user, permission))

    return Entry
