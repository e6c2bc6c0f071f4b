"""An article, as readers get it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from website.articles import actions
from website.articles.blocks.footnotes import faults
from website.articles.models import ArticlePage, Author, MagazinePage, Topic

# Wagtail leaves the temporary file open in which it draws a rendition.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
Write = Callable[..., ArticlePage]


def soup(client: Client, path: str) -> BeautifulSoup:
    """The page at `path`."""
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


def words(found: object) -> str:
    """Its words, in one line."""
    return " ".join(found.get_text(" ").split())  # type: ignore[attr-defined]  # the page has one


def picture(title: str = "A hall") -> object:
    """A picture in the library."""
    return get_image_model().objects.create(title=title, file=get_test_image_file(size=(800, 600)))


def test_the_head_says_who_when_and_how_long(write: Write, client: Client) -> None:
    page = write(
        title="The lunch test",
        slug="lunch",
        lead="Would you?",
        published_at=datetime(2008, 6, 3, 9, 30, tzinfo=UTC),
        body=[("paragraph", f"<p>{'word ' * 660}</p>")],
    )
    head = soup(client, page.url).select_one(".article__head")
    assert head is not None
    assert words(head) == (
        "Circles The lunch test Would you? Odile Farrow-Quint @odile 3 June 2008 3 minutes"
    )
    assert [a["href"] for a in head.select("a")] == ["/magazine/topics/circles/", "/magazine/authors/odile/"]
    assert [t["datetime"] for t in head.select("time")] == ["2008-06-03"]
    assert page.first_published_at == page.published_at == datetime(2008, 6, 3, 9, 30, tzinfo=UTC)


def test_another_date_than_that_of_publication_is_the_one_readers_see(write: Write) -> None:
    page = write(published_at=None)
    assert page.first_published_at is not None
    assert (page.published_on, page.published_at) == (
        timezone.localdate(page.first_published_at),
        page.first_published_at,
    )
    page.date = date(2011, 7, 19)
    assert page.published_on == date(2011, 7, 19)
    assert page.published_at == timezone.make_aware(datetime(2011, 7, 19, 12))


def test_a_correction_stands_above_the_text(write: Write, client: Client) -> None:
    html = soup(client, write(corrections="It was a <b>Tuesday</b>.").url)
    assert [words(line) for line in html.select(".corrected")] == ["Corrected. It was a <b>Tuesday</b>."]
    assert soup(client, write().url).select(".corrected") == []


def test_footnotes_lead_there_and_back(write: Write, client: Client) -> None:
    html = soup(
        client,
        write(
            body=[
                (
                    "paragraph",
                    "<p>Rules[^1] and a link to <a href='https://example.org/?x=[^9]'>them</a>.</p>",
                ),
                ("list", ["<p>Four words[^2]</p>"]),
                ("footnotes", ["<p>They differ.</p>", "<p>“They are my client.”</p>"]),
            ]
        ).url,
    )
    body = html.select_one(".article__body")
    assert body is not None
    marks = {a["href"]: a["id"] for a in body.select("sup a")}
    assert marks == {"#note-1": "mark-1", "#note-2": "mark-2"}
    backs = {li["id"]: li.select_one("a")["href"] for li in body.select(".footnotes li")}  # type: ignore[index]  # each note has a link
    assert backs == {"note-1": "#mark-1", "note-2": "#mark-2"}
    assert "[^" not in words(body)
    ids = [tag["id"] for tag in html.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_a_footnote_without_a_mark_and_a_mark_without_a_footnote_are_faults() -> None:
    body = ArticlePage(
        body=[
            ("paragraph", "<p>One[^1], one more[^1], three[^3].</p>"),
            ("footnotes", ["<p>First</p>", "<p>Second</p>"]),
        ]
    ).body
    assert faults(body) == [
        "The text refers to footnote 3, and there is none.",
        "Nothing in the text leads to footnote 2. Write [^2] where it belongs.",
        "The text refers to footnote 1 twice.",
    ]
    with pytest.raises(ValidationError):
        body.stream_block.clean(body)


def test_a_picture_comes_in_three_formats_with_its_size_and_its_words(write: Write, client: Client) -> None:
    image = picture()
    image.contextual_alt_text, image.decorative = "A hall with six doors", False  # type: ignore[attr-defined]  # Wagtail's block sets them
    page = write(
        body=[("image", {"image": image, "caption": "The hall", "credit": "A guest"})],
        image=image,
        image_alt="A door, ajar",
    )
    html = soup(client, page.url)
    figure = html.select_one("figure.picture")
    assert figure is not None
    assert [source["type"] for source in figure.select("source")] == ["image/avif", "image/webp"]
    img = figure.select_one("img")
    assert img is not None
    assert (img["alt"], img["width"], img["height"], img["loading"]) == (
        "A hall with six doors",
        "480",
        "360",
        "lazy",
    )
    assert words(figure.select_one("figcaption")) == "The hall A guest"
    lead = html.select_one(".article__picture img")
    assert lead is not None
    assert (lead["alt"], lead["width"], lead["height"]) == ("A door, ajar", "480", "360")


def test_a_picture_that_is_only_decoration_has_an_empty_text(write: Write, client: Client) -> None:
    image = picture()
    image.contextual_alt_text, image.decorative = "", True  # type: ignore[attr-defined]  # Wagtail's block sets them
    page = write(body=[("image", {"image": image, "caption": "", "credit": ""})])
    assert [img["alt"] for img in soup(client, page.url).select("figure.picture img")] == [""]


@pytest.mark.django_db
def test_a_picture_without_words_is_refused() -> None:
    body = ArticlePage(body=[("image", {"image": picture(), "caption": "", "credit": ""})]).body
    body[0].value["image"].contextual_alt_text, body[0].value["image"].decorative = "", False
    with pytest.raises(ValidationError):
        body.stream_block.clean(body)
    with pytest.raises(ValidationError) as fault:
        ArticlePage(title="A", slug="a", path="0", depth=1, image=picture()).clean()
    assert list(fault.value.message_dict) == ["image_alt"]
    assert fault.value.message_dict["image_alt"][0].startswith("Say what the picture shows.")


def test_a_call_leads_to_one_place(write: Write, client: Client, magazine: MagazinePage) -> None:
    call = {"text": "Why", "label": "Go", "page": magazine, "address": ""}
    page = write(body=[("call", call)])
    assert [a["href"] for a in soup(client, page.url).select(".call a")] == ["/magazine/"]
    block = page.body.stream_block.child_blocks["call"]
    for both in ({**call, "address": "https://example.org/"}, {**call, "page": None}):
        with pytest.raises(ValidationError):
            block.clean(block.normalize(both))


def test_text_from_editors_is_text(write: Write, client: Client, odile: Author, circles: Topic) -> None:
    nasty = "<script>alert(1)</script>{{ 7|add:7 }}"
    odile.name = odile.handle = odile.bio = circles.intro = nasty
    odile.save()
    circles.name = nasty[:80]
    circles.save()
    page = write(
        title=nasty,
        lead=nasty,
        corrections=nasty,
        body=[
            ("heading", nasty),
            ("paragraph", f"<p>{nasty}[^1]</p>"),
            ("list", [nasty]),
            ("numbered", [nasty]),
            ("pull", {"text": nasty, "mark": "mentors-family"}),
            ("quote", {"text": nasty, "source": nasty}),
            ("call", {"text": nasty, "label": nasty, "page": None, "address": "https://example.org/"}),
            ("footnotes", [nasty]),
        ],
    )
    for path in (page.url, "/magazine/", "/magazine/topics/circles/", "/magazine/authors/odile/", "/"):
        html = client.get(path).content.decode()
        # Rich text that reaches the database was cleaned by the editor; what is tested is every plain field.
        rich = html.count("<script>alert(1)</script>{{ 7|add:7 }}")
        assert rich == (4 if path == page.url else 0), path
        assert "&lt;script&gt;alert(1)" in html


# Queries and caches -----------------------------------------------------------------------------------


def test_an_uncached_article_takes_at_most_twenty_queries(write: Write, client: Client) -> None:
    others = [write() for _ in range(3)]
    page = write(
        body=[
            ("heading", "One"),
            ("paragraph", "<p>Words</p>"),
            ("pull", {"text": "Large", "mark": "mentors-family"}),
            ("call", {"text": "Why", "label": "Go", "page": others[0], "address": ""}),
        ]
    )
    client.get(page.url)
    with CaptureQueriesContext(connection) as used:
        assert client.get(page.url).status_code == 200
    assert len(used) <= 20, "\n".join(query["sql"] for query in used)


@pytest.mark.parametrize("path", ["/", "/magazine/", "/magazine/topics/circles/", "/magazine/authors/odile/"])
def test_a_list_takes_the_same_queries_for_one_and_for_three(path: str, write: Write, client: Client) -> None:
    write(featured=True)
    write(image=picture(), image_alt="A hall")
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    write(image=picture(), image_alt="A hall")
    write(image=picture(), image_alt="A hall", author=actions.make_author(slug="b", name="Barnaby Tull"))
    client.get(path)
    with CaptureQueriesContext(connection) as three:
        client.get(path)
    assert len(three) == len(one)


@pytest.mark.parametrize(
    "path", ["/magazine/", "/magazine/article-1/", "/magazine/topics/circles/", "/magazine/authors/odile/"]
)
def test_pages_are_cacheable_and_the_same_after_an_editors_visit(
    path: str, write: Write, client: Client, admin_client: Client
) -> None:
    write()
    before = client.get(path)
    editors = admin_client.get(path)
    after = Client().get(path)
    assert before.content == editors.content == after.content
    assert before.headers["Cache-Control"] == "public, max-age=60"
    assert before.cookies == {}


def test_a_restricted_magazine_is_kept_by_no_cache(
    write: Write, magazine: MagazinePage, client: Client
) -> None:
    write()
    PageViewRestriction.objects.create(page=magazine, restriction_type="login")
    for path in ("/magazine/", "/magazine/article-1/", "/magazine/topics/circles/"):
        response = client.get(path)
        assert (response.status_code, response.headers["Cache-Control"]) == (302, "no-store, private")
    assert "Article 1" not in client.get("/").content.decode()


# Lists ------------------------------------------------------------------------------------------------


def titles(client: Client, path: str) -> list[str]:
    """Titles of the teasers, in order."""
    return [words(h3) for h3 in soup(client, path).select(".teaser h3")]


def test_the_magazine_shows_the_featured_article_then_the_newest(write: Write, client: Client) -> None:
    for _ in range(3):
        write()
    write(featured=True, title="The one")
    assert titles(client, "/magazine/") == ["The one", "Article 1", "Article 2", "Article 3"]
    assert titles(client, "/") == ["The one", "Article 1", "Article 2", "Article 3"]


def test_thirteen_articles_need_a_second_page(write: Write, client: Client) -> None:
    for _ in range(13):
        write()
    assert titles(client, "/magazine/") == [f"Article {n}" for n in range(1, 13)]
    assert titles(client, "/magazine/?page=2") == ["Article 13"]
    assert [a["href"] for a in soup(client, "/magazine/").select(".turn a")] == ["?page=2"]
    assert [a["href"] for a in soup(client, "/magazine/?page=2").select(".turn a")] == ["/magazine/"]
    for wrong in ("3", "0", "-1", "x", "1e9"):
        assert client.get("/magazine/", {"page": wrong}).status_code == 404


def test_a_topic_and_an_author_list_what_is_theirs(write: Write, client: Client, odile: Author) -> None:
    clients = actions.make_topic(slug="clients", name="Clients")
    write()
    write(topics=[clients], author=actions.make_author(slug="barnaby", name="Barnaby Tull"))
    assert titles(client, "/magazine/topics/circles/") == ["Article 1"]
    assert titles(client, "/magazine/topics/clients/") == ["Article 2"]
    assert titles(client, odile.get_absolute_url()) == ["Article 1"]
    assert titles(client, "/magazine/authors/barnaby/") == ["Article 2"]
    assert client.get("/magazine/topics/nothing/").status_code == 404


def test_related_articles_share_a_topic_first(write: Write, client: Client) -> None:
    clients = actions.make_topic(slug="clients", name="Clients")
    page = write(topics=[clients])
    write()
    write()
    write(topics=[clients])
    write()
    assert titles(client, page.url) == ["Article 4", "Article 2", "Article 3"]


def test_a_draft_is_seen_nowhere(write: Write, client: Client) -> None:
    write()
    draft = write(live=False, title="Not yet", author=actions.make_author(slug="b", name="Barnaby Tull"))
    assert draft.first_published_at is None
    seen = [client.get(path).content.decode() for path in ("/", "/magazine/", "/magazine/article-1/")]
    assert [("Not yet" in html, "Barnaby" in html) for html in seen] == [(False, False)] * 3
    gone = ("/magazine/article-2/", "/magazine/authors/b/")
    assert [client.get(path).status_code for path in gone] == [404, 404]


def test_making_twice_makes_once(write: Write, magazine: MagazinePage) -> None:
    first = write()
    again = write(slug=first.slug, title="Another")
    assert (again.pk, again.title) == (first.pk, "Article 1")
    assert ArticlePage.objects.count() == 1


def test_the_menu_names_the_magazine(write: Write, client: Client) -> None:
    here = soup(client, "/magazine/").select(".masthead__list a")
    assert [(words(a), a.get("aria-current")) for a in here] == [("Magazine", "page"), ("Results", None)]
    below = soup(client, write().url).select(".masthead__list a")
    assert [(words(a), a.get("aria-current")) for a in below] == [("Magazine", "true"), ("Results", None)]


def test_the_menus_of_a_site_with_a_magazine(
    write: Write, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert "The magazine" in words(soup(client, "/").select_one(".footer"))


def test_a_topic_and_an_author_name_their_feeds_beside_the_sites(write: Write, client: Client) -> None:
    write()
    for kind, slug in (("topics", "circles"), ("authors", "odile")):
        page = BeautifulSoup(client.get(f"/magazine/{kind}/{slug}/").content, "html.parser")
        named = [link["href"] for link in page.select('head link[rel="alternate"]')]
        assert named == ["/feeds/", f"/feeds/{kind}/{slug}/"]
