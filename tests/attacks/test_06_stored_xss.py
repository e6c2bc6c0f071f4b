"""Threat 6: what Mallory stores stays letters, in every place where somebody reads it, in Chromium.

First without the control: the same words, put into a page as they are, run. Then 300 payloads through every
field of a comment, of a report, of an author, a topic and an article, to every page that shows them.
"""

from typing import Any

import feedparser
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from comments import keys, markup, threads
from comments.models import Comment, Report, Writer, WriterKey
from tests.attacks.sizes import size
from tests.attacks.xss_payloads import GROUPS, PAYLOADS
from tests.attacks.xss_window import NOTHING, look, window, wrong
from tests.support.people import client_of
from website.articles.models import ArticlePage, Author, InfoPage, MagazinePage, Topic
from website.core import groups

__all__ = ["window"]

pytestmark = pytest.mark.django_db
KEY = "mallory"


def test_there_are_300_different_payloads() -> None:
    assert len(set(PAYLOADS)) == 300


def test_without_the_control_they_run(window: Any) -> None:
    """A page that prints what it was given, and sends no policy."""
    ran = 0
    payloads = size(PAYLOADS[:30], PAYLOADS)
    for payload in payloads:
        page = HttpResponse(f"<!doctype html><main><div>{payload}</div></main>")
        seen, dialogs = look(window, "/naked/", page)
        ran += bool(seen["ran"] or dialogs)
    print(f"without the control {ran} of {len(payloads)} payloads run by themselves")
    assert ran >= len(payloads) // 4


class Place:
    """A page with a discussion, and Mallory's words in everything that can be typed."""

    def __init__(self, payloads: tuple[str, ...]) -> None:
        root = Site.objects.get(is_default_site=True).root_page
        self.page = root.add_child(instance=InfoPage(title=payloads[0], slug="circles", lead=payloads[0]))
        self.page.save_revision().publish()
        self.page.refresh_from_db()
        today = timezone.localdate()
        self.writer = Writer.objects.create(
            name=payloads[0][:50], address="mallory@overlap.example", confirmed_on=today, created_on=today
        )
        WriterKey.objects.create(writer=self.writer, key_hash=keys.digest(KEY), expires_on=today)
        self.comments = [self._comment(payload, number) for number, payload in enumerate(payloads)]
        for comment, payload in zip(self.comments, payloads, strict=True):
            Report.objects.create(
                comment=comment, reason="other", note=payload[:300], day=today, reporter=str(comment.pk)
            )

    def _comment(self, payload: str, number: int) -> Comment:
        """Stored as an action stores it, with its other fields as bad as a hole elsewhere could make them."""
        thread = threads.locked(page=self.page)
        comment = Comment(
            user_name=payload[:50],
            comment=payload,
            html=markup.rendered(payload),
            writer=self.writer,
            submit_date=timezone.now(),
            state="held" if number % 4 == 3 else "public",
            reasons=["no_proof"],
            chip_question=payload[:500],
            chip_option=payload[:500],
            chip_wave=payload[:120],
            chip_url=payload[:300],
        )
        return threads.add(thread=thread, comment=comment, to=None)


def mallory() -> Client:
    """Mallory's own browser, which sees what is held."""
    client = Client()
    client.cookies[keys.COOKIE] = KEY
    return client


@pytest.mark.parametrize("number", range(size(1, len(GROUPS))))
def test_comments_stay_letters(number: int, window: Any) -> None:
    """A page of a discussion holds twenty; every page that prints one is opened."""
    place = Place(GROUPS[number * 7 % len(GROUPS)])
    first = place.comments[0]
    thread = f"/discussion/on/{place.page.pk}/"
    own, moses = mallory(), client_of(groups.MODERATOR)
    pages = {
        thread: own.get(thread),
        f"{thread}write/": own.get(f"{thread}write/?to={first.pk}"),
        "/discussion/mine/": own.get("/discussion/mine/"),
        "/admin/discussion/comments/": moses.get("/admin/discussion/comments/"),
        "/admin/discussion/reports/": moses.get("/admin/discussion/reports/"),
        "/admin/discussion/writers/": moses.get("/admin/discussion/writers/"),
        "/admin/discussion/threads/": moses.get("/admin/discussion/threads/"),
        f"/admin/discussion/writers/read/{place.writer.pk}/": moses.get(
            f"/admin/discussion/writers/read/{place.writer.pk}/"
        ),
        "/admin/bulk/comments/comment/reject/": moses.get(
            "/admin/bulk/comments/comment/reject/?" + "&".join(f"id={each.pk}" for each in place.comments)
        ),
    }
    for comment in size(place.comments[:2], place.comments):
        for rest in ("posted", "edit", "delete", "mute", "chip", "report"):
            path = f"/discussion/{comment.pk}/{rest}/"
            if comment.state == "public" or rest != "report":
                pages[path] = own.get(path)
        path = f"/admin/discussion/comments/read/{comment.pk}/"
        pages[path] = moses.get(path)
    assert {response.status_code for response in pages.values()} == {200}
    assert wrong(window, pages) == {}


