"""Saying by mail that somebody's second step is another one now: whoever did not do it has to learn of it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from website.core import mail

TOPIC = "core.second_step"


@dataclass(frozen=True)
class News:
    """What happened: the subject of the mail, and its sentence."""

    subject: str
    said: str


ON = News(
    "Your second step is on",
    "A telephone is the second step of your account now. Its code is asked after the password.",
)
OFF = News(
    "Your second step is off",
    "The second step of your account was switched off. The password alone opens it now.",
)
CODES = News(
    "You have new recovery codes",
    "New recovery codes were drawn for your account. The former ones are worth nothing.",
)
USED = News(
    "A recovery code was used",
    "One of your recovery codes was used instead of the telephone. It is worth nothing any more.",
)


def tell(user: Any, news: News) -> None:
    """A mail to the account's address, which leaves after the commit; nothing for an account without one."""
    try:
        address = mail.normalised(user.email)
    except mail.NotAnAddress:
        return
    mail.send(
        address=address,
        topic=TOPIC,
        subject=news.subject,
        template="core/mail/second_step",
        context={"said": news.said, "path": reverse("wagtailadmin_account")},
    )
