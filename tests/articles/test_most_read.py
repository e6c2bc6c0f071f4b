"""Counting readers: once a day for each network, and nothing that says who."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from website.articles import queries, reads
from website.articles.models import ArticlePage, FrontPage, MagazinePage, ReadCount, ReadMark
from website.core import limits
from website.core.models import Counter

READER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
HOME = "http://testserver"


@pytest.fixture
def articles(front: FrontPage, site: Site) -> list[ArticlePage]:
    magazine = MagazinePage(title="Magazine", slug="magazine")
    front.add_child(instance=magazine)
    made = [ArticlePage(title=f"Number {number}", first_published_at=timezone.now()) for number in range(3)]
    for page in made:
        magazine.add_child(instance=page)
    return made


def read(page: Any, address: str = "192.0.2.1", origin: str | None = HOME, **headers: str) -> int:
    """Say that `page` (or an id) was read by somebody at `address`; the status of the answer."""
    more = READER | ({"HTTP_ORIGIN": origin} if origin is not None else {}) | headers
    number = getattr(page, "pk", page)
    return (
        Client(enforce_csrf_checks=True)
        .post("/count/", {"page": number}, REMOTE_ADDR=address, **more)
        .status_code
    )


def readers() -> dict[int, int]:
    return dict(ReadCount.objects.values_list("page_id", "readers"))


def test_a_network_counts_once_a_day_for_each_article(articles: list[ArticlePage]) -> None:
    one, two, _ = articles
    said = [read(one), read(one), read(two), read(one, "192.0.2.2"), read(one, "2001:db8::1")]
    said.append(read(one, "2001:db8::ffff"))  # the same network
    assert said == [204] * 6
    assert readers() == {one.pk: 3, two.pk: 1}


def test_the_next_day_counts_anew(articles: list[ArticlePage], monkeypatch: pytest.MonkeyPatch) -> None:
    one = articles[0]
    read(one)
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    read(one)
    assert list(ReadCount.objects.values_list("readers", flat=True)) == [1, 1]


def test_most_read_first(articles: list[ArticlePage]) -> None:
    one, two, three = articles
    assert queries.most_read(5) == []
    for number in range(3):
        read(three, f"192.0.2.{number}")
    read(one)
    assert queries.most_read(5) == [three, one]
    assert queries.most_read(1) == [three]
    three.unpublish()
    assert queries.most_read(5) == [one]


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": "Googlebot/2.1"},
        {"HTTP_USER_AGENT": "curl/8.0"},
        {"HTTP_USER_AGENT": "Mozilla/5.0 HeadlessChrome/140.0"},
        {"HTTP_USER_AGENT": ""},
    ],
)
def test_machines_are_not_counted(headers: dict[str, str], articles: list[ArticlePage]) -> None:
    assert read(articles[0], **headers) == 204
    assert readers() == {}


@pytest.mark.parametrize("origin", [None, "", "null", "https://mallory.example", f"{HOME}.mallory.example"])
def test_another_sites_page_counts_nothing(origin: str | None, articles: list[ArticlePage]) -> None:
    assert read(articles[0], origin=origin) == 403
    assert readers() == {}


def test_looking_is_not_counting(articles: list[ArticlePage]) -> None:
    client = Client()
    for method in (client.get, client.head, client.put):
        assert method("/count/", {"page": articles[0].pk}, HTTP_ORIGIN=HOME, **READER).status_code == 403
    assert readers() == {}


def test_the_answer_says_nothing_about_what_exists(articles: list[ArticlePage], front: FrontPage) -> None:
    draft, members, _ = articles
    draft.unpublish()
    PageViewRestriction.objects.create(page=members, restriction_type=PageViewRestriction.LOGIN)
    odd = [draft, members, front, 999_999, "x", "", "-1", "1e3", "²", "9" * 400]
    assert [read(page) for page in odd] == [204] * len(odd)
    assert readers() == {}


def test_neither_address_nor_cookie_is_kept(articles: list[ArticlePage]) -> None:
    answer = Client().post(
        "/count/", {"page": articles[0].pk}, REMOTE_ADDR="198.51.100.77", HTTP_ORIGIN=HOME, **READER
    )
    assert dict(answer.cookies) == {}
    assert answer.headers["Cache-Control"] == "no-store, private"
    kept = [*ReadMark.objects.values_list(), *ReadCount.objects.values_list(), *Counter.objects.values_list()]
    assert [word for word in ("198.51.100", "Firefox") if word in str(kept)] == []


def test_two_marks_of_one_reader_cannot_be_put_together(articles: list[ArticlePage]) -> None:
    """One network, two articles: two marks with nothing in common, also not with the limit's counter."""
    read(articles[0])
    read(articles[1])
    marks = set(ReadMark.objects.values_list("mark", flat=True))
    assert len(marks) == 2
    assert marks & set(Counter.objects.values_list("subject", flat=True)) == set()


def test_the_clock_forgets_marks_at_once_and_counts_after_a_month(
    articles: list[ArticlePage], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = articles[0]
    read(one)
    assert reads.forget() is None
    today = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: today + timedelta(days=1))
    assert reads.forget() == "Forgot 1 mark of readers and 0 old counts."
    assert (ReadMark.objects.count(), queries.most_read(5)) == (0, [one])
    monkeypatch.setattr(timezone, "now", lambda: today + timedelta(days=reads.DAYS))
    assert queries.most_read(5) == []
    assert reads.forget() == "Forgot 0 marks of readers and 1 old count."


def test_a_flood_from_one_network_is_bounded(articles: list[ArticlePage], settings: Any) -> None:
    settings.LIMITS = settings.LIMITS | {"article.read": (2, 3600)}
    assert [read(page) for page in articles] == [204] * 3
    assert len(readers()) == 2


def test_without_the_marks_one_reader_would_count_often(
    articles: list[ArticlePage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control off: every request a mark of its own."""
    numbers = iter(range(10))
    monkeypatch.setattr(limits, "network", lambda address: str(next(numbers)))
    for _ in range(3):
        read(articles[0])
    assert readers() == {articles[0].pk: 3}


def test_a_deleted_article_takes_its_counts_along(articles: list[ArticlePage]) -> None:
    read(articles[0])
    articles[0].delete()
    assert ReadCount.objects.count() == 0


def test_an_article_brings_the_script_that_counts_and_no_cookie(articles: list[ArticlePage]) -> None:
    answer = Client().get(articles[0].url)
    text = answer.content.decode()
    assert f'data-read="{articles[0].pk}"' in text
    assert "website/js/read.js" in text
    assert dict(answer.cookies) == {}
    assert answer.headers["Cache-Control"] == "public, max-age=60"