def test_the_looker_sees_what_nobody_cleaned(window: Any) -> None:
    """The control off: one comment stored as it was typed."""
    place = Place(GROUPS[0][5:6])
    Comment.objects.update(html=GROUPS[0][5])
    path = f"/discussion/on/{place.page.pk}/"
    seen, _ = look(window, path, Client().get(path))
    assert seen == NOTHING | {"handlers": 1}


@pytest.mark.parametrize("number", range(size(1, len(GROUPS))))
def test_what_comes_back_in_a_form_stays_letters(number: int, window: Any, settings: Any) -> None:
    """The same words through the form: refused, previewed, and once more."""
    settings.LIMITS = settings.LIMITS | {"comments.post": (100_000, 3600)}
    root = Site.objects.get(is_default_site=True).root_page
    page = root.add_child(instance=InfoPage(title="Circles", slug="circles"))
    page.save_revision().publish()
    path = f"/discussion/on/{page.pk}/write/"
    for payload in size(GROUPS[number][::5], GROUPS[number]):
        for do in ("preview", "send"):
            form = {"text": payload, "name": payload, "address": payload, "to": payload, "do": do}
            response = Client().post(path, form)
            assert look(window, path, response) == (NOTHING, [])


@pytest.mark.parametrize("number", range(size(1, len(GROUPS))))
def test_feeds_carry_clean_words(number: int) -> None:
    place = Place(GROUPS[number])
    feed = feedparser.parse(
        Client().get(f"/discussion/on/{place.page.pk}/feed/").content, sanitize_html=False
    )
    assert not feed.bozo
    for entry in feed.entries:
        # Both ways to write a line break are clean.
        summary = entry.summary.replace("<br />", "<br>")
        assert summary == markup.clean(summary).replace("<br />", "<br>")


@pytest.mark.parametrize("number", range(size(1, len(GROUPS))))
def test_articles_authors_and_topics_stay_letters(number: int, window: Any) -> None:
    payloads = GROUPS[number * 7 % len(GROUPS)]
    root = Site.objects.get(is_default_site=True).root_page
    magazine = root.add_child(instance=MagazinePage(title="Magazine", slug="magazine"))
    magazine.save_revision().publish()
    bad = {}
    for index, payload in enumerate(size(payloads[::7], payloads)):
        author = Author.objects.create(
            name=payload[:120], slug=f"a{index}", handle=payload[:60], bio=payload[:600]
        )
        topic = Topic.objects.create(name=payload[:80], slug=f"t{index}", intro=payload[:300])
        article = ArticlePage(
            title=payload[:255],
            slug=f"p{index}",
            lead=payload[:400],
            corrections=payload,
            search_description=payload,
            author=author,
        )
        article.topics = [topic]
        magazine.add_child(instance=article)
        article.save_revision().publish()
        paths = [article.url, f"/magazine/authors/a{index}/", f"/magazine/topics/t{index}/", "/magazine/"]
        for path in paths:
            response = Client().get(path)
            assert (path, response.status_code) == (path, 200)
            if (seen := look(window, path, response)) != (NOTHING, []):
                bad[path] = (payload, seen)
        words = Client().get("/search/", {"q": payload})
        assert look(window, "/search/", words) == (NOTHING, [])
    found = Client().get("/search/", {"q": "alert"})
    assert found.context["found"].paginator.count >= 1
    assert look(window, "/search/", found) == (NOTHING, [])
    assert bad == {}
