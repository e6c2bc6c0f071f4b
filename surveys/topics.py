"""What the survey's mails are about: invitations, and the question whether an address is somebody's own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from surveys import actions, keys
from surveys.actions import invitations
from surveys.models import Invitation
from surveys.queries import invitations as reads
from surveys.views import verifying
from surveys.wording import curly
from website.core import mail
from website.core.models import Subscription


def invitation(context: dict[str, Any]) -> dict[str, Any]:
    """What a mail says when it leaves: title, minutes, last day, and the path of its link. One query.

    DoesNotExist for an invitation that is there no more: such a mail is given up.
    """
    found = Invitation.objects.select_related("wave__survey").get(pk=context["invitation"])
    survey, token = (
        found.wave.survey,
        keys.entry_token("invitation", found.seed, key_version=found.key_version),
    )
    return {
        "title": curly(survey.title),
        "minutes": round(survey.minutes_median),
        "closes_at": found.wave.closes_at,
        "is_reminder": bool(context.get("is_reminder")),
        "path": reverse("surveys:invited", kwargs={"token": token}),
    }


def declined(subscription: Subscription) -> None:
    """Somebody has pressed “stop” in a mail."""
    actions.decline_invitations(address=subscription.address)


def confirmed(confirmation: mail.Confirmation, request: HttpRequest) -> HttpResponse:
    """Somebody has pressed the button behind the mail that asked whether an address is theirs."""
    return verifying.confirmed(confirmation, request)


def register() -> None:
    """Tell the post."""
    mail.register(
        mail.Topic(
            name=reads.TOPIC,
            template=invitations.TEMPLATE,
            stop="Stop invitations to surveys?",
            stopped="Done. We shall not write to this address about surveys again. "
            "All we keep is a note that says so.",
            unsubscribed=declined,
            context=invitation,
        )
    )
    mail.register(
        mail.Topic(
            name=verifying.TOPIC,
            ask="Is this your address?",
            button="Yes, take me to the survey",
            subject="Your way into the survey",
            template="surveys/mail/verify",
            confirmed=confirmed,
        )
    )
