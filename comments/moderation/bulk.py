"""Deciding about several comments at once."""

from typing import Any, ClassVar

from wagtail.admin.views.bulk_action import BulkAction
from wagtail.permissions import policy_registry

from comments import actions
from comments.models import Comment
from comments.moderation import words
from website.core import formatting


class Decide(BulkAction):
    """Asks once, then decides about each comment that can still be decided so."""

    models: ClassVar[list[type[Comment]]] = [Comment]
    template_name = "discussion/admin/bulk.html"
    question: ClassVar[str] = ""
    yes: ClassVar[str] = ""
    fits: ClassVar[tuple[str, ...]] = ()
    done: ClassVar[str] = ""

    def check_perm(self, obj: Comment) -> bool:
        policy = policy_registry.get_by_type(Comment)
        return bool(policy.user_has_permission(self.request.user, "change")) and obj.state in self.fits

    def object_context(self, obj: Comment) -> dict[str, Any]:
        return {"item": obj, "excerpt": words.excerpt(obj), "name": obj.user_name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "action": self}

    def get_execution_context(self) -> dict[str, Any]:
        return {"by": self.request.user}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"{formatting.count(num_parent_objects, 'comment')} {self.done}."


class Approve(Decide):
    display_name = "Approve"
    action_type = "approve"
    aria_label = "Approve the selected comments"
    action_priority = 10
    question, yes, done = "Make these comments public?", "Approve them", "approved"
    fits = (Comment.State.HELD, Comment.State.REJECTED)

    @classmethod
    def execute_action(cls, objects: list[Comment], by: Any = None, **kwargs: Any) -> tuple[int, int]:
        return actions.approve(comments=objects, by=by), 0


class Reject(Decide):
    display_name = "Reject"
    action_type = "reject"
    aria_label = "Reject the selected comments"
    action_priority = 20
    classes: ClassVar[set[str]] = {"serious"}
    question, yes, done = "Reject these comments? Nobody will see them.", "Reject them", "rejected"
    fits = (Comment.State.HELD, Comment.State.PUBLIC)

    @classmethod
    def execute_action(cls, objects: list[Comment], by: Any = None, **kwargs: Any) -> tuple[int, int]:
        return actions.reject(comments=objects, by=by), 0
