"""Words and links that hold a comment, or refuse it."""

from typing import Any, ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from comments.models import LinkRule, WordRule


class WordRuleViewSet(ModelViewSet):
    model = WordRule
    name = "discussion_word"
    url_prefix = "discussion/words"
    icon = "pilcrow"
    menu_label = "Words"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display: ClassVar[list[Any]] = ["phrase", "does", "note"]
    list_filter = ("does",)
    search_fields = ("phrase",)
    panels: ClassVar[list[Any]] = [FieldPanel("phrase"), FieldPanel("does"), FieldPanel("note")]


class LinkRuleViewSet(ModelViewSet):
    model = LinkRule
    name = "discussion_link"
    url_prefix = "discussion/links"
    icon = "link"
    menu_label = "Links"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display: ClassVar[list[Any]] = ["host", "does", "note"]
    list_filter = ("does",)
    search_fields = ("host",)
    panels: ClassVar[list[Any]] = [FieldPanel("host"), FieldPanel("does"), FieldPanel("note")]
