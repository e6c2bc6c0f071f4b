"""Authors and topics in the Wagtail admin."""

from typing import Any, ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from website.articles.models import Author, Topic


class AuthorViewSet(ModelViewSet):
    """Who writes."""

    model = Author
    url_prefix = "magazine/authors"
    icon = "user"
    menu_label = "Authors"
    copy_view_enabled = False
    list_display: ClassVar[list[Any]] = ["name", "handle"]
    search_fields: ClassVar[list[str]] = ["name", "handle"]
    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("handle"),
        FieldPanel("bio"),
    ]


class TopicViewSet(ModelViewSet):
    """What articles are about."""

    model = Topic
    url_prefix = "magazine/topics"
    icon = "tag"
    menu_label = "Topics"
    copy_view_enabled = False
    list_display: ClassVar[list[Any]] = ["name"]
    search_fields: ClassVar[list[str]] = ["name"]
    panels: ClassVar[list[Any]] = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("intro")]


class MagazineViewSetGroup(ModelViewSetGroup):
    """Their place in the menu."""

    items = (AuthorViewSet("articles_author"), TopicViewSet("articles_topic"))
    menu_label = "Magazine"
    menu_icon = "doc-full-inverse"
    menu_order = 145
