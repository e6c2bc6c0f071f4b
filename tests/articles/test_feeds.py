"""The feeds, read as a feed reader reads them."""

from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from website.articles.models import ArticlePage, Author, FrontPage, MagazinePage, Topic


@pytest.fixture
def magazine(front: FrontPage, site: Site) -> MagazinePage:
    page = MagazinePage(title="Magazine", slug="magazine")
    front.add_child(instance=page)
    return page


@pytest.fixture
def desk(db: None) -> tuple[Author, Topic]:
    author = Author.objects.create(name="Ada & <Co>", slug="ada", handle="@ada", bio="Writes.")
    return author, Topic.objects.create(name="Circles", slug="circles", intro="Round ones.")


def article(magazine: MagazinePage, desk: tuple[Author, Topic], title: str, **more: Any) -> ArticlePage:
    page = ArticlePage(
        title=title,
        lead=f"Lead of {title}",
        author=desk[0],
        body=[
            ("heading", "A <heading>"),
            (
                "paragraph",
                '<p>Prose with <b>force</b>, <a href="/about/">a page</a>.</p>',
            ),
        ],
        first_published_at=timezone.now(),
        last_published_at=timezone.now(),
        **more,
    )
    magazine.add_child(instance=page)
    page.topics.add(desk[1])
    page.save()
    return page


def parsed(path: str = "/feeds/") -> Any:
    response = Client().get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed


@pytest.mark.parametrize("path", ["/feeds/", "/feeds/topics/circles/", "/feeds/authors/ada/"])
def test_each_feed_says_what_it_is_and_holds_the_article(
    path: str, magazine: MagazinePage, desk: tuple[Author, Topic]
) -> None:
    page = article(magazine, desk, "Two <lists> & one")
    feed = parsed(path)
    assert feed.feed.id == feed.feed.links[1].href == f"http://testserver{path}"
    assert {link.rel for link in feed.feed.links} == {"alternate", "self"}
    (entry,) = feed.entries
    assert entry.id == f"urn:uuid:{page.translation_key}"
    assert entry.link == f"http://testserver{page.url}"
    assert entry.title == "Two <lists> & one"
    assert entry.author == "Ada & <Co>"
    assert [tag.term for tag in entry.tags] == ["Circles"]
    assert entry.summary == "Lead of Two &lt;lists&gt; &amp; one"
    assert entry.content[0].value.startswith("<h2>A &lt;heading&gt;</h2>")
    assert (
        '<p>Prose with <b>force</b>, <a href="http://testserver/about/">a page</a>.</p>'
        in entry.content[0].value
    )


def test_an_id_survives_a_new_slug(magazine: MagazinePage, desk: tuple[Author, Topic]) -> None:
    page = article(magazine, desk, "One")
    before = parsed().entries[0]
    page.slug = "another"
    page.save()
    after = parsed().entries[0]
    assert before.id == after.id
    assert (before.link, after.link) == (
        "http://testserver/magazine/one/",
        "http://testserver/magazine/another/",
    )


def test_drafts_aliases_and_restricted_articles_are_in_no_feed(
    magazine: MagazinePage, desk: tuple[Author, Topic]
) -> None:
    shown = article(magazine, desk, "Shown")
    article(magazine, desk, "Draft", live=False)
    article(magazine, desk, "Down").unpublish()
    members = article(magazine, desk, "Members")
    PageViewRestriction.objects.create(page=members, restriction_type=PageViewRestriction.LOGIN)
    shown.create_alias(update_slug="again")
    shown.title = "Words of a draft"
    shown.save_revision()
    for path in ("/feeds/", "/feeds/topics/circles/", "/feeds/authors/ada/"):
        assert [entry.title for entry in parsed(path).entries] == ["Shown"]


def test_who_has_published_nothing_has_no_feed(magazine: MagazinePage, desk: tuple[Author, Topic]) -> None:
    article(magazine, desk, "Draft", live=False)
    found = [Client().get(f"/feeds/{path}/").status_code for path in ("topics/circles", "authors/ada")]
    assert found == [404, 404]
    assert parsed().entries == []


def test_a_reader_who_has_the_newest_copy_gets_304(
    magazine: MagazinePage, desk: tuple[Author, Topic]
) -> None:
    page = article(magazine, desk, "One")
    first = Client().get("/feeds/")
    again = Client().get("/feeds/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, max-age=60"
    page.unpublish()
    changed = Client().get("/feeds/", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_control_signs_and_scripts_do_not_break_a_feed(
    magazine: MagazinePage, desk: tuple[Author, Topic]
) -> None:
    article(magazine, desk, "Bell \x07 and <script>alert(1)</script>")
    entry = parsed().entries[0]
    assert entry.title_detail.type == "text/plain"
    assert "\x07" not in entry.title
    assert "<script" not in entry.content[0].value


def test_queries_do_not_grow_with_articles(
    magazine: MagazinePage, desk: tuple[Author, Topic], django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        article(magazine, desk, f"Number {number}")
    Client().get("/feeds/")
    with django_assert_max_num_queries(8):
        assert len(parsed().entries) == 5


def test_pages_name_the_feed(magazine: MagazinePage) -> None:
    body = Client().get("/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml" href="/feeds/"' in body
