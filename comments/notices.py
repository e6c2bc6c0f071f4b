"""Mail about replies: to the writer of what was answered, if they want it.

It names the page, so that several in one day can be told apart, and holds no word of a visitor.
"""

from comments.models import Comment, Mute, Writer
from website.core import mail
from website.core.models import Subscription

REPLIES = "comments.replies"
SUBJECT = "Somebody answered your comment"
LINE = "Somebody answered your comment on “{page}”."


def announce(comment: Comment) -> None:
    """Tell whom a comment answers that it is public now. Nobody is told of an answer to themselves."""
    if comment.parent_id == comment.pk:
        return
    writer = Writer.objects.filter(comments__pk=comment.parent_id).first()
    if writer is None or writer.pk == comment.writer_id or writer.is_demo:
        return
    if writer.notices == Writer.Notices.NEVER or _is_muted(writer, comment):
        return
    path, line = comment.get_absolute_url(), LINE.format(page=comment.discussion.page.title)
    mail.notify(
        topic=REPLIES,
        key=str(writer.pk),
        subject=SUBJECT,
        template="core/mail/notice",
        context={"text": line, "path": path, "button": "Read the answer"},
        line=line,
        path=path,
    )


def stopped(subscription: Subscription) -> None:
    """The link in a mail ended it: the writer's own setting says the same from now on."""
    Writer.objects.filter(pk=subscription.key).update(notices=Writer.Notices.NEVER)


def _is_muted(writer: Writer, comment: Comment) -> bool:
    return Mute.objects.filter(writer=writer, root_id=comment.thread_id).exists()
