"""Whether and when a writer gets mail about replies."""

from django.db import transaction

from comments import notices
from comments.models import Comment, Mute, Writer
from website.core import mail


@transaction.atomic
def set_notices(*, writer: Writer, frequency: str) -> None:
    """At once, once a day, or never. ValueError for another word."""
    if frequency not in Writer.Notices.values:
        raise ValueError(f"{frequency!r} is none of {', '.join(Writer.Notices.values)}.")
    Writer.objects.filter(pk=writer.pk).update(notices=frequency)
    writer.notices = frequency
    key = str(writer.pk)
    if frequency == Writer.Notices.NEVER:
        mail.unsubscribe(address=writer.address, topic=notices.REPLIES, key=key)
    else:
        mail.subscribe(address=writer.address, topic=notices.REPLIES, key=key, frequency=frequency)


@transaction.atomic
def mute(*, writer: Writer, comment: Comment) -> None:
    """No more mail about the branch that the comment is in."""
    Mute.objects.get_or_create(writer=writer, root_id=comment.thread_id)


def unmute(*, writer: Writer, comment: Comment) -> None:
    """Mail about that branch again."""
    Mute.objects.filter(writer=writer, root_id=comment.thread_id).delete()
