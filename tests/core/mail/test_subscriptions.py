"""Subscribing, notices at once and daily, stopping by one click, and being forgotten."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from website.core import mail
from website.core.mail import digests, forgetting
from website.core.models import DigestLine, KeptMail, MailCap, Outgoing, Pending, Subscription

pytestmark = pytest.mark.django_db
BEN, AMIRA, CHLOE = "ben@example.org", "amira@example.org", "chloe@example.org"
NOTE = {
    "subject": "A reply",
    "template": "core/mail/notice",
    "context": {"text": "Somebody replied.", "path": "/there/"},
    "line": "Somebody replied to you.",
    "path": "/there/",
}


def notify(**more):
    return mail.notify(topic="test.wish", key="1", **NOTE | more)


def subscribe(address=BEN, **more):
    return mail.subscribe(address=address, topic="test.wish", key="1", **more)


def test_subscribing_twice_is_subscribing_once():
    first = subscribe("Ben@example.org")
    assert subscribe(frequency="daily") == first
    assert Subscription.objects.get().frequency == "daily"
    assert mail.is_subscribed(address=BEN, topic="test.wish", key="1")
    assert not mail.is_subscribed(address=BEN, topic="test.wish", key="2")
    with pytest.raises(ValueError, match="frequency"):
        subscribe(frequency="hourly")


def test_each_subscriber_is_told_in_the_way_they_chose(mailoutbox, monkeypatch):
    subscribe(BEN)
    subscribe(AMIRA, frequency="daily")
    subscribe(CHLOE, frequency="never")
    subscribe("otto@example.org")
    assert notify(but_not="otto@example.org") == 2
    assert notify(but_not="otto@example.org") == 2
    mail.deliver()
    assert [message.to for message in mailoutbox] == [[BEN], [BEN]]
    assert DigestLine.objects.count() == 2

    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert (digests.send_due(), digests.send_due()) == (1, 0)
    mail.deliver()
    digest = mailoutbox[-1]
    assert (digest.to, digest.body.count("Somebody replied to you.")) == ([AMIRA], 2)
    assert "List-Unsubscribe" in digest.extra_headers


def test_the_daily_mail_comes_at_seven_also_when_clocks_change():
    zone = ZoneInfo("Europe/Berlin")
    assert digests.next_morning(datetime(2026, 10, 24, 12, tzinfo=zone)) == datetime(
        2026, 10, 25, 7, tzinfo=zone
    )
    assert digests.next_morning(datetime(2026, 3, 29, 1, tzinfo=zone)) == datetime(
        2026, 3, 29, 7, tzinfo=zone
    )
    assert digests.next_morning(datetime(2026, 3, 29, 7, tzinfo=zone)) == datetime(
        2026, 3, 30, 7, tzinfo=zone
    )


def test_one_click_of_a_mail_program_stops_it(confirmed, mailoutbox):
    subscribe()
    notify()
    mail.deliver()
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.fullmatch(r"<http://testserver(/mail/unsubscribe/[0-9a-f]{32}/)>", headers["List-Unsubscribe"])[
        1
    ]
    assert path in mailoutbox[0].body
    program = Client(enforce_csrf_checks=True)
    assert program.get(path).status_code == 200
    assert Subscription.objects.count() == 1
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.count() == 0
    again = program.post(path, {"List-Unsubscribe": "One-Click"})
    assert again.status_code == 404
    assert "that holds" in again.content.decode()
    assert "new link" not in again.content.decode()
    assert program.cookies == {}


def test_who_stops_gets_nothing_that_still_waits(mailoutbox):
    subscribe()
    subscribe(AMIRA, frequency="daily")
    notify()
    assert mail.unsubscribe(address=BEN, topic="test.wish") == 1
    assert mail.unsubscribe(address=AMIRA, topic="test.wish", key="1") == 1
    assert mail.unsubscribe(address=AMIRA, topic="test.wish", key="1") == 0
    assert (mail.deliver(), DigestLine.objects.count()) == (0, 0)


def test_an_unsubscribe_link_outlives_a_new_key(settings):
    path = mail.unsubscribe_path(subscribe())
    settings.PRIVATE_LINK_KEYS = settings.PRIVATE_LINK_KEYS | {2: "another-key-0123456789-0123456789-ab"}
    assert mail.unsubscribe_path(Subscription.objects.get()) == path
    assert Client().post(path).status_code == 200


def test_a_confirmation_link_stops_nothing_and_the_reverse(confirmed, request_of_ben, mailoutbox):
    mail.ask(topic="test.wish", address=BEN, payload={}, request=request_of_ben)
    mail.deliver()
    link = re.search(r"/mail/confirm/[0-9a-f]{32}/", mailoutbox[0].body)[0]
    stop = mail.unsubscribe_path(subscribe())
    assert Client().post(link.replace("confirm", "unsubscribe")).status_code == 404
    assert Client().post(stop.replace("unsubscribe", "confirm")).status_code == 404
    assert (len(confirmed), Subscription.objects.count(), Pending.objects.count()) == (0, 1, 1)


def test_who_asks_to_be_forgotten_is(confirmed, request_of_ben):
    for address in (BEN, AMIRA):
        mail.ask(topic="test.wish", address=address, payload={}, request=request_of_ben)
    mail.deliver()
    for address in (BEN, AMIRA):
        subscribe(address, frequency="daily")
        notify()
        mail.send(
            address=address, topic="t", subject="s", template="core/mail/notice", context=NOTE["context"]
        )
        KeptMail.objects.create(address=address, subject="s", text="t")
    tables = (Pending, Outgoing, Subscription, DigestLine, KeptMail, MailCap)
    before = [model.objects.count() for model in tables]
    assert before == [2, 2, 2, 3, 2, 2]
    assert mail.forget("BEN@example.org") == 7
    assert [model.objects.count() for model in tables] == [1, 1, 1, 1, 1, 1]
    held = repr([list(model.objects.values()) for model in tables])
    assert (BEN in held, AMIRA in held) == (False, True)
    assert mail.forget(BEN) == 0


def test_the_clock_keeps_no_more_of_a_demonstrations_mail_than_people_read():
    KeptMail.objects.bulk_create(KeptMail(address=BEN, subject=str(n), text="") for n in range(203))
    forgetting.purge()
    assert KeptMail.objects.count() == forgetting.KEPT_MAILS
