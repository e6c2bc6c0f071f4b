"""Who may do what with waves and versions in the admin."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from surveys.models import Invitation, QuestionnaireVersion, Quota, Response, Wave


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Looking is all that anyone may do, superusers included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


def register() -> None:
    register_permission_policy(Invitation, ModelPermissionPolicy(Invitation))
    register_permission_policy(Wave, ModelPermissionPolicy(Wave))
    register_permission_policy(Quota, ModelPermissionPolicy(Quota))
    register_permission_policy(Response, ModelPermissionPolicy(Response))
    register_permission_policy(QuestionnaireVersion, ReadOnlyPolicy(QuestionnaireVersion))
