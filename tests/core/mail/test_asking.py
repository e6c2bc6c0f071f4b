"""Confirming: a link that works once, for a while, and for what it was made for."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.support.post import topic
from website.core import mail
from website.core.mail import forgetting
from website.core.models import MailCap, Outgoing, Pending

pytestmark = pytest.mark.django_db
BEN = "ben@example.org"


def link_in(message) -> str:
    return re.search(r"http://testserver(/mail/confirm/[0-9a-f]{32}/)", message.body)[1]


def ask(request, address=BEN, **payload):
    mail.ask(topic="test.wish", address=address, payload=payload, request=request)


def an_hour_later(monkeypatch, **wait):
    later = timezone.now() + timedelta(**wait)
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_ben_is_asked_and_presses_the_button_once(confirmed, request_of_ben, mailoutbox):
    ask(request_of_ben, address="Ben@Example.org", wish=7)
    assert mailoutbox == []  # nothing leaves before it is delivered
    assert mail.deliver() == 1
    (message,) = mailoutbox
    assert (message.to, message.subject) == ([BEN], "Shall it be done?")
    link = link_in(message)
    client = Client()
    page = client.get(link)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store, private")
    assert "Shall it be done?" in page.content.decode()
    assert confirmed == []
    assert client.post(link).content == b"noted"
    assert [(seen.topic, seen.address, seen.payload) for seen in confirmed] == [
        ("test.wish", BEN, {"wish": 7})
    ]
    assert (client.post(link).status_code, client.get(link).status_code) == (404, 404)
    assert len(confirmed) == 1
    assert (Pending.objects.count(), Outgoing.objects.count()) == (0, 0)


def test_the_database_holds_no_token(confirmed, request_of_ben, mailoutbox):
    ask(request_of_ben)
    mail.deliver()
    token = link_in(mailoutbox[0]).split("/")[3]
    assert token not in repr(list(Pending.objects.values()))


def test_a_link_ends_after_two_days(confirmed, request_of_ben, mailoutbox, monkeypatch):
    ask(request_of_ben)
    mail.deliver()
    an_hour_later(monkeypatch, hours=48, seconds=1)
    assert Client().post(link_in(mailoutbox[0])).status_code == 404
    assert confirmed == []
    forgetting.purge()
    assert Pending.objects.count() == 0


def test_unknown_used_and_expired_links_get_the_same_answer(
    confirmed, request_of_ben, mailoutbox, monkeypatch
):
    ask(request_of_ben)
    mail.deliver()
    link = link_in(mailoutbox[0])
    client = Client()
    client.post(link)
    used, unknown = client.get(link), client.get(f"/mail/confirm/{'0' * 32}/")
    assert used.content == unknown.content
    assert (used.status_code, unknown.status_code) == (404, 404)


def test_what_the_topic_raises_leaves_the_link_as_it_was(request_of_ben, mailoutbox, confirmed, monkeypatch):
    ask(request_of_ben)
    mail.deliver()
    link = link_in(mailoutbox[0])

    def broken(confirmation, request):
        raise RuntimeError

    client = Client(raise_request_exception=False)
    with topic(mail.Topic(name="test.wish", confirmed=broken)):
        assert client.post(link).status_code == 500
    assert Pending.objects.count() == 1


def test_one_mail_in_ten_minutes_and_three_a_day(confirmed, request_of_ben, mailoutbox, monkeypatch):
    for _ in range(4):
        ask(request_of_ben)
    mail.deliver()
    assert (len(mailoutbox), Pending.objects.count(), Outgoing.objects.count()) == (1, 4, 0)
    for expected in (2, 3, 3, 3):
        an_hour_later(monkeypatch, minutes=11)
        ask(request_of_ben)
        mail.deliver()
        assert len(mailoutbox) == expected
    an_hour_later(monkeypatch, hours=23, minutes=30)
    ask(request_of_ben)
    mail.deliver()
    assert len(mailoutbox) == 4  # the first of the three is a day old
    assert BEN not in repr(list(MailCap.objects.values()))


def test_the_link_once_more(confirmed, request_of_ben, mailoutbox, monkeypatch):
    ask(request_of_ben, wish=1)
    mail.deliver()
    an_hour_later(monkeypatch, minutes=11)
    answer = Client().post("/mail/resend/", {"address": "BEN@example.org"})
    assert answer.status_code == 200
    mail.deliver()
    assert len(mailoutbox) == 2
    assert link_in(mailoutbox[0]) == link_in(mailoutbox[1])
    Client().post(link_in(mailoutbox[1]))
    assert [seen.payload for seen in confirmed] == [{"wish": 1}]


def test_nobody_is_written_to_who_was_not_asked(mailoutbox):
    assert Client().post("/mail/resend/", {"address": BEN}).status_code == 200
    assert (mail.deliver(), mailoutbox, Outgoing.objects.count()) == (0, [], 0)


def test_an_unknown_topic_is_our_own_mistake(request_of_ben):
    with pytest.raises(KeyError):
        mail.ask(topic="nobody's", address=BEN, payload={}, request=request_of_ben)


def test_the_clock_delivers(confirmed, request_of_ben, mailoutbox):
    ask(request_of_ben)
    call_command("tick", verbosity=0)
    assert len(mailoutbox) == 1
