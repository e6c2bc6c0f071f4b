"""The discussion's part of the admin's menu."""

from wagtail.admin.viewsets.model import ModelViewSetGroup

from comments.moderation.comments import CommentViewSet
from comments.moderation.reports import ReportViewSet
from comments.moderation.rules import LinkRuleViewSet, WordRuleViewSet
from comments.moderation.threads import ThreadViewSet
from comments.moderation.writers import WriterViewSet


class DiscussionViewSetGroup(ModelViewSetGroup):
    items = (
        CommentViewSet("discussion_comment"),
        ReportViewSet("discussion_report"),
        WriterViewSet("discussion_writer"),
        ThreadViewSet("discussion_thread"),
        WordRuleViewSet("discussion_word"),
        LinkRuleViewSet("discussion_link"),
    )
    menu_label = "Discussion"
    menu_icon = "comment"
    menu_order = 155
