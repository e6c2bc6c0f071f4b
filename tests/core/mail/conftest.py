"""A topic that writes down who confirmed what, and a real mail server."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tests.support.post import Catcher, mail_server, topic
from website.core import mail
from website.core.mail import Confirmation


@pytest.fixture
def confirmed() -> Iterator[list[Confirmation]]:
    """What was confirmed under the topic "test.wish"."""
    seen: list[Confirmation] = []

    def note(confirmation: Confirmation, request: Any) -> HttpResponse:
        seen.append(confirmation)
        return HttpResponse("noted")

    wish = mail.Topic(
        name="test.wish",
        ask="Shall it be done?",
        button="Yes, do it",
        subject="Shall it be done?",
        confirmed=note,
        stop="Stop the wishes?",
    )
    with topic(wish):
        yield seen


@pytest.fixture
def request_of_ben() -> Any:
    return RequestFactory().post("/", REMOTE_ADDR="203.0.113.7")


@pytest.fixture
def server(settings: Any) -> Iterator[Catcher]:
    """Mail goes to a server on this machine."""
    with mail_server() as catcher:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = catcher.host, catcher.port
        yield catcher
