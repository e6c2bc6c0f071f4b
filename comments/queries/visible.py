"""What everybody sees of a discussion is decided here, once."""

from typing import Any

from django.db.models import Q, QuerySet

from comments.models import Comment

State = Comment.State
#: Comments that answer nobody, on one page of a discussion; what was answered to them comes along.
ROOTS = 20


def shown(own: Any) -> Q:
    """What a reader sees something of: public, a line in place of what has public replies, or one's own."""
    shown = Q(state=State.PUBLIC) | Q(replies_count__gt=0)
    return shown if own is None else shown | Q(state=State.HELD, writer_id=own)


def roots_of(thread: Any, own: Any) -> QuerySet[Comment]:
    return Comment.objects.filter(shown(own), discussion=thread, level=0)


def wordless(comment: Comment) -> None:
    """Take the words out of a row in memory: what does not stand in public reaches no template."""
    comment.comment = comment.html = comment.user_name = ""
    comment.chip_question = comment.chip_option = comment.chip_wave = comment.chip_url = ""
    comment.writer_id = None
    comment.badge = ""
