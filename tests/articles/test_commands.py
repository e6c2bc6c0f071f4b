"""An empty site, a demonstration, and away with the demonstration."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from wagtail.images import get_image_model
from wagtail.models import Page, Site
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from comments.models import Comment, Writer
from reports import queries as released
from surveys import queries as surveys
from surveys.demo import loading
from tests.reports.release.conftest import only
from tests.support.people import client_of
from website.articles import demo_magazine, demo_people, demo_talk
from website.articles.models import ArticlePage, Author, InfoPage, Letter, MagazinePage, ReadCount, Topic
from website.core.groups import EDITOR
from website.core.models import SiteSettings

NO_NOTES = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
PAGES = ["about", "accessibility", "contact", "front", "house-rules", "methods", "privacy", "root", "survey"]
ARTICLES = [
    "business-or-pleasure",
    "circles-are-drawn-with-a-pencil",
    "five-stars",
    "how-the-survey-is-made",
    "lunch-test",
    "not-an-issue",
    "same-party",
    "school-gate",
    "second-phone",
]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """A demonstration of a dozen people."""
    plans = [
        loading.Plan(1, "First wave", 12, 1, 1, 1, opens=-40, closes=-30),
        loading.Plan(2, "Second wave", 3, 0, 0, 0, opens=-20, closes=60),
    ]
    monkeypatch.setattr(loading, "plans", lambda size=None: plans)
    # The audit of thirteen comparisons takes a minute where people are this few.
    only(monkeypatch, "work_status", "solo")
    settings.DATASET_ROOT = tmp_path
    settings.MEDIA_ROOT = str(tmp_path / "media")


def slugs() -> list[str]:
    return sorted(Page.objects.values_list("slug", flat=True))


@pytest.mark.django_db
def test_an_empty_site_is_drafts_below_a_front_page(client: Client) -> None:
    call_command("setup_site", "--no-input", "--name=Two Hats", stdout=StringIO())
    assert slugs() == sorted([*PAGES, "magazine"])
    assert {page.slug for page in Page.objects.filter(live=True)} == {"root", "front", "magazine"}
    assert get_user_model().objects.count() == 0
    settings = SiteSettings.objects.get()
    assert (settings.publication_name, settings.is_demo_site) == ("Two Hats", False)
    assert client.get("/").status_code == 200
    assert [client.get(f"/{slug}/").status_code for slug in ("survey", "about")] == [404, 404]


@pytest.mark.django_db
def test_on_an_empty_site_an_editor_writes_the_first_article_at_once(client: Client) -> None:
    call_command("setup_site", "--no-input", stdout=StringIO())
    magazine = MagazinePage.objects.get()
    assert "Nothing has been published yet." in client.get("/magazine/").content.decode()
    assert 'href="/magazine/"' in client.get("/").content.decode()
    amira = client_of(EDITOR)
    body = streamfield([("paragraph", rich_text("<p>Everybody was invited.</p>"))])
    said = dict.fromkeys(("lead", "date", "image", "image_alt", "image_credit", "art", "corrections"), "")
    said |= {"title": "The first", "slug": "the-first", "body": body, "action-publish": "yes"}
    said |= {"go_live_at": "", "expire_at": "", "comments": NO_NOTES}
    answer = amira.post(f"/admin/pages/add/articles/articlepage/{magazine.pk}/", nested_form_data(said))
    assert answer.status_code == 302
    assert "Everybody was invited." in client.get("/magazine/the-first/").content.decode()
    assert "The first" in client.get("/magazine/").content.decode()


@pytest.mark.django_db
def test_setting_up_again_changes_nothing() -> None:
    call_command("setup_site", "--no-input", stdout=StringIO())
    page = InfoPage.objects.get(slug="about")
    page.title = "Us"
    page.save()
    before = list(Page.objects.order_by("pk").values())
    call_command("setup_site", "--no-input", "--name=Other", stdout=StringIO())
    assert list(Page.objects.order_by("pk").values()) == before
    assert SiteSettings.objects.get().publication_name == "Overlap"


@pytest.mark.django_db
def test_the_demonstration_comes_twice_and_goes(few: None, client: Client) -> None:
    sizes = []
    for _ in range(2):
        call_command("load_demo")
        assert slugs() == sorted([*PAGES, "magazine", *ARTICLES])
        sizes.append(
            [
                model.objects.filter(is_demo=True).count()
                for model in (ArticlePage, Author, Topic, Comment, Writer)
            ]
        )
        assert ReadCount.objects.count() == len(demo_magazine.READERS) == 5
        assert (Letter.objects.count(), get_image_model().objects.count()) == (1, 1)
        survey = surveys.survey_by_slug("survey")
        assert survey is not None
        assert [(wave.number, wave.status, wave.is_demo) for wave in surveys.waves_with_counts(survey)] == [
            (2, "open", True),
            (1, "closed", True),
        ]
        assert released.releases().count() == 1
    assert sizes[0] == sizes[1]
    assert sizes[0][:4] == [len(ARTICLES), 5, 5, sum(demo_talk.SIZES.values()) + 1]
    magazine = client.get("/magazine/")
    assert [page.slug for page in magazine.context["most_read"]] == list(demo_magazine.READERS)
    assert "Demo data: these readers are invented." in magazine.content.decode()
    front = client.get("/")
    assert front.context["facts"].is_open
    assert front.context["is_demo_site"]
    assert client.login(username="editor", password="overlap-editor")

    call_command("remove_demo", "--no-input")
    assert slugs() == sorted([*PAGES, "magazine"])
    for model in (ArticlePage, Author, Topic, Comment, Writer, Letter, ReadCount, get_image_model()):
        assert model.objects.count() == 0
    assert surveys.waves_with_counts(survey) == []
    assert released.releases().count() == 0
    assert get_user_model().objects.count() == 0
    assert not SiteSettings.objects.get(site=Site.objects.get()).is_demo_site


@pytest.mark.django_db
def test_real_people_survive_the_removal() -> None:
    demo_people.add()
    ben = get_user_model().objects.create_user("ben", "ben@demo.invalid.example", "a-long-password")
    assert demo_people.remove() == len(demo_people.PEOPLE)
    assert list(get_user_model().objects.all()) == [ben]


def test_addresses_are_printed_without_a_database(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demo", "--addresses")
    printed = capsys.readouterr().out
    assert [line.split() for line in printed.splitlines()].count(["name", "password", "role"]) == 1
    assert [person.password in printed for person in demo_people.PEOPLE] == [True] * 5
    assert "/results/" in printed
