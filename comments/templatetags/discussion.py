"""What whole pages show of a discussion. Nothing here differs by visitor: pages that use it may be cached."""

from collections.abc import Collection
from copy import copy
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from comments import live_question, presentation, queries
from comments.faces import face_of
from comments.models import Comment
from comments.presentation import CommentView, Preview, Question

register = template.Library()


@register.inclusion_tag("discussion/thread.html", takes_context=True)
def discussion_thread(
    context: dict[str, Any], page: Page, subject: str = "", asked: Collection[tuple[str, str]] = ()
) -> dict[str, Any]:
    """The whole section: comments, the way to write one, or the closed panel. Two queries for the comments,
    up to four more for the closed panel's question.

    `asked` are the questions (slug of a survey, code) that the page asks itself: the panel asks another one.
    """
    request = context.get("request")
    if getattr(request, "is_preview", False) and not page.live:
        # A preview shows what readers will get: as if the page were published now.
        page = copy(page)
        page.live = True
        page.first_published_at = page.first_published_at or timezone.now()
    found = queries.discussion(page, subject)
    besides = {Question(survey=survey, id=code) for survey, code in asked}
    question = None if found.is_open else live_question.find(besides)
    return {"thread": presentation.shared(found, question=question), "request": request}


@register.inclusion_tag("discussion/styles.html")
def discussion_styles() -> dict[str, Any]:
    """Style sheets of the section, for the head of the page."""
    return {}


@register.inclusion_tag("discussion/script.html")
def discussion_script() -> dict[str, Any]:
    """The script of the section, for the end of the page."""
    return {}


@register.simple_tag
def discussion_count(page: Page, subject: str = "") -> int:
    """Public comments of a page. One query."""
    return queries.count(page, subject)


@register.inclusion_tag("discussion/overheard.html")
def overheard(most: int = 3) -> dict[str, Any]:
    """The newest comments of the site, one from each page; nothing where there are none. Three queries."""
    return {"heard": [presentation.heard(each) for each in queries.overheard(most)]}


@register.inclusion_tag("discussion/face.html")
def face(name: str) -> dict[str, Any]:
    """Two discs for a name."""
    return {"face": face_of(name)}


@register.filter
def cleaned(comment: Comment | CommentView | Preview) -> SafeString:
    """The text of a comment."""
    # Safe: comments.markup makes it with an allow-list when the comment is stored, and a test feeds it
    # hostile texts.
    return mark_safe(comment.html)  # noqa: S308  # cleaned by comments.markup when it was stored
