"""What mails of the discussion are about. The pages behind their buttons are `comments.views.confirming`."""

from django.http import HttpRequest, HttpResponse

from comments import notices
from website.core import mail

#: Names of topics that ask: post what waits, and erase everything.
CONFIRM, ERASE = "comments.confirm", "comments.erase"


def register() -> None:
    """Make the three topics known to the post."""
    mail.register(
        mail.Topic(
            name=CONFIRM,
            ask="Post your comment?",
            button="Post it",
            subject="Your comment waits for you",
            confirmed=_post,
        )
    )
    mail.register(
        mail.Topic(
            name=ERASE,
            ask="Erase everything you wrote here?",
            button="Erase it all",
            subject="Erase your comments?",
            confirmed=_erase,
        )
    )
    mail.register(
        mail.Topic(
            name=notices.REPLIES,
            subject=notices.SUBJECT,
            stop="Stop mail about answers to your comments?",
            stopped="Done. You get no more mail about answers. Your comments stay.",
            digest_subject="Answers to your comments",
            unsubscribed=notices.stopped,
        )
    )


def _post(confirmation: mail.Confirmation, request: HttpRequest) -> HttpResponse:
    from comments.views import confirming

    return confirming.confirmed(confirmation, request)


def _erase(confirmation: mail.Confirmation, request: HttpRequest) -> HttpResponse:
    from comments.views import confirming

    return confirming.erased(confirmation, request)
