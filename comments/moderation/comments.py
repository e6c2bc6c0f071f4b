"""The queue, and one comment with all that is known about it."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from comments import actions, queries
from comments.models import Comment
from comments.moderation import lists, menu, words
from comments.moderation.filters import CommentFilter
from website.core import ids

OBJ_TYPE = "comment"


class CommentIndexView(generic.IndexView):
    """Comments in every state; the menu leads to those that are held."""

    template_name = "discussion/admin/comment_list.html"
    page_title = "Comments"
    search_fields = ["comment", "user_name"]

    def get_base_queryset(self) -> Any:
        return lists.comments()

    def get_list_buttons(self, instance: Comment) -> list[Any]:
        return []


class CommentView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One comment as readers would see it, why it is held, its reports and its history. POST decides."""

    permission_policy = policy_registry.get_by_type(Comment, fallback=False)
    permission_required = "view"
    template_name = "discussion/admin/comment.html"
    page_title = "Comment"
    header_icon = "comment"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": menu.queue_url(), "label": "Held comments"},
            {"url": "", "label": "Comment"},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment = _found(lists.comments(), self.kwargs["pk"])
        return {
            **super().get_context_data(**kwargs),
            "comment": comment,
            "held_because": words.reasons(comment.reasons),
            "history": [(event, words.reasons(event.reasons)) for event in queries.history(comment)],
            "reports": comment.reports.order_by("-open", "-day"),
            "may_decide": self.user_has_permission("change"),
            "can": ways(comment),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = _found(Comment.objects.all(), pk)
        chosen = request.POST.get("do", "")
        if not self.user_has_permission("change") or chosen not in ways(comment):
            messages.error(request, "Nothing was changed: somebody else may have decided in the meantime.")
            return redirect("discussion_comment:read", pk)
        if chosen == "approve":
            actions.approve(comments=[comment], by=request.user)
            said = "Public now."
        elif chosen == "reject":
            actions.reject(comments=[comment], by=request.user)
            said = "Rejected. Nobody sees it any more."
        else:
            actions.dismiss(comments=[comment], by=request.user)
            said = "The reports are put aside; the comment stays as it is."
        messages.success(request, said, buttons=[messages.button(menu.queue_url(), "Held comments")])
        return redirect("discussion_comment:read", pk)


def _found(comments: QuerySet[Comment], pk: int) -> Comment:
    """The one with that id; Http404 without one, and for ids that no database column holds."""
    if not ids.possible(pk):
        raise Http404
    return get_object_or_404(comments, pk=pk)


def ways(comment: Comment) -> tuple[str, ...]:
    """What can be decided about a comment that stands as it does."""
    found = []
    if comment.state in (Comment.State.HELD, Comment.State.REJECTED):
        found.append("approve")
    if comment.state in (Comment.State.HELD, Comment.State.PUBLIC):
        found.append("reject")
    if queries.open_reports(comment).exists():
        found.append("dismiss")
    return tuple(found)


class CommentViewSet(ModelViewSet):
    """Comments are read and decided here, never written or changed."""

    model = Comment
    name = "discussion_comment"
    url_prefix = "discussion/comments"
    icon = "comment"
    menu_label = "Comments"
    menu_item_class = menu.QueueMenuItem
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = CommentIndexView
    filterset_class = CommentFilter
    list_per_page = 50
    form_fields: ClassVar[list[str]] = []
    list_display: ClassVar[list[Any]] = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type=OBJ_TYPE),
        TitleColumn(
            "excerpt",
            label="Comment",
            accessor=words.excerpt,
            get_url=lambda comment: reverse("discussion_comment:read", args=[comment.pk]),
            get_title_id=lambda comment: f"{OBJ_TYPE}_{comment.pk}_title",
        ),
        Column("name", label="Name", accessor="user_name"),
        Column("page", label="Page", accessor=words.place),
        Column("state", label="State", accessor="get_state_display"),
        Column("reasons", label="Held because", accessor=lambda comment: words.reasons(comment.reasons)),
        Column("open_reports", label="Reports", accessor=lambda comment: comment.open_reports or ""),
        Column("written", label="Written", accessor=lambda comment: words.day(comment.submit_date)),
    ]

    @property
    def menu_url(self) -> str:  # type: ignore[override]  # Wagtail's is an attribute
        return menu.queue_url()

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("read/<int:pk>/", CommentView.as_view(), name="read"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("history", "usage", "add", "edit", "delete", "inspect")
        return {**super().get_common_view_kwargs(**kwargs), **{f"{name}_url_name": None for name in names}}

    def register_admin_url_finder(self) -> None:
        """A comment has no page to edit it on."""
