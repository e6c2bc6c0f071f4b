"""The front page and the information pages, as readers get them."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction, Site

from website.articles import actions, texts
from website.articles.menu import Entry, build
from website.articles.models import FrontPage, InfoPage


@pytest.mark.django_db
def test_sections_are_what_stands_under_each_heading() -> None:
    page = InfoPage(
        title="Rooms",
        body=[
            ("contact", None),
            ("heading", "The kitchen"),
            ("contact", None),
            ("contact", None),
            ("heading", "The kitchen"),
            ("heading", "?!"),
        ],
    )
    assert [(s.title, s.anchor, s.number, len(s.blocks)) for s in page.sections()] == [
        ("", "start", 0, 1),
        ("The kitchen", "the-kitchen", 1, 2),
        ("The kitchen", "the-kitchen-2", 2, 0),
        ("?!", "start-3", 3, 0),
    ]


@pytest.mark.parametrize("name", texts.NAMES)
def test_every_text_is_a_page(name: str, pages: dict[str, InfoPage], site: Site, client: Client) -> None:
    text = texts.read(name)
    response = client.get(f"/{text.slug}/")
    assert response.status_code == 200
    assert [s.title for s in response.context["sections"]] == [
        value for kind, value in text.body if kind == "heading"
    ]
    assert ("host@party.example" in response.content.decode()) == ("contact" in dict(text.body))


def test_no_text_uses_a_word_that_the_house_avoids() -> None:
    for name in texts.NAMES:
        words = str(texts.read(name)).lower()
        assert [word for word in ("margin of error", "users engaged", "!") if word in words] == []


def test_the_front_page_without_a_survey_asks_nobody(
    pages: dict[str, InfoPage], site: Site, client: Client
) -> None:
    response = client.get("/")
    assert response.context["facts"] is None
    assert "Take the survey" not in response.content.decode()


def test_no_heading_stands_over_teasers_of_drafts(
    front: FrontPage, pages: dict[str, InfoPage], site: Site, client: Client
) -> None:
    actions.link_front_page(front=front, survey=None, pages=list(pages.values()))
    front.refresh_from_db()
    assert client.get("/").content.decode().count(actions.TEASERS_TITLE) == 1
    for page in pages.values():
        page.refresh_from_db()
        page.unpublish()
    assert actions.TEASERS_TITLE not in client.get("/").content.decode()


def test_a_draft_is_in_no_menu_and_at_no_address(
    pages: dict[str, InfoPage], site: Site, client: Client
) -> None:
    pages["privacy"].unpublish()
    assert client.get("/privacy/").status_code == 404
    assert "/privacy/" not in client.get("/").content.decode()


def test_the_menus(
    pages: dict[str, InfoPage], site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    build(site)  # Wagtail remembers where sites begin
    with django_assert_num_queries(2):
        menu = build(site)
    assert (menu.magazine, menu.survey) == (None, None)
    assert menu.main == (Entry("Results", "/results/", "results"), Entry("Methods", "/methods/"))
    assert [entry.title for entry in menu.pages] == [texts.read(name).title for name in texts.NAMES]


def test_where_somebody_is() -> None:
    results = Entry("Results", "/results/")
    assert [results.place(path) for path in ("/results/", "/results/survey/wave-1/", "/", "/resultsx/")] == [
        "page",
        "true",
        "",
        "",
    ]


def test_another_name_is_written_out_and_the_drawn_letters_are_gone(
    pages: dict[str, InfoPage], site: Site, client: Client
) -> None:
    drawn = 'aria-label="Overlap'
    assert drawn in client.get("/about/").content.decode()
    settings = site.sitesettings
    settings.publication_name = "The Two Hats"
    settings.save()
    page = client.get("/about/").content.decode()
    assert (drawn in page, page.count("<span>The Two Hats</span>")) == (False, 2)


@pytest.mark.parametrize("path", ["/", "/about/", "/methods/"])
def test_pages_are_cacheable_and_the_same_for_everybody(
    path: str, pages: dict[str, InfoPage], site: Site, client: Client, admin_client: Client
) -> None:
    reader, editor = client.get(path), admin_client.get(path)
    assert reader.content == editor.content
    assert reader.headers["Cache-Control"] == "public, max-age=60"
    assert reader.cookies == {}


def test_text_from_editors_is_text(front: FrontPage, site: Site, client: Client) -> None:
    """What an editor types is shown as typed, wherever it stands."""
    nasty = "<script>alert(1)</script>{{ 7|add:7 }}"
    page = InfoPage(
        title=nasty,
        slug="nasty",
        lead=nasty,
        menu_title="<b>Menu",
        show_in_menus=True,
        body=[
            ("heading", nasty),
            ("quote", {"text": nasty, "source": nasty}),
            (
                "table",
                {
                    "caption": nasty,
                    "first_head": nasty,
                    "second_head": nasty,
                    "rows": [{"first": nasty, "second": nasty}],
                },
            ),
        ],
    )
    front.add_child(instance=page)
    html = client.get("/nasty/").content.decode()
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}") == 15
    assert "&lt;b&gt;Menu" in html


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("login", {}, "Sign in to read this"),
        ("password", {"password": "swordfish"}, "This needs a password"),
    ],
)
def test_the_door_of_a_restricted_page_is_in_the_sites_own_look(
    front: FrontPage, client: Client, kind: str, more: dict[str, str], says: str
) -> None:
    page = InfoPage(title="For some", body=[("paragraph", "<p>A secret.</p>")])
    front.add_child(instance=page)
    PageViewRestriction.objects.create(page=page, restriction_type=kind, **more)
    shown = BeautifulSoup(client.get(page.url, follow=True).content, "html.parser")
    assert [title.get_text() for title in shown.select("h1")] == [says]
    assert shown.select_one("body > header, .masthead") is not None
    [form] = shown.select("main form")
    typed = {box["name"]: box.get("value", "") for box in form.select("input")} | {"password": "wrong"}
    wrong = client.post(form["action"], typed | {"username": "nobody"})
    assert "A secret." not in wrong.content.decode()
    assert BeautifulSoup(wrong.content, "html.parser").select_one('main form [role="alert"]') is not None
    if more:
        assert "A secret." in client.post(form["action"], typed | more, follow=True).content.decode()
