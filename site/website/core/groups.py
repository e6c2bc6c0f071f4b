"""The five groups of the admin, and how a migration gives one of them a permission.

Django makes permission rows after all migrations have run; a migration that grants one must make it first.
"""

from typing import Any

EDITOR = "Editor"
MODERATOR = "Moderator"
ANALYST = "Analyst"
RELEASE_MANAGER = "Release manager"
ADMIN = "Admin"
ALL = (EDITOR, MODERATOR, ANALYST, RELEASE_MANAGER, ADMIN)


def permission(apps: Any, name: str, *, model: str, label: str = "") -> Any:
    """The permission "app.codename" on `model`, made where it is missing; `apps` as in a migration."""
    app_label, codename = name.split(".")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    row, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": label or f"Can {codename.replace('_', ' ')}"},
    )
    return row


def grant(apps: Any, groups: tuple[str, ...], names: tuple[str, ...], *, model: str) -> None:
    """Give every group in `groups` every permission in `names` ("app.codename" on `model`)."""
    rows = [permission(apps, name, model=model) for name in names]
    for group in apps.get_model("auth", "Group").objects.filter(name__in=groups):
        group.permissions.add(*rows)
