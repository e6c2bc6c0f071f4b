"""The newest comments of a discussion as an Atom document."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from wagtail.models import Page

from comments import presentation
from comments.models import Comment

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):
    """The same bytes as long as nothing has changed: an empty feed is not as new as the moment it is read."""

    def latest_post_date(self) -> datetime:
        days = [item["updateddate"] or item["pubdate"] for item in self.items]
        return max(days, default=BEGINNING)


def atom(page: Page, subject: str, comments: Iterable[Comment], *, address: str) -> str:
    """`address` is the local path of the discussion; addresses in the document are whole ones."""
    own = presentation.feed_url(page.pk, subject)
    feed = _Feed(
        title=f"Discussion: {page.title}",
        link=f"{settings.SITE_URL}{address}",
        description="",
        language=settings.LANGUAGE_CODE,
        feed_url=f"{settings.SITE_URL}{own}",
        feed_guid=f"{settings.SITE_URL}{own}",
    )
    for comment in comments:
        link = f"{settings.SITE_URL}{reverse('discussion:permalink', args=[comment.pk])}"
        feed.add_item(
            title=f"{comment.user_name} on {page.title}",
            link=link,
            unique_id=link,
            description=comment.html,
            author_name=comment.user_name,
            pubdate=comment.submit_date,
            updateddate=comment.edited_at or comment.submit_date,
        )
    return feed.writeString("utf-8")
