"""What a results page says about itself: how the wave was done, what is hidden, what changed since."""

import html
import re
from dataclasses import replace

import pytest
from django.test import Client

from reports import methods
from reports.models import Methods
from reports.release_format import Audit, ReleaseDoc, Tier
from surveys import queries as surveys
from tests.reports.views.releases import publish, two_waves

pytestmark = pytest.mark.django_db
HOW = "/results/survey/wave-2/how-it-was-done/"


def text_of(page: str) -> str:
    main = page.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


@pytest.fixture
def docs(monkeypatch: pytest.MonkeyPatch) -> dict[int, ReleaseDoc]:
    """The second wave was audited; its first item has no comparisons."""
    found = two_waves()
    first = replace(found[2].items[0], no_banners="Too few people for comparisons.", banners={})
    found[2] = replace(
        found[2],
        items=(first, *found[2].items[1:]),
        audit=Audit(items=30, programmes=1200, rounds=4, without_letters=1, without_banners=2, withheld=0),
        tiers=(Tier("open", "Open to anyone", 600), Tier("invited", "Invited", None)),
        dispositions=replace(found[2].dispositions, left_out=15),
    )
    publish(monkeypatch, found)
    return found


def test_the_page_says_what_was_written_how_much_is_hidden_and_how_to_cite(
    client: Client, docs: dict[int, ReleaseDoc], monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = Methods(**{name: f"All about {name}, <b>plainly</b>." for name in methods.ITEMS})
    saved.limitations = " "
    items = tuple(
        methods.MethodsItem(name, methods.label(name), getattr(saved, name)) for name in methods.ITEMS[:-1]
    )
    monkeypatch.setattr(methods, "written", lambda slug, number: (None, items))
    page = client.get(HOW).content.decode()
    said = text_of(page)
    assert page.count('class="methods__item"') == len(items) + 5
    assert "All about sponsor, &lt;b&gt;plainly&lt;/b&gt;." in page
    assert (
        "1,200 attempts. Where it came too close, more was hidden: no groups to protect others, the marks"
        in said
    )
    assert "of real differences of 1 question, comparisons of 2 questions." in said
    assert "Open to anyone 600 Invited under 10" in said
    assert "Wave 2, release 1 of 2 June 2026. http://testserver/results/survey/wave-2/" in said
    assert "95 % interval if answers behaved like a random sample of this audience" in said


def test_a_wave_that_is_not_released_has_no_such_page(client: Client, docs: dict[int, ReleaseDoc]) -> None:
    assert client.get(HOW.replace("wave-2", "wave-3")).status_code == 404


def test_every_results_page_leads_to_how_it_was_done(client: Client, docs: dict[int, ReleaseDoc]) -> None:
    overview = client.get("/results/survey/wave-2/").content.decode()
    question = client.get(f"/results/survey/wave-2/{docs[2].items[0].id}/").content.decode()
    for page in (overview, question):
        assert all(f'href="{HOW}"' in figure for figure in page.split("<figure")[1:])
    said = text_of(overview)
    assert "Left out as careless 15" in said
    assert "People came in 2 ways: open to anyone, 600; invited, under 10." in said
    assert "Too few people for comparisons." in text_of(question)


def test_a_question_shows_what_changed_since_the_wave_before_or_why_not(
    client: Client, docs: dict[int, ReleaseDoc], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int, int]] = []

    def ruled(ruling: str) -> None:
        monkeypatch.setattr(surveys, "rulings", lambda *about: asked.append(about) or [ruling])

    ruled("same")
    page = client.get("/results/survey/wave-2/issue/").content.decode()
    assert '<h2 id="changes">Since wave 1</h2>' in page
    assert '<th scope="col">Wave 1</th><th scope="col">Wave 2</th><th scope="col">Change</th>' in page
    assert asked == [("survey", 1, 1)]
    assert 'id="changes"' not in client.get("/results/survey/wave-1/issue/").content.decode()
    assert 'id="changes"' not in client.get("/results/survey/wave-2/issue/by/role/").content.decode()
    ruled("not_comparable")
    page = client.get("/results/survey/wave-2/issue/").content.decode()
    assert "the answers do not compare" in page
    assert '<th scope="col">Change</th>' not in page
