"""What the letter's mails are about."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from website.articles.letter import actions, queries
from website.articles.models import Letter
from website.core import mail


def confirmed(confirmation: mail.Confirmation, request: HttpRequest) -> HttpResponse:
    """The address is on the list from now on."""
    subscription = actions.join(address=confirmation.address)
    context = {"stop": mail.unsubscribe_path(subscription)}
    return render(request, "pages/letter_welcome.html", context)


def frozen(context: dict[str, Any]) -> dict[str, Any]:
    """What the letter of an outbox row says. One query."""
    words: dict[str, Any] = Letter.objects.values_list("sent", flat=True).get(pk=context["letter"])
    return words


def register() -> None:
    """Tell the post."""
    mail.register(
        mail.Topic(
            name=actions.CONFIRM,
            ask="Shall we send you the letter?",
            button="Yes, send it to me",
            subject="Shall we send you the letter?",
            template="articles/mail/letter_confirm",
            confirmed=confirmed,
        )
    )
    mail.register(
        mail.Topic(
            name=queries.TOPIC,
            stop="Stop the letter?",
            stopped="Your address is off the list, and we have kept no copy of it.",
            context=frozen,
        )
    )
