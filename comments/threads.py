"""A comment's place: numbers that no two share, a parent that is there, depths that end.

Every change of a thread happens while its row is locked (`locked`), so what is counted here stays true.
"""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from wagtail.models import Page

from comments import queries
from comments.models import Comment, Thread

State = Comment.State


class NoPlace(Exception):
    """The comment cannot stand where it was meant to; the text is a sentence for its writer."""


def locked(*, page: Page, subject: str = "") -> Thread:
    """The thread, made if this is its first comment, its row locked until the transaction ends."""
    thread, _ = Thread.objects.get_or_create(page_id=page.pk, subject=subject)
    return Thread.objects.select_for_update().get(pk=thread.pk)


def locked_of(comment: Comment) -> Comment:
    """The comment as it is stored now, its thread locked."""
    Thread.objects.select_for_update().get(pk=comment.discussion_id)
    return Comment.objects.select_related("discussion__page", "writer").get(pk=comment.pk)


def parent(*, page: Page, subject: str, parent_id: int | None) -> Comment | None:
    """What is answered: a public comment of this thread that may be answered. NoPlace for any other id."""
    if parent_id is None:
        return None
    comment = queries.comment_row(parent_id)
    if comment is None or comment.discussion.page_id != page.pk or comment.discussion.subject != subject:
        raise NoPlace("The comment you answer is not in this discussion (any more).")
    if comment.state != State.PUBLIC:
        raise NoPlace("The comment you answer is not there any more. You can write one of your own.")
    if comment.level >= queries.MAX_LEVEL:
        raise NoPlace("This branch is as deep as it goes. Answer the comment above it.")
    return comment


def add(*, thread: Thread, comment: Comment, to: Comment | None) -> Comment:
    """Store a new comment under `to` in a thread that is locked."""
    Thread.objects.filter(pk=thread.pk).update(last_number=F("last_number") + 1)
    thread.refresh_from_db(fields=["last_number"])
    comment.discussion = thread
    comment.number = comment.order = thread.last_number
    comment.content_type = ContentType.objects.get_for_model(Thread)
    comment.object_pk = str(thread.pk)
    comment.site_id = settings.SITE_ID
    if to is not None:
        comment.parent_id, comment.thread_id, comment.level = to.pk, to.thread_id, to.level + 1
    comment.save()
    count_anew(comment.thread_id)
    return comment


def count_anew(root_id: int) -> None:
    """Write how many public comments stand below each one of a branch. One query, and two a changed row."""
    rows = list(
        Comment.objects.filter(thread_id=root_id).values_list("pk", "parent_id", "state", "replies_count")
    )
    above = {pk: parent_id for pk, parent_id, _, _ in rows}
    below = dict.fromkeys(above, 0)
    for pk, _, state, _ in rows:
        if state == State.PUBLIC:
            for ancestor in _ancestors(pk, above):
                below[ancestor] += 1
    for pk, _, _, stored in rows:
        if below[pk] != stored:
            Comment.objects.filter(pk=pk).update(replies_count=below[pk], nested_count=below[pk])


def change(comment: Comment, *, fields: Sequence[str]) -> None:
    """Store changed fields of a comment in a locked thread, and what follows for those above it."""
    comment.save(update_fields=[*fields, "is_public", "is_removed"])
    count_anew(comment.thread_id)


def _ancestors(pk: int, above: dict[int, int]) -> list[int]:
    found: list[int] = []
    while above.get(pk, pk) != pk and len(found) <= queries.MAX_LEVEL:
        pk = above[pk]
        if pk in above:
            found.append(pk)
    return found
