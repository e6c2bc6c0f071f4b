"""What the admin's history says about a release."""

from typing import Any

from wagtail.log_actions import LogFormatter

from reports import actions, building


class _Built(LogFormatter):  # type: ignore[misc]  # wagtail has no types
    label = "Build a release"
    message = "Built a release"


class _Published(LogFormatter):  # type: ignore[misc]  # wagtail has no types
    label = "Publish a release"
    message = "Published a release"


class _Revoked(LogFormatter):  # type: ignore[misc]  # wagtail has no types
    label = "Revoke a release"

    def format_message(self, log_entry: Any) -> str:
        return f"Revoked a release: {log_entry.data.get('note', '')}"


def register(registry: Any) -> None:
    for action, formatter in (
        (building.BUILT, _Built),
        (actions.PUBLISHED, _Published),
        (actions.REVOKED, _Revoked),
    ):
        registry.register_action(action)(formatter)
