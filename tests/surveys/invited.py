"""Invited people of the tests, and what their mails hold."""

import re
from typing import Any

from surveys import actions, keys
from surveys.models import Invitation, Wave
from website.core import mail

LINK = re.compile(r"http://testserver(/answer/invited/[\w-]+/)")


def invite(wave: Wave, *addresses: str) -> list[Invitation]:
    """Invitations for these addresses, in their order."""
    actions.invite(wave=wave, addresses=addresses)
    found = {row.email: row for row in Invitation.objects.filter(wave=wave)}
    return [found[address] for address in addresses]


def token_of(invitation: Invitation) -> str:
    return keys.entry_token("invitation", invitation.seed, key_version=invitation.key_version)


def link_of(invitation: Invitation) -> str:
    return f"/answer/invited/{token_of(invitation)}/"


def deliver() -> None:
    """Everything that is due leaves."""
    while mail.deliver():
        pass


def links_in(mailoutbox: list[Any]) -> list[str]:
    """The paths of the links to begin with, one for each mail."""
    return [LINK.findall(message.body)[0] for message in mailoutbox]
