"""Who may do what with authors and topics in the admin: whoever holds the permissions of their models."""

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from website.articles.models import Author, Topic


def register() -> None:
    """Tell Wagtail's lists."""
    register_permission_policy(Author, ModelPermissionPolicy(Author))
    register_permission_policy(Topic, ModelPermissionPolicy(Topic))
