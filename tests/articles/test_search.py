"""Searching: what is found, what never is, and that what somebody typed stays text."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from website.articles import search
from website.articles.models import FrontPage, InfoPage

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    '" OR "',
    "NEAR(a b) ^ * : - + ( ) { }",
    "a AND NOT b OR",
    "\x00\x01\ud800",
    "%%s %(x)s {0} {{ 7|add:7 }}",
    "\\'\\\"\\",
    "e\u0301" * 60,
    "x" * 5000,
    "_ " * 400,
    "& | ! <-> :*",
)


def page(front: FrontPage, title: str, words: str = "", **more: Any) -> InfoPage:
    """A published page of one paragraph."""
    made = InfoPage(title=title, body=[("paragraph", f"<p>{words}</p>")], **more)
    front.add_child(instance=made)
    return made


def found(client: Client, text: str) -> list[str]:
    """The addresses of the hits, in order."""
    response = client.get("/search/", {"q": text})
    assert response.status_code == 200
    return [hit.url for hit in response.context["found"].paginator.object_list]


@pytest.fixture
def reader(site: Site) -> Client:
    return Client()


def test_a_word_is_found_in_title_and_text_whatever_its_case_accent_or_number(
    front: FrontPage, reader: Client
) -> None:
    page(front, "Chloé keeps two lists", "Nothing else.", slug="chloe-keeps-two-lists")
    page(front, "Another", "A list of clients, and one <b>mentor</b>.")
    for text, expected in {
        "chloe": ["/chloe-keeps-two-lists/"],
        "CHLOÉ list": ["/chloe-keeps-two-lists/"],
        "client": ["/another/"],
        "clients": ["/another/"],
        "ment": ["/another/"],
        "list": ["/chloe-keeps-two-lists/", "/another/"],
        "lists client": ["/another/"],
        "nobody": [],
    }.items():
        assert found(reader, text) == expected, text


def test_drafts_restricted_pages_and_unpublished_words_are_never_found(
    front: FrontPage, reader: Client, admin_client: Client
) -> None:
    page(front, "Secret plans", "aardvark", live=False)
    members = page(front, "For members", "aardvark")
    PageViewRestriction.objects.create(page=members, restriction_type=PageViewRestriction.LOGIN)
    page(members, "Below members", "aardvark")
    down = page(front, "Taken down", "aardvark")
    down.unpublish()
    public = page(front, "Public", "zebra")
    public.title = "aardvark in a draft"
    public.save_revision()
    for client in (reader, admin_client):
        assert found(client, "aardvark") == []
    assert found(reader, "zebra") == ["/public/"]


def test_what_was_taken_down_is_found_without_the_filter(
    front: FrontPage, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control off: the index holds drafts too, and only the filter keeps them back."""
    from wagtail.query import PageQuerySet

    page(front, "Secret plans", "aardvark", live=False)
    monkeypatch.setattr(PageQuerySet, "live", lambda self: self)
    assert len(found(reader, "aardvark")) == 1


@pytest.mark.parametrize("text", NASTY)
def test_whatever_is_typed_is_text(front: FrontPage, reader: Client, text: str) -> None:
    page(front, "A page", "a b or x")
    response = reader.get("/search/", {"q": text.encode("utf-8", "surrogatepass")})
    body = response.content.decode()
    assert response.status_code == 200
    assert [sign for sign in ("<script>alert", "<img", "onerror=alert(1)>") if sign in body] == []
    assert len(response.context["text"]) <= search.LONGEST


def test_marks_stand_around_words_and_everything_else_is_escaped(front: FrontPage, reader: Client) -> None:
    page(front, "Clients & <friends>", "&lt;script&gt;client()&lt;/script&gt; of clients")
    body = reader.get("/search/", {"q": "client"}).content.decode()
    hit = re.search(r"<h2><a.*?</h2>\s*<p>(.*?)</p>", body, re.DOTALL)
    assert hit
    assert "<mark>Clients</mark> &amp; &lt;friends&gt;" in body
    assert hit[1] == "&lt;script&gt;<mark>client</mark>()&lt;/script&gt; of <mark>clients</mark>."


def test_an_excerpt_is_cut_around_what_was_found() -> None:
    text = f"{'word ' * 100}needle {'word ' * 100}"
    cut = search.excerpt(text, ("needle",))
    assert "needle" in cut
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert len(cut) <= search.EXCERPT + 4
    assert search.excerpt("short", ("needle",)) == "short"
    assert search.marked("<b>", ("b",)) == "&lt;<mark>b</mark>&gt;"


def test_nothing_typed_and_nothing_found_say_what_to_do(site: Site, reader: Client) -> None:
    empty = html.unescape(reader.get("/search/").content.decode())
    none = html.unescape(reader.get("/search/", {"q": "nobody"}).content.decode())
    assert "Try a circle" in empty
    assert "Nothing by that name. Try a circle: " in none
    assert "Nobody here called “nobody”" in none
    assert all('<meta name="robots" content="noindex">' in body for body in (empty, none))


def test_hits_come_ten_at_a_time(front: FrontPage, reader: Client) -> None:
    for number in range(12):
        page(front, f"Needle {number}")
    first = reader.get("/search/", {"q": "needle"})
    second = reader.get("/search/", {"q": "needle", "page": "2"})
    beyond = reader.get("/search/", {"q": "needle", "page": "9" * 400})
    assert [len(answer.context["found"]) for answer in (first, second, beyond)] == [10, 2, 10]
    assert (first.context["after"], second.context["before"]) == (
        "/search/?q=needle&page=2",
        "/search/?q=needle&page=1",
    )


def test_queries_do_not_grow_with_what_is_found(
    front: FrontPage, site: Site, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        page(front, f"Needle {number}")
    search.hits("needle", site)
    with django_assert_max_num_queries(7):
        assert len(search.hits("needle", site)) == 15


def test_a_search_may_be_kept_by_a_cache_and_is_the_same_for_an_editor(
    front: FrontPage, reader: Client, admin_client: Client
) -> None:
    page(front, "Needle")
    answers = [client.get("/search/", {"q": "needle"}) for client in (reader, admin_client)]
    assert answers[0].content == answers[1].content
    assert answers[0].headers["Cache-Control"] == "public, max-age=60"


def test_too_many_searches_wait(reader: Client, settings: Any) -> None:
    settings.LIMITS = settings.LIMITS | {"search": (2, 3600)}
    assert [reader.get("/search/", {"q": "a"}).status_code for _ in range(3)] == [200, 200, 429]
    assert reader.get("/search/").status_code == 200
