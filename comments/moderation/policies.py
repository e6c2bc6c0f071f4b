"""Who may do what with comments, writers, reports and threads in the admin."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from comments.models import Comment, LinkRule, Report, Thread, WordRule, Writer


class NarrowPolicy(ModelPermissionPolicy):
    """Only the named actions are there at all, for superusers too."""

    def __init__(self, model: type[Any], *actions: str) -> None:
        super().__init__(model)
        self.there = actions

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.there and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


def register() -> None:
    """Comments are written on the site and decided here; a writer is erased, never edited."""
    for model, actions in (
        (Comment, ("view", "change")),
        (Writer, ("view", "change", "delete")),
        (Report, ("view", "change")),
        (Thread, ("view", "change")),
    ):
        register_permission_policy(model, NarrowPolicy(model, *actions))
    for rules in (WordRule, LinkRule):
        register_permission_policy(rules, ModelPermissionPolicy(rules))
