"""The letter: signing up twice over, composing it, sending it in batches, stopping it."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.support.people import client_of, person
from website.articles import actions as pages
from website.articles.letter import actions, clock, queries, rendering
from website.articles.models import Letter
from website.core import mail
from website.core.groups import ADMIN, ANALYST, EDITOR, MODERATOR
from website.core.models import Outgoing, Subscription

pytestmark = pytest.mark.django_db
BEN = "ben@example.org"


@pytest.fixture
def articles():
    """Information pages: anything public can stand in a letter."""
    front = pages.make_front_page(url="http://testserver")
    return {page.slug: page for page in pages.make_info_pages(front=front, live=True)}


@pytest.fixture
def letter(articles):
    """A draft with two pages."""
    return Letter.objects.create(
        title="Where the lines are & aren't",
        intro="Dear reader,\n\nthis month\nit rained.",
        pages=[
            ("page", {"page": articles["about"], "words": "Who asks <and> why."}),
            ("page", {"page": articles["methods"], "words": ""}),
        ],
        closing="Until next month.",
    )


def readers(count):
    for number in range(count):
        mail.subscribe(address=f"reader-{number:04}@example.org", topic="letter")


def deliver_all():
    sent = 0
    while left := mail.deliver():
        sent += left
    return sent


# Signing up -------------------------------------------------------------------------------------------


def test_ben_signs_up_confirms_gets_it_and_stops_it(letter, mailoutbox):
    client = Client()
    form = client.get("/letter/")
    assert (form.status_code, form["Cache-Control"]) == (200, "no-store, private")
    assert client.post("/letter/", {"address": "Ben@Example.org"}).status_code == 200
    assert Subscription.objects.count() == 0
    mail.deliver()
    link = re.search(r"/mail/confirm/\w+/", mailoutbox[0].body)[0]
    assert "Yes, send it to me" in client.get(link).content.decode()
    assert Subscription.objects.count() == 0
    welcome = client.post(link)
    assert "You are on the list" in welcome.content.decode()
    assert list(Subscription.objects.values_list("topic", "address")) == [("letter", BEN)]

    actions.begin(letter=letter)
    clock.send_letters()
    assert deliver_all() == 1
    issue = mailoutbox[1]
    stop = re.search(r"/mail/unsubscribe/\w+/", issue.body)[0]
    assert stop in welcome.content.decode()
    assert Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.count() == 0


def test_what_is_no_address_is_told_so_and_kept_in_the_box():
    answer = Client().post("/letter/", {"address": "ben at <example>"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="ben at &lt;example&gt;"' in page
    assert "does not look like an e-mail address" in page
    assert Outgoing.objects.count() == 0


def test_the_invitation_can_be_kept_by_every_cache(articles):
    html = engines["django"].from_string("{% load letter_tags %}{% letter_signup %}").render()
    assert 'href="/letter/"' in html
    assert re.findall(r"<form|csrf|<input", html) == []


# Composing --------------------------------------------------------------------------------------------


def test_a_letter_says_what_its_editor_wrote(letter, articles):
    words = rendering.content(letter)
    assert words["paragraphs"] == ["Dear reader,", "this month it rained."]
    assert [item["url"] for item in words["items"]] == [
        "http://testserver/about/",
        "http://testserver/methods/",
    ]
    assert words["items"][1]["text"] == articles["methods"].search_description
    html = rendering.as_html(letter)
    assert "Where the lines are &amp; aren&#x27;t" in html
    assert "Who asks &lt;and&gt; why." in html


def test_pages_that_not_everybody_may_read_are_left_out(letter, articles):
    articles["about"].unpublish()
    PageViewRestriction.objects.create(page=articles["methods"], restriction_type="login")
    letter.refresh_from_db()
    assert rendering.content(letter)["items"] == []


# Sending ----------------------------------------------------------------------------------------------


def test_a_letter_leaves_in_batches_and_every_reader_gets_it_once(letter, mailoutbox, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 4)
    readers(10)
    mail.subscribe(address="zoe@example.org", topic="letter", frequency="never")
    actions.begin(letter=letter)
    seen = []
    for _ in range(8):
        call_command("tick", verbosity=0)
        letter.refresh_from_db()
        seen.append((letter.status, queries.progress(letter).left))
    assert seen[:4] == [("sending", 4), ("sending", 8), ("sending", 10), ("sent", 10)]
    assert letter.recipients == letter.queued == 10
    assert sorted(message.to[0] for message in mailoutbox) == [
        f"reader-{n:04}@example.org" for n in range(10)
    ]
    for message in mailoutbox:
        assert message.subject == "Where the lines are & aren't"
        assert "List-Unsubscribe" in message.extra_headers
        assert "Where the lines are & aren't" in message.body
        assert "http://testserver/about/" in message.body
    assert len({message.extra_headers["List-Unsubscribe"] for message in mailoutbox}) == 10


def test_a_batch_that_is_undone_sends_nothing_twice(letter, monkeypatch, mailoutbox):
    readers(3)
    actions.begin(letter=letter)

    def broken(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(type(Outgoing.objects.all()), "bulk_create", broken)
        with pytest.raises(RuntimeError):
            actions.send_batch(letter=letter)
    letter.refresh_from_db()
    assert (letter.cursor, letter.queued, Outgoing.objects.count()) == (None, 0, 0)
    stale = Letter.objects.get(pk=letter.pk)
    assert actions.send_batch(letter=letter) == 3
    assert actions.send_batch(letter=stale) == 0  # a second clock that looked at the same moment
    assert deliver_all() == 3


def test_what_is_on_its_way_no_longer_changes(letter, mailoutbox):
    readers(1)
    actions.begin(letter=letter)
    Letter.objects.update(title="Something else", intro="")
    clock.send_letters()
    deliver_all()
    assert mailoutbox[0].subject == "Where the lines are & aren't"
    assert "Dear reader," in mailoutbox[0].body


def test_two_editors_who_press_at_once_send_it_once(letter):
    readers(2)
    stale = Letter.objects.get(pk=letter.pk)
    actions.begin(letter=letter)
    with pytest.raises(actions.NotNow):
        actions.begin(letter=stale)
    with pytest.raises(actions.NotNow):
        actions.begin(letter=letter)


def test_a_scheduled_letter_leaves_at_its_moment_and_can_be_called_back(letter, mailoutbox, monkeypatch):
    readers(1)
    with pytest.raises(actions.NotNow):
        actions.schedule(letter=letter)
    letter.send_at = timezone.now() + timedelta(hours=1)
    letter.save()
    actions.schedule(letter=letter)
    actions.unschedule(letter=letter)
    actions.schedule(letter=letter)
    assert clock.send_letters() is None
    later = timezone.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert clock.send_letters() == "Began 1 letter, queued 1 mail."
    assert deliver_all() == 1


# In the admin -----------------------------------------------------------------------------------------


def test_an_editor_writes_previews_tests_and_sends(articles, mailoutbox):
    readers(2)
    client = client_of(EDITOR)
    form = {
        "title": "One",
        "intro": "Hello.",
        "pages-count": "1",
        "pages-0-deleted": "",
        "pages-0-order": "0",
        "pages-0-type": "page",
        "pages-0-id": "",
        "pages-0-value-page": str(articles["about"].pk),
        "pages-0-value-words": "Read this.",
        "closing": "",
        "send_at": "",
    }
    assert client.post("/admin/letters/preview/", form).json() == {"is_valid": True, "is_available": True}
    preview = client.get("/admin/letters/preview/?mode=")
    assert "Read this." in preview.content.decode()
    assert "<wagtail-userbar>" not in preview.content.decode()
    # Wagtail's checks look at the preview through the user bar; without it they never find anything.
    beside = client.get("/admin/letters/preview/?mode=&in_preview_panel=true")
    assert "<wagtail-userbar>" in beside.content.decode()
    policy = preview["Content-Security-Policy"].split("; ")
    assert {"frame-ancestors 'self'", "style-src 'self' 'unsafe-inline'", "script-src 'self'"} < set(policy)

    assert client.post("/admin/letters/add/", form).status_code == 302
    letter = Letter.objects.get()
    send = f"/admin/letters/send/{letter.pk}/"
    assert "2 people" in client.get(send).content.decode()
    client.post(send, {"do": "test"})
    mail.deliver()
    assert [(message.to, message.subject) for message in mailoutbox] == [
        ([person(EDITOR).email], "Test: One")
    ]
    letter.refresh_from_db()
    assert letter.status == Letter.Status.DRAFT

    client.post(send, {"do": "now"})
    assert "0 of 2 mails have left" in client.get(send).content.decode()
    assert client.get(f"/admin/letters/edit/{letter.pk}/")["Location"] == send
    assert client.get(f"/admin/letters/delete/{letter.pk}/")["Location"] == "/admin/letters/"
    assert "Being sent: 0 of 2" in client.get("/admin/letters/").content.decode()
    clock.send_letters()
    deliver_all()
    clock.send_letters()
    page = client.get(send).content.decode()
    assert "2 of 2 mails have left" in page
    assert "Read this." in page
    assert "Sent to 2 readers on" in client.get("/admin/letters/").content.decode()
    client.post(send, {"do": "now"})
    assert clock.send_letters() is None


@pytest.mark.parametrize(
    ("role", "allowed"), [(EDITOR, True), (ADMIN, True), (MODERATOR, False), (ANALYST, False)]
)
def test_editors_send_and_nobody_else(letter, role, allowed):
    readers(1)
    client = client_of(role)
    client.post(f"/admin/letters/send/{letter.pk}/", {"do": "now"})
    letter.refresh_from_db()
    assert (letter.status == Letter.Status.SENDING) is allowed


def test_the_list_asks_the_same_for_one_letter_and_for_five(letter):
    client = client_of(EDITOR)
    client.get("/admin/letters/")

    def queries_of_the_list():
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/letters/")
        return len(captured)

    one = queries_of_the_list()
    for number in range(4):
        Letter.objects.create(title=str(number))
    assert queries_of_the_list() == one
