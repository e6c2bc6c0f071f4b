"""One comment, as its reader, its writer or a moderator may have it."""

from datetime import datetime, timedelta

from django.utils import timezone

from comments import targets
from comments.models import Comment
from comments.queries.writers import writer_of
from website.core import ids

State = Comment.State
EDIT_TIME = timedelta(minutes=10)


def public_comment(pk: int) -> Comment | None:
    """A public comment on a page that everybody may read; None for held, unknown and hidden ones alike."""
    comment = comment_row(pk)
    if comment is None or comment.state != State.PUBLIC or not targets.is_public(comment.discussion.page):
        return None
    return comment


def own_comment(pk: int, key: str | None) -> Comment | None:
    """A comment of the writer whose browser holds `key`, public or held, on a published page."""
    writer = writer_of(key)
    comment = comment_row(pk) if writer is not None else None
    if writer is None or comment is None or comment.writer_id != writer.pk:
        return None
    shown = comment.state in (State.PUBLIC, State.HELD) and comment.discussion.page.live
    return comment if shown else None


def comment_row(pk: int) -> Comment | None:
    """Any comment, for moderators. Ids that no database column holds are unknown ones."""
    if not ids.possible(pk):
        return None
    return Comment.objects.select_related("discussion__page", "writer").filter(pk=pk).first()


def is_editable(comment: Comment, now: datetime | None = None) -> bool:
    """Whether its writer may still change it."""
    if comment.state not in (State.PUBLIC, State.HELD) or comment.is_archive:
        return False
    return (now or timezone.now()) - comment.submit_date < EDIT_TIME
