"""Who may do what with releases in the admin."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from reports.models import Methods, Release, Target


class MakeOnlyPolicy(ModelPermissionPolicy):
    """A release can be looked at and made; nobody, superusers included, changes or deletes one here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("view", "add") and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


def register() -> None:
    register_permission_policy(Release, MakeOnlyPolicy(Release))
    register_permission_policy(Methods, ModelPermissionPolicy(Methods))
    register_permission_policy(Target, ModelPermissionPolicy(Target))
