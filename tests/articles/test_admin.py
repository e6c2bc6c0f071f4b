"""Amira edits: the pages open, preview and save in the admin."""

import json

import pytest
from django.test import Client
from wagtail.admin.menu import admin_menu
from wagtail.blocks import RichTextBlock
from wagtail.models import Site

from tests.support.people import client_of
from website.articles.blocks import ProseBlock
from website.articles.models import FrontPage, InfoPage
from website.core.groups import EDITOR


@pytest.mark.django_db
def test_every_page_opens_in_the_editor(front: FrontPage, pages: dict[str, InfoPage]) -> None:
    amira = client_of(EDITOR)
    found = [amira.get(f"/admin/pages/{page.pk}/edit/").status_code for page in (front, *pages.values())]
    assert found == [200] * 7


def test_what_may_stand_where() -> None:
    assert InfoPage.allowed_parent_page_models() == [FrontPage, InfoPage]
    assert InfoPage.allowed_subpage_models() == [InfoPage]
    assert {model._meta.label for model in FrontPage.allowed_subpage_models()} == {
        "articles.InfoPage",
        "articles.MagazinePage",
        "surveys.SurveyPage",
    }


@pytest.mark.django_db
def test_a_preview_may_stand_in_a_frame_of_the_admin_and_the_page_may_not(
    site: Site, front: FrontPage
) -> None:
    amira = client_of(EDITOR)
    address = f"/admin/pages/{front.pk}/edit/preview/"
    form = amira.get(f"/admin/pages/{front.pk}/edit/")
    assert form.status_code == 200
    data = {
        "title": "A draft nobody has read",
        "slug": front.slug,
        "teasers-count": "0",
        "lead": "",
        "survey_claim": "",
        "teasers_title": "",
        "essay_label": "",
    }
    assert amira.post(address, data).json() == {"is_valid": True, "is_available": True}
    preview = amira.get(address)
    assert "A draft nobody has read" in preview.content.decode()
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]
    public = Client().get("/")
    assert "A draft nobody has read" not in public.content.decode()
    assert "frame-ancestors 'none'" in public.headers["Content-Security-Policy"]


def draftail(url: str) -> str:
    """What the editor posts for one piece of text that links to `url`."""
    return json.dumps(
        {
            "entityMap": {
                "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}},
                "1": {
                    "type": "EMBED",
                    "mutability": "IMMUTABLE",
                    "data": {"url": "https://stranger.example/"},
                },
            },
            "blocks": [
                {
                    "key": "a",
                    "text": "<script>x</script>",
                    "type": "unstyled",
                    "depth": 0,
                    "inlineStyleRanges": [],
                    "entityRanges": [{"key": 0, "offset": 0, "length": 18}],
                }
            ],
        }
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_in_prose_runs_nothing(url: str) -> None:
    block = ProseBlock().child_blocks["paragraph"]
    assert isinstance(block, RichTextBlock)
    html = str(block.value_from_datadict({"p": draftail(url)}, {}, "p"))
    assert url.split(":")[0] + ":" not in html
    assert "<script>" not in html


def test_a_link_in_prose_leads_where_it_says() -> None:
    block = ProseBlock().child_blocks["paragraph"]
    html = str(block.value_from_datadict({"p": draftail("https://example.org/")}, {}, "p"))
    assert 'href="https://example.org/"' in html


def test_every_entry_of_the_menu_has_a_name_of_its_own() -> None:
    """Two entries of one name are marked together as the place where one is."""
    names = [entry.name for entry in admin_menu.registered_menu_items]
    assert sorted(names) == sorted(set(names))
