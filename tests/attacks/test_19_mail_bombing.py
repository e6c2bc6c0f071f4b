"""Row 19: nobody can be flooded with our mail, and nothing that a stranger typed is in it."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.utils import timezone

from tests.attacks.sizes import size
from tests.support.post import mail_server
from website.core import mail
from website.core.mail import delivery
from website.core.models import Outgoing, Pending

pytestmark = pytest.mark.django_db
VICTIM = "amira@example.org"
WORDS = "Buy cheap discs at mallory.example"
POSTS = size(200, 10_000)


@pytest.fixture
def server(settings: Any) -> Any:
    with mail_server() as catcher:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = catcher.host, catcher.port
        yield catcher


def sign_up(number: int, address: str = VICTIM) -> Any:
    """One post of Mallory's, from a network of its own, with words wherever something takes them."""
    return Client(
        REMOTE_ADDR=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        headers={"Referer": WORDS, "User-Agent": WORDS},
    ).post("/letter/", {"address": address, "name": WORDS, "message": WORDS, "subject": WORDS})


def to_the_victim(server: Any) -> list[Any]:
    return [message for _, recipients, message in server.caught if VICTIM in recipients]


def run_out() -> None:
    """Deliver until the outbox is empty: one run stops after some seconds, and the next goes on."""
    for _ in range(1_000):
        mail.deliver()
        if not Outgoing.objects.exists():
            return


def test_the_attack_works_where_each_post_sends_a_mail(server):
    """The stock way: mail what was typed to whoever was named, at once."""
    for _ in range(20):
        EmailMessage("A comment", WORDS, to=[VICTIM], connection=get_connection()).send()
    print(f"{len(to_the_victim(server))} of 20 posts mail the victim without the control")
    assert len(to_the_victim(server)) == 20


def test_two_hundred_posts_send_one_mail_without_a_word_of_theirs(server, settings):
    settings.LIMITS = settings.LIMITS | {"mail.all": (10**9, 3600)}
    answers = {(answer.status_code, answer.content) for answer in map(sign_up, range(POSTS))}
    assert len({status for status, _ in answers}) == 1
    run_out()
    (message,) = to_the_victim(server)
    assert WORDS not in message.as_string()
    assert "mallory" not in message.as_string()
    assert Outgoing.objects.count() == 0


def test_a_day_of_it_sends_three(server, settings, monkeypatch):
    settings.LIMITS = settings.LIMITS | {"mail.all": (10**9, 3600)}
    begun, sent = timezone.now(), []
    for minute in range(0, 24 * 60, size(31, 2)):
        monkeypatch.setattr(timezone, "now", lambda minute=minute: begun + timedelta(minutes=minute))
        sign_up(minute)
        if mail.deliver():
            sent.append(minute)
    assert len(to_the_victim(server)) == len(sent) == 3
    assert all(later - earlier >= 10 for earlier, later in zip(sent, sent[1:], strict=False))


def test_asking_again_is_no_way_around(server):
    sign_up(1)
    for number in range(50):
        Client(REMOTE_ADDR=f"10.1.0.{number}").post("/mail/resend/", {"address": VICTIM.upper()})
    while mail.deliver():
        pass
    assert len(to_the_victim(server)) == 1


def test_one_network_reaches_few_victims_and_fills_no_table(server, settings):
    settings.LIMITS = settings.LIMITS | {"mail.ask": (20, 3600)}
    for number in range(60):
        sign_up(7, f"victim-{number}@example.org")
    assert Pending.objects.count() == 20
    while mail.deliver():
        pass
    assert max(Counter(to for _, (to,), _ in server.caught).values()) == 1
    assert len(server.caught) == 20


def test_all_networks_together_reach_no_more_than_the_site_allows(server, settings):
    settings.LIMITS = settings.LIMITS | {"mail.all": (30, 3600)}
    for number in range(60):
        sign_up(number, f"victim-{number}@example.org")
    while mail.deliver():
        pass
    assert len(server.caught) == 30


def test_two_deliverers_at_once_cannot_both_be_within_the_caps():
    first, second = (
        Outgoing.objects.create(topic="letter.confirm", address=VICTIM, is_asked=True, due_at=timezone.now())
        for _ in range(2)
    )
    assert (delivery._within_caps(first), delivery._within_caps(second)) == (True, False)
    assert delivery._within_caps(Outgoing.objects.get(pk=first.pk)) is True  # its own second attempt
