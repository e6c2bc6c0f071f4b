"""Amira works on an article: previews, drafts, schedules, workflow, and what is checked while she writes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Revision, Workflow
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests.support.people import client_of
from website.articles.blocks import ArticleBlock
from website.articles.models import ArticlePage, Author, MagazinePage, Topic
from website.core.groups import ADMIN, ANALYST, EDITOR, MODERATOR

Write = Callable[..., ArticlePage]
#: Every block that somebody can put into a page or a letter: (model, field, kind).
KINDS = sorted(
    (model.__name__, field.name, kind)
    for model in apps.get_app_config("articles").get_models()
    for field in model._meta.get_fields()
    if isinstance(field, StreamField)
    for kind in field.stream_block.child_blocks
)


def form(**said: Any) -> dict[str, Any]:
    """What the editor posts for an article with one paragraph."""
    body = streamfield([("paragraph", rich_text("<p>Everybody was invited.</p>"))])
    data = {
        "title": "A draft",
        "slug": "a-draft",
        "lead": "",
        "date": "",
        "image": "",
        "image_alt": "",
        "image_credit": "",
        "art": "",
        "body": body,
        "corrections": "",
        "go_live_at": "",
        "expire_at": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
    }
    return nested_form_data(data | said)


def new(client: Client, magazine: MagazinePage, **said: Any) -> ArticlePage:
    """Post the form for a new article; the page that it makes."""
    response = client.post(f"/admin/pages/add/articles/articlepage/{magazine.pk}/", form(**said))
    assert response.status_code == 302, re.findall(r"error-message[^<]*<[^<]*", response.content.decode())
    page: ArticlePage = ArticlePage.objects.get(slug=said.get("slug", "a-draft"))
    return page


def test_every_page_with_blocks_is_looked_at() -> None:
    assert {name for name, _, _ in KINDS} == {"ArticlePage", "FrontPage", "InfoPage", "Letter"}
    assert {kind for name, _, kind in KINDS if name == "ArticlePage"} == set(ArticleBlock().child_blocks)


def test_a_block_without_words_of_its_own_has_no_preview() -> None:
    """The check can fail: Wagtail offers no preview for it."""
    assert not blocks.CharBlock().is_previewable


@pytest.mark.parametrize(("model", "field", "kind"), KINDS)
def test_every_block_has_a_preview_in_the_sites_own_look(
    model: str, field: str, kind: str, magazine: MagazinePage
) -> None:
    get_document_model().objects.create(title="A guest list", file=ContentFile(b"Everybody", "list.txt"))
    stream = apps.get_model("articles", model)._meta.get_field(field)
    block = stream.stream_block.child_blocks[kind]
    assert block.is_previewable
    assert block.get_description()
    answer = client_of(EDITOR).get("/admin/block-preview/", {"id": block.definition_prefix})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    shown = page.select_one(".block-preview")
    assert shown is not None
    assert shown.get_text(strip=True) != "" or kind == "question"
    assert any("css/tokens.css" in link["href"] for link in page.select("link[rel=stylesheet]"))
    assert page.select("[style], style, script:not([src]), [onclick], iframe") == []


def test_a_preview_shows_what_is_being_written_and_nobody_else_sees_it(
    write: Write, odile: Author, circles: Topic, client: Client
) -> None:
    page = write(live=False)
    amira = client_of(EDITOR)
    address = f"/admin/pages/{page.pk}/edit/preview/"
    data = form(title="Nobody has read this", slug=page.slug, author=odile.pk, topics=[circles.pk])
    assert amira.post(address, data).json() == {"is_valid": True, "is_available": True}
    preview = amira.get(address)
    shown = preview.content.decode()
    assert "Nobody has read this" in shown
    assert "Everybody was invited." in shown
    assert preview.headers["Cache-Control"] == "no-store, private"
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]
    for path in (page.get_url_parts()[2], "/magazine/", "/"):
        assert "Nobody has read this" not in client.get(path).content.decode()
    assert client.get(address).status_code == 302


def test_the_first_preview_of_an_article_that_was_never_saved(magazine: MagazinePage) -> None:
    amira = client_of(EDITOR)
    address = f"/admin/pages/add/articles/articlepage/{magazine.pk}/preview/"
    assert amira.post(address, form(title="Not even saved")).json()["is_valid"] is True
    assert "Not even saved" in amira.get(address).content.decode()
    assert not ArticlePage.objects.exists()


def test_the_preview_in_the_editor_can_be_checked_and_no_page_of_readers_carries_the_checks(
    write: Write,
) -> None:
    """Wagtail's checks look at the preview through the user bar; without it they never find anything."""
    page = write()
    amira = client_of(EDITOR)
    address = f"/admin/pages/{page.pk}/edit/preview/"
    amira.post(address, form(slug=page.slug))
    assert "<wagtail-userbar>" in amira.get(address, {"in_preview_panel": "true"}).content.decode()
    for path in (address, page.get_url_parts()[2]):
        assert "userbar" not in amira.get(path).content.decode()


