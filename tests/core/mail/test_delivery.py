"""The outbox against a real mail server: retries, refusals, and a crash at the worst moment."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.utils import timezone

from tests.support.post import OK
from website.core import mail
from website.core.mail import delivery, forgetting
from website.core.models import KeptMail, Outgoing

BEN, AMIRA = "ben@example.org", "amira@example.org"
NOTICE = {"subject": "A note", "topic": "test.note", "template": "core/mail/notice"}


def send(address=BEN, **more):
    mail.send(address=address, context={"text": "Something happened.", "path": "/there/"}, **NOTICE | more)


def later(monkeypatch, **wait):
    moment = timezone.now() + timedelta(**wait)
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.django_db
def test_a_mail_arrives_with_these_headers_and_both_texts(server, settings):
    settings.SITE_URL = "https://overlap.example"
    send()
    assert mail.deliver() == 1
    ((sender, recipients, message),) = server.caught
    assert (sender, recipients) == (settings.DEFAULT_FROM_EMAIL, [BEN])
    assert (message["From"], message["To"], message["Subject"]) == (
        settings.DEFAULT_FROM_EMAIL,
        BEN,
        "A note",
    )
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@overlap.example>")
    assert message["List-Unsubscribe"] is None
    for kind in ("plain", "html"):
        assert "https://overlap.example/there/" in message.get_body((kind,)).get_content()
    assert Outgoing.objects.count() == 0


@pytest.mark.django_db
def test_a_mail_may_wait_for_its_moment(server, monkeypatch):
    send(at=timezone.now() + timedelta(hours=1))
    assert mail.deliver() == 0
    later(monkeypatch, hours=1, seconds=1)
    assert mail.deliver() == 1


@pytest.mark.django_db
def test_a_server_that_is_away_is_asked_again_later(server, settings, monkeypatch):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    send()
    send(AMIRA)
    assert mail.deliver() == 0
    assert sorted(Outgoing.objects.values_list("attempts", "fault")) == [
        (0, ""),
        (1, "ConnectionRefusedError"),
    ]
    settings.EMAIL_PORT = port
    assert mail.deliver() == 1  # the one that was not tried
    later(monkeypatch, minutes=2)
    assert mail.deliver() == 1
    assert sorted(to for _, (to,), _ in server.caught) == [AMIRA, BEN]


@pytest.mark.django_db
def test_not_now_is_tried_again_and_never_is_not(server, monkeypatch):
    server.answer = lambda to: "451 Busy" if BEN in to else "554 No such thing" if AMIRA in to else OK
    for address in (BEN, AMIRA, "otto@example.org"):
        send(address)
    assert mail.deliver() == 1
    assert sorted(Outgoing.objects.values_list("address", "state")) == [(AMIRA, "given_up"), (BEN, "waiting")]
    assert delivery.waiting() == (1, 1)
    server.answer = lambda to: OK
    later(monkeypatch, minutes=2)
    assert mail.deliver() == 1
    later(monkeypatch, days=3, seconds=1)
    mail.deliver()
    forgetting.purge()
    assert Outgoing.objects.count() == 0


@pytest.mark.django_db
def test_a_mail_is_given_up_after_a_day_or_so(server, settings, monkeypatch):
    settings.EMAIL_PORT = 1
    send()
    begun = timezone.now()
    while Outgoing.objects.filter(state="waiting").exists():
        later(monkeypatch, hours=6)
        mail.deliver()
    assert Outgoing.objects.get().attempts == delivery.MOST_ATTEMPTS
    assert timedelta(days=1) < timezone.now() - begun < timedelta(days=4)


@pytest.mark.django_db
def test_a_mail_that_cannot_be_written_stops_no_other(server):
    send(template="no/such/template")
    send(AMIRA)
    assert mail.deliver() == 1
    assert Outgoing.objects.get().fault == "TemplateDoesNotExist"


class Dies(BaseException):
    """The process ends here."""


@pytest.mark.django_db
def test_who_dies_after_data_sends_that_one_twice_and_no_other(server, monkeypatch):
    addresses = [f"reader-{number}@example.org" for number in range(4)]
    for address in addresses:
        send(address)
    taken = server.caught

    def crash(*args, **kwargs):
        if len(taken) == 2:
            raise Dies
        return delete(*args, **kwargs)

    queryset = type(Outgoing.objects.all())
    delete = queryset.delete
    with monkeypatch.context() as patch:
        patch.setattr(queryset, "delete", crash)
        with pytest.raises(Dies):
            mail.deliver()
    assert mail.deliver() == 2
    later(monkeypatch, minutes=6)
    assert mail.deliver() == 1
    got = [to for _, (to,), _ in taken]
    assert sorted(got) == sorted([*addresses, addresses[1]])
    twice = [message["Message-ID"] for _, (to,), message in taken if to == addresses[1]]
    assert twice[0] == twice[1]


@pytest.mark.django_db
def test_two_deliverers_do_not_send_the_same(server, monkeypatch):
    """While the first has claimed a row, the second finds the next one."""
    send()
    send(AMIRA)
    first = delivery._claim()
    assert mail.deliver() == 1
    assert [to for _, (to,), _ in server.caught] == [AMIRA]
    assert first.address == BEN


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_while_a_transaction_is_open(server, settings, monkeypatch):
    settings.MAIL_AT_ONCE = True
    woken = []
    monkeypatch.setattr(delivery.threading.Thread, "start", lambda thread: woken.append(thread))
    with transaction.atomic():
        send()
        assert woken == []
    (thread,) = woken
    assert connection.in_atomic_block is False
    monkeypatch.undo()
    thread.start()
    thread.join(20)
    assert [to for _, (to,), _ in server.caught] == [BEN]
    assert delivery._state == {"running": False, "again": False}


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_work_that_was_undone_is_undone(server):
    with pytest.raises(RuntimeError), transaction.atomic():
        send()
        raise RuntimeError
    assert (mail.deliver(), Outgoing.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_the_demonstration_keeps_its_mail_and_shows_it(client, settings):
    settings.EMAIL_BACKEND = "website.core.mail.kept.EmailBackend"
    send()
    assert mail.deliver() == 1
    kept = KeptMail.objects.get()
    assert (kept.address, kept.subject) == (BEN, "A note")
    assert client.get("/demo/mail/").status_code == 404
    settings.DEMO = True
    assert client.get("/demo/mail/")["Cache-Control"] == "no-store, private"
    assert BEN in client.get("/demo/mail/").content.decode()
    page = client.get(f"/demo/mail/{kept.pk}/").content.decode()
    assert '<a href="http://testserver/there/"' in page
    assert '<meta name="robots" content="noindex">' in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert client.get("/demo/mail/").status_code == 404


@pytest.mark.django_db
def test_the_demonstration_shows_the_whole_mail_and_lets_it_do_nothing(client, settings):
    """Headers in a fold-out, the HTML part in a frame that holds no script and asks nobody else."""
    settings.EMAIL_BACKEND, settings.DEMO = "website.core.mail.kept.EmailBackend", True
    kept = KeptMail.objects.create(
        address=BEN,
        subject="A note",
        text="Words",
        html="<html><head></head><body><script>alert(1)</script><b>Bold words</b></body></html>",
        headers={"List-Unsubscribe": "<http://testserver/mail/stop/x/>", "X-Odd": "<script>"},
    )
    page = client.get(f"/demo/mail/{kept.pk}/")
    shown = BeautifulSoup(page.content, "html.parser")
    fold = shown.select_one("details")
    found = dict(zip((e.text for e in fold.select("dt")), (e.text for e in fold.select("dd")), strict=True))
    assert found == kept.headers
    frame = shown.select_one("iframe")
    assert (frame["src"], frame["title"]) == ("?part=html", "The mail with pictures and type")
    assert frame["sandbox"] == ["allow-popups", "allow-popups-to-escape-sandbox"]
    assert "Bold words" not in page.content.decode()
    assert page["X-Frame-Options"] == "DENY"
    strict = policy_of(client.get("/demo/mail/"))
    assert policy_of(page) == strict | {"frame-src": "'self'"}
    part = client.get(f"/demo/mail/{kept.pk}/", {"part": "html"})
    assert "<b>Bold words</b>" in part.content.decode()
    assert part["X-Frame-Options"] == "SAMEORIGIN"
    assert policy_of(part) == dict.fromkeys(strict, "'none'") | {
        "style-src": "'unsafe-inline'",
        "img-src": "'self' data:",
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups allow-popups-to-escape-sandbox",
    }
    settings.DEMO = False
    gone = client.get(f"/demo/mail/{kept.pk}/", {"part": "html"})
    assert (gone.status_code, gone["X-Frame-Options"], policy_of(gone)) == (404, "DENY", strict)


@pytest.mark.django_db
def test_a_mail_of_words_alone_has_no_frame(client, settings):
    settings.EMAIL_BACKEND, settings.DEMO = "website.core.mail.kept.EmailBackend", True
    kept = KeptMail.objects.create(address=BEN, subject="A note", text="Words")
    page = client.get(f"/demo/mail/{kept.pk}/").content.decode()
    assert "<iframe" not in page
    assert "Its headers" not in page


def policy_of(response):
    """The directives of a response's Content-Security-Policy."""
    parts = response["Content-Security-Policy"].split(";")
    return dict(part.strip().partition(" ")[::2] for part in parts)
