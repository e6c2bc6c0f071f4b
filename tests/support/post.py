"""A mail server on this machine that keeps what it is given, and fails when it is told to."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from website.core import mail
from website.core.mail import topics

OK = "250 Message accepted for delivery"


@dataclass
class Catcher:
    """`caught` holds (sender, recipients, parsed message). `answer` decides what DATA is told: by
    recipients.
    """

    caught: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    answer: Callable[[list[str]], str] = lambda recipients: OK
    host: str = "127.0.0.1"
    port: int = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the message, also one whose sender will be told that it failed."""
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.caught.append((envelope.mail_from, list(envelope.rcpt_tos), parsed))
        return self.answer(envelope.rcpt_tos)


@contextmanager
def mail_server() -> Iterator[Catcher]:
    """A server for the length of the block."""
    catcher = Catcher()
    with socket.socket() as probe:
        probe.bind((catcher.host, 0))
        catcher.port = probe.getsockname()[1]
    controller = Controller(catcher, hostname=catcher.host, port=catcher.port)
    controller.start()
    try:
        yield catcher
    finally:
        controller.stop()


@contextmanager
def topic(made: mail.Topic) -> Iterator[mail.Topic]:
    """A topic that is known for the length of the block."""
    before = dict(topics._TOPICS)
    mail.register(made)
    try:
        yield made
    finally:
        topics._TOPICS.clear()
        topics._TOPICS.update(before)