def test_the_preview_of_a_draft_shows_the_discussion_that_readers_will_get(magazine: MagazinePage) -> None:
    amira = client_of(EDITOR)
    page = new(amira, magazine)
    address = f"/admin/pages/{page.pk}/edit/preview/"
    amira.post(address, form(slug=page.slug))
    shown = BeautifulSoup(amira.get(address).content, "html.parser").select_one("#discussion")
    assert shown is not None
    assert "Open until" in shown.get_text()
    assert "Nobody has said anything yet." in shown.get_text()
    page.refresh_from_db()
    assert page.first_published_at is None


def test_the_search_reads_what_readers_see(write: Write) -> None:
    body = [
        ("paragraph", "<p>Everybody was invited.[^1]</p>"),
        ("pull", {"text": "Nobody came.", "mark": "mentors-family"}),
        ("footnotes", ["<p>So they said.</p>"]),
    ]
    page = write(lead="A party.", body=body)
    said = " ".join(page.search_text().split())
    assert said == "A party. Everybody was invited. Nobody came. So they said."


def test_tick_publishes_what_was_scheduled_and_not_before(magazine: MagazinePage, client: Client) -> None:
    amira = client_of(EDITOR)
    moment = timezone.now() + timedelta(hours=2)
    page = new(
        amira,
        magazine,
        **{"action-publish": "1", "go_live_at": timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")},
    )
    assert (page.live, page.approved_schedule) == (False, True)
    call_command("tick", verbosity=0)
    assert client.get("/magazine/a-draft/").status_code == 404
    assert "A draft" not in client.get("/magazine/").content.decode()
    # The hour comes.
    due = timezone.now() - timedelta(minutes=1)
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = due
    revision.content["go_live_at"] = due.isoformat()
    revision.save()
    call_command("tick", verbosity=0)
    page.refresh_from_db()
    assert (page.live, page.published_on) == (True, timezone.localdate())
    assert client.get("/magazine/a-draft/").status_code == 200
    assert "A draft" in client.get("/magazine/").content.decode()


def test_an_edited_article_keeps_its_face_until_it_is_published(write: Write, client: Client) -> None:
    page = write()
    amira = client_of(EDITOR)
    edit = f"/admin/pages/{page.pk}/edit/"
    assert amira.post(edit, form(title="Another claim", slug=page.slug)).status_code == 302
    assert "Another claim" not in client.get(page.url).content.decode()
    publish = form(title="Another claim", slug=page.slug) | {"action-publish": "1"}
    assert amira.post(edit, publish).status_code == 302
    assert "Another claim" in client.get(page.url).content.decode()


def test_a_second_reader_approves(magazine: MagazinePage, client: Client) -> None:
    workflow = Workflow.objects.get(name="A second reader")
    page = new(client_of(EDITOR), magazine, **{"action-submit": "1"})
    assert page.workflow_in_progress
    assert page.current_workflow_state.workflow == workflow
    task = page.current_workflow_task_state
    assert client.get("/magazine/a-draft/").status_code == 404
    approve = f"/admin/pages/workflow/action/{page.pk}/approve/{task.pk}/"
    for group in (MODERATOR, ANALYST):
        assert client_of(group).post(approve, {"comment": ""}).status_code in (302, 403, 404)
        assert client.get("/magazine/a-draft/").status_code == 404
    approved = client_of(ADMIN).post(approve, {"comment": "Good."})
    assert approved.status_code in (200, 302)
    assert client.get("/magazine/a-draft/").status_code == 200


def test_a_footnote_that_leads_nowhere_is_told_and_a_draft_is_kept(magazine: MagazinePage) -> None:
    amira = client_of(EDITOR)
    body = streamfield([("paragraph", rich_text("<p>Everybody[^1]</p>"))])
    add = f"/admin/pages/add/articles/articlepage/{magazine.pk}/"
    refused = amira.post(add, form(body=body) | {"action-publish": "1"})
    assert refused.status_code == 200
    assert "The text refers to footnote 1, and there is none." in refused.content.decode()
    assert amira.post(add, form(body=body)).status_code == 302
    assert ArticlePage.objects.get().live is False


def test_the_accessibility_checker_looks_at_articles(write: Write) -> None:
    page = write()
    editor = client_of(EDITOR).get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert 'data-side-panel="checks"' in editor
    assert 'id="checker-axe-configuration"' in editor


@pytest.mark.parametrize("what", ["authors", "topics"])
def test_editors_keep_authors_and_topics(what: str, odile: Author, circles: Topic) -> None:
    amira = client_of(EDITOR)
    assert amira.get(f"/admin/magazine/{what}/").status_code == 200
    made = amira.post(
        f"/admin/magazine/{what}/new/", {"name": "A new one", "slug": "new", "handle": "", "bio": ""}
    )
    assert made.status_code == 302
    model = Author if what == "authors" else Topic
    assert model.objects.get(slug="new").name == "A new one"
    assert client_of(MODERATOR).get(f"/admin/magazine/{what}/").status_code == 302


def test_an_author_of_articles_stays(write: Write, odile: Author) -> None:
    write()
    amira = client_of(EDITOR)
    address = f"/admin/magazine/authors/delete/{odile.pk}/"
    assert amira.get(address).status_code in (200, 302)
    assert amira.post(address).status_code in (200, 302, 403)
    assert Author.objects.filter(pk=odile.pk).exists()


# Wagtail leaves the temporary file open in which it draws a rendition.
LEFT_OPEN = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
LEFT_OPEN_TOO = pytest.mark.filterwarnings("ignore::ResourceWarning")


def described(words: str) -> Any:
    """A picture of the library that says itself what it shows, or does not."""
    return get_image_model().objects.create(
        title="IMG_0001", description=words, file=get_test_image_file(size=(80, 60))
    )


def words_of(page: ArticlePage) -> str:
    """What the newest draft says about its lead picture."""
    draft: ArticlePage = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return draft.image_alt


@LEFT_OPEN
@LEFT_OPEN_TOO
def test_a_lead_picture_brings_its_own_words_along(magazine: MagazinePage) -> None:
    amira, hall = client_of(EDITOR), described(" A hall with six doors ")
    page = new(amira, magazine, image=hall.pk)
    assert words_of(page) == "A hall with six doors"
    address = f"/admin/pages/{page.pk}/edit/"
    html = BeautifulSoup(amira.get(address).content, "html.parser")
    assert html.select_one("[name=image_alt]")["value"] == "A hall with six doors"  # type: ignore[index]  # it is there
    amira.post(address, form(image=hall.pk, image_alt="Six doors, all shut"))
    assert words_of(page) == "Six doors, all shut"


@LEFT_OPEN
@LEFT_OPEN_TOO
def test_another_lead_picture_brings_other_words(magazine: MagazinePage) -> None:
    amira, hall, door = client_of(EDITOR), described("A hall"), described("A door")
    page = new(amira, magazine, image=hall.pk)
    address = f"/admin/pages/{page.pk}/edit/"
    amira.post(address, form(image=door.pk, image_alt="A hall"))
    assert words_of(page) == "A door"
    amira.post(address, form(image=door.pk, image_alt="Our own words"))
    amira.post(address, form(image=hall.pk, image_alt="Our own words"))
    assert words_of(page) == "Our own words"


@LEFT_OPEN
@LEFT_OPEN_TOO
def test_a_lead_picture_that_nobody_described_is_not_published(magazine: MagazinePage) -> None:
    amira, hall, mute = client_of(EDITOR), described("A hall"), described(" ")
    page = new(amira, magazine, image=hall.pk)
    post = form(image=mute.pk, image_alt="A hall") | {"action-publish": "action-publish"}
    answer = amira.post(f"/admin/pages/{page.pk}/edit/", post)
    assert "It has no description of its own under Images" in answer.content.decode()
    page.refresh_from_db()
    assert not page.live
