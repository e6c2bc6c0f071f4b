"""Row 21: a mail scanner follows every link of every mail, twice, and nothing changes.

The mails come from the registry of topics: whoever adds a topic is tested here without being named.
"""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client, RequestFactory

from tests.support.databases import ROOT
from tests.support.post import topic
from website.core import mail
from website.core.mail import digests, topics
from website.core.models import DigestLine, Pending, Subscription

pytestmark = pytest.mark.django_db
LINK = re.compile(r"""http://testserver/[^\s"'<>)]*""")
BEN = "ben@example.org"
#: What a link in a mail's template may be made of; anything else could be a link that acts.
SAFE_LINKS = re.compile(
    r"^(\{\{ ?(link|unsubscribe_link|href|item\.url|url)( ?\|[^}]*)? ?\}\}"
    r"|\{\{ ?site_url ?\}\}(/|\{\{ ?[\w.]+ ?\}\}|/\{\{.*)?)$"
)


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


def prefetch(client: Client, links: set[str]) -> None:
    """GET and HEAD each twice, as scanners do: with no cookie, following what the answer leads to."""
    for link in sorted(links):
        parts = urlsplit(link)
        for method in ("get", "head") * 2:
            answer = getattr(client, method)(
                parts.path + (f"?{parts.query}" if parts.query else ""), follow=True
            )
            assert answer.status_code < 500, link


def links_of(mailoutbox: list[Any]) -> set[str]:
    """Of texts, of HTML parts and of headers."""
    found: set[str] = set()
    for message in mailoutbox:
        found |= set(LINK.findall(message.body))
        found |= {link for content, _ in message.alternatives for link in LINK.findall(str(content))}
        found |= {link for value in message.extra_headers.values() for link in LINK.findall(value)}
    return found


def ask_under_every_topic() -> list[str]:
    """A confirmation mail and a notice of every topic, each to an address of its own because of the caps."""
    asked = []
    request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.7")
    for number, known in enumerate(topics.every()):
        address = f"reader-{number}@example.org"
        if known.confirmed is not None:
            mail.ask(topic=known.name, address=address, payload={}, request=request)
            asked.append(known.name)
        if known.context is None:
            mail.subscribe(address=address, topic=known.name)
            mail.subscribe(address=f"daily-{address}", topic=known.name, frequency="daily")
            mail.notify(
                topic=known.name,
                key="",
                subject="A note",
                template="core/mail/notice",
                context={"text": "Something happened.", "path": "/"},
                line="Something happened.",
                path="/",
            )
    DigestLine.objects.update(due_at="2026-01-01T00:00Z")
    digests.send_due()
    return asked


def test_a_link_that_acts_on_get_is_followed_by_a_scanner(mailoutbox):
    """The stock way, and what the attack does to it."""
    client, stock = Client(), mail.subscribe(address=BEN, topic="letter")

    def unsubscribe_on_get(request: HttpRequest) -> HttpResponse:
        mail.unsubscribe(address=BEN, topic="letter")
        return HttpResponse()

    before = everything()
    unsubscribe_on_get(client.get("/letter/").wsgi_request)
    assert everything() != before
    assert not Subscription.objects.filter(pk=stock.pk).exists()


def test_every_link_of_every_mail_twice_changes_nothing(mailoutbox):
    asked = ask_under_every_topic()
    while mail.deliver():
        pass
    links = links_of(mailoutbox)
    kinds = {re.sub(r"[0-9a-f]{32}", "…", urlsplit(link).path) for link in links}
    print(f"{len(mailoutbox)} mails of {len(asked)} topics, {len(links)} links: {', '.join(sorted(kinds))}")
    assert {"/mail/confirm/…/", "/mail/unsubscribe/…/"} <= kinds
    assert Pending.objects.count() == len(asked) >= 1

    Client().get("/")  # Wagtail makes the row of the site's settings for the first visitor of all
    before = everything()
    prefetch(Client(), links)
    assert everything() == before


def test_the_same_links_act_when_somebody_presses(mailoutbox):
    """So that the test above looks at links that could change something."""
    seen: list[str] = []

    def confirmed(confirmation: mail.Confirmation, request: HttpRequest) -> HttpResponse:
        seen.append(confirmation.address)
        return HttpResponse()

    with topic(mail.Topic(name="test.wish", ask="?", button="!", subject="?", confirmed=confirmed)):
        asked = ask_under_every_topic()
        while mail.deliver():
            pass
        before = Subscription.objects.count()
        # What an app kept beside the link is not there in this test, so its own page may fail; the link acts.
        presser = Client(raise_request_exception=False)
        for link in links_of(mailoutbox):
            if "/mail/" in link:
                presser.post(urlsplit(link).path)
    assert seen != []
    assert Pending.objects.count() <= len(asked) - 2  # the wish, and the letter
    assert Subscription.objects.count() < before


def mail_templates() -> list[str]:
    """Every template of a mail, of every app."""
    found = sorted(
        path.relative_to(folder).as_posix()
        for folder in [*ROOT.glob("*/templates"), *ROOT.glob("site/website/*/templates")]
        for path in folder.rglob("mail/*.*")
    )
    assert len(found) >= 8
    return found


@pytest.mark.parametrize("name", mail_templates())
def test_a_mails_links_are_made_by_the_post(name):
    """No template writes an address of its own: links are the post's, or a path of this site."""
    source = get_template(name).template.source
    hrefs = re.findall(r'href="((?:\{\{.*?\}\}|[^"{])*)"', source)
    assert [href for href in hrefs if not SAFE_LINKS.match(href)] == []
    assert re.findall(r"https?://", source) == []
    assert re.findall(r"(?i)<(?:img|script|form|iframe|link|object)\b|onload=|javascript:", source) == []


def test_no_mail_loads_anything(mailoutbox):
    ask_under_every_topic()
    while mail.deliver():
        pass
    for message in mailoutbox:
        for content, _ in message.alternatives:
            assert re.findall(r"(?i)\bsrc=|url\(|@import", str(content)) == []
    assert settings.SITE_URL == "http://testserver"
