"""Row 20: whatever is typed, a mail has the headers it should have, and one recipient."""

import random
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.attacks.sizes import size
from tests.support.post import mail_server
from website.core import mail
from website.core.models import Outgoing, Subscription

pytestmark = pytest.mark.django_db
VICTIM = "bcc@victim.example"
EXPECTED = {
    "Content-Type",
    "MIME-Version",
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
}
BREAKS = ("\r\n", "\n", "\r", "\x00", "%0d%0a", "\u2028", "\u0085", "\x0b", "\\r\\n", "\r\n ", "\t")
HEADERS = (f"Bcc: {VICTIM}", f"To: {VICTIM}", f"Cc:{VICTIM}", "Subject: Buy", "X-Evil: 1", "", ".", "DATA")
SHAPES = (
    "ben@example.org{b}{h}",
    "{h}{b}ben@example.org",
    "ben{b}{h}@example.org",
    "ben@{b}{h}example.org",
    "ben@example.org,{b}{h}",
    "<ben@example.org>{b}{h}",
    '"{h}{b}"@example.org',
    "ben@example.org;{h}",
    "ben+{h}@example.org",
)


def strings() -> list[str]:
    """200 of them, the same at each run."""
    made = sorted({shape.format(b=b, h=h) for shape in SHAPES for b in BREAKS for h in HEADERS})
    return random.Random(20).sample(made, 200)


@pytest.fixture
def server(settings: Any) -> Any:
    with mail_server() as catcher:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = catcher.host, catcher.port
        settings.LIMITS = settings.LIMITS | {"mail.ask": (10**6, 3600), "mail.all": (10**6, 3600)}
        yield catcher


def test_the_attack_works_on_headers_that_are_glued_together(server):
    """What a message made of strings would let through: a recipient of Mallory's choice."""
    reached = 0
    for text in strings():
        raw = f"From: overlap@localhost\nTo: {text}\nSubject: Hello\n\nHello\n"
        reached += bool(re.search(rf"(?mi)^(bcc|to|cc):\s*{re.escape(VICTIM)}", raw))
    print(f"{reached} of 200 strings add a recipient without the control")
    assert reached >= 10


def test_two_hundred_strings_in_every_field_leave_the_headers_alone(server, settings):
    client = Client()
    accepted = 0
    for path in ("/letter/", "/mail/resend/"):
        for text in strings()[:: size(4, 1) if path != "/letter/" else 1]:
            status = client.post(path, {"address": text}).status_code
            assert status in {200, 422}
            accepted += status == 200
    mail.ask(
        topic="letter.confirm",
        address="ben@example.org",
        payload={},
        request=client.get("/letter/").wsgi_request,
    )
    while mail.deliver():
        pass
    print(f"{accepted} posts are accepted; {len(server.caught)} mails were sent")
    assert server.caught != []
    for sender, recipients, message in server.caught:
        assert sender == settings.DEFAULT_FROM_EMAIL
        assert len(recipients) == 1
        assert VICTIM not in recipients
        assert re.fullmatch(r"[!-?A-~]+@[a-z0-9.-]+", recipients[0])
        assert (message["To"], message["From"]) == (recipients[0], settings.DEFAULT_FROM_EMAIL)
        assert set(message.keys()) == EXPECTED
        assert message["Subject"] == "Shall we send you the letter?"


@pytest.mark.parametrize("field", ["address", "subject", "unsubscribe"])
@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00"])
def test_a_row_that_should_never_have_been_is_not_sent(server, field, break_):
    """The last gate, behind a fault of our own: the outbox itself holds a line break."""
    row = {"address": "ben@example.org", "subject": "Hello", "unsubscribe": "/mail/unsubscribe/1/"}
    if break_ == "\x00" and field != "subject":
        break_ = "\r\n"  # PostgreSQL stores no NUL at all
    row[field] += f"{break_ if break_ != chr(0) else chr(10)}Bcc: {VICTIM}"
    Outgoing.objects.create(
        topic="t",
        template="core/mail/notice",
        context={"text": "x", "path": "/"},
        due_at=timezone.now(),
        **row,
    )
    assert mail.deliver() == 0
    assert server.caught == []
    assert Outgoing.objects.get().fault == "NotSafe"


def test_what_cannot_be_an_address_is_stored_nowhere():
    for text in strings():
        try:
            mail.subscribe(address=text, topic="letter")
        except mail.NotAnAddress:
            continue
    stored = list(Subscription.objects.values_list("address", flat=True))
    assert all(re.fullmatch(r"[!-?A-~]+@[a-z0-9.-]+", address) for address in stored), stored
