"""Results are discussed: a wave's page ends in its own discussion, and each question's page leads there."""

import pytest
from django.test import Client

from tests.reports.factory import release_document
from tests.reports.stored import store

WAVE = "/results/survey/wave-2/"


@pytest.fixture
def released(db: None) -> None:
    store(release_document(seed=1, wave=1), release_document(seed=2, wave=2))


def test_each_wave_has_a_discussion_of_its_own(client: Client, released: None) -> None:
    pages = {n: client.get(f"/results/survey/wave-{n}/").content.decode() for n in (1, 2)}
    for number, page in pages.items():
        assert page.count('id="discussion"') == 1
        assert f"wave-{3 - number}" not in page.split('id="discussion"')[1].split("<footer")[0]
    assert client.get(f"{WAVE}issue/").content.decode().count(f'href="{WAVE}#discussion"') == 1


def test_a_discussed_page_is_still_the_same_for_everybody(client: Client, released: None) -> None:
    page = client.get(WAVE)
    assert page["Cache-Control"] == "public, max-age=60"
    assert client.get(WAVE).content == page.content
    assert (page.cookies, b"csrf" in page.content) == ({}, False)
