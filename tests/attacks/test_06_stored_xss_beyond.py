"""Threat 6, beyond the discussion: answers, questionnaires, results, imported articles and letters.

The same 300 payloads, typed by respondents, by an editor whose account was taken, and in an old blog that is
brought along. First each kind of place without its control.
"""

import itertools
import json
from dataclasses import replace
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from reports.release_format import Item, ReleaseDoc, Table
from surveys import actions, exchange, queries
from surveys.models import Response, SurveyPage
from tests.attacks.sizes import size
from tests.attacks.xss_payloads import GROUPS, PAYLOADS
from tests.attacks.xss_window import NOTHING, look, window, wrong
from tests.reports.factory import release_document
from tests.reports.views.releases import publish
from tests.support.people import client_of
from tests.surveys.answering.conftest import Ben, answering, ben
from tests.surveys.ben import save
from website.articles import actions as magazine
from website.articles.letter import rendering
from website.articles.models import ArticlePage, Letter
from website.core.groups import ADMIN, ANALYST, EDITOR

__all__ = ["answering", "ben", "window"]

pytestmark = pytest.mark.django_db
EVERY_GROUP = pytest.mark.parametrize("number", range(size(1, len(GROUPS))))


@pytest.fixture(autouse=True)
def _wide_limits(settings: Any) -> None:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**9, 3600))


# What respondents type ---------------------------------------------------------------------------------


@EVERY_GROUP
def test_answers_stay_letters(number: int, window: Any, answering: Ben) -> None:
    """On the page where they were typed, on the page with two versions, on the receipt, at an analyst's."""
    save(answering.response())
    address, analyst = answering.address("disclosure"), client_of(ANALYST)
    bad = {}
    for payload in size(GROUPS[number][::7], GROUPS[number]):
        stale = answering.open("disclosure")
        assert answering.save("disclosure", story=payload).status_code == 302
        assert payload.split()[0] in answering.response().answers["story"]
        both = answering.client.post(address, stale.post(to="next", story=f"{payload} and more"))
        assert both.status_code == 409
        pages = {address: answering.client.get(address), f"{address}both/": both}
        if found := wrong(window, pages):
            bad[payload] = found
    Response.objects.update(quarantine="honeypot")
    review = reverse("surveys_quarantine:review", args=[answering.response().pk])
    actions.submit(response=answering.response())
    receipt = answering.view("receipt")
    for payload in size(GROUPS[number][::7], GROUPS[number]):
        response = answering.response()
        response.answers = {**response.answers, "story": payload}
        response.save(update_fields=["answers"])
        pages = {receipt: answering.client.get(receipt), review: analyst.get(review)}
        assert {page.status_code for page in pages.values()} == {200}
        assert [escape("alert(1)") in page.content.decode() for page in pages.values()] == [True, True]
        if found := wrong(window, pages):
            bad[payload] = found
    assert bad == {}


def test_the_looker_sees_an_answer_that_nobody_escaped(window: Any, answering: Ben) -> None:
    """The control off: the page as it would be if the template did not escape."""
    payload = "</textarea><img src=x onerror=window.attacked=1;alert(1)>"
    answering.save("disclosure", story=payload)
    address = answering.address("disclosure")
    page = answering.client.get(address).content.decode()
    assert escape(payload) in page
    seen, dialogs = look(window, address, HttpResponse(page.replace(escape(payload), payload)))
    print(f"without the control {len(dialogs)} of 1 answers open a dialog")
    assert (seen["ran"], dialogs) == (True, ["1"])


# What a questionnaire says -----------------------------------------------------------------------------


def poisoned(data: dict[str, Any], payloads: tuple[str, ...]) -> dict[str, Any]:
    """The questionnaire with another payload in every text that people read."""
    words = itertools.cycle(payloads)
    data["instrument"].update(title=next(words)[:120], intro=next(words), outro=next(words))
    data["instrument"]["consent"]["label"] = next(words)
    for part in exchange.parts(data):
        for key in ("label", "text", "title", "help"):
            if key in part.data:
                kept = f" {part.data[key]}" if part.data.get("type") == "vignette" else ""
                part.data[key] = next(words) + kept
    for points in data["scales"].values():
        for point in points:
            point["label"] = next(words)
    return data


@EVERY_GROUP
def test_questionnaires_stay_letters(number: int, window: Any, survey: SurveyPage, wave: Any) -> None:
    """On every page of answering, and where an editor, an analyst and an administrator read them."""
    survey.from_instrument(poisoned(survey.to_instrument(), GROUPS[number]))
    survey.save_revision(clean=False).publish()
    version = survey.versions.first()
    reader, otto, amira = Client(), client_of(ADMIN), client_of(EDITOR)
    reader.post(f"/answer/{survey.slug}/start/", {"consent": "yes"})
    mine = [survey.url]
    mine += [
        reverse("surveys:section", args=[survey.slug, section.id])
        for section in queries.definition_of(version).sections
    ]
    pages = {path: reader.get(path) for path in mine}
    for path in (
        reverse("surveys_version:index"),
        reverse("surveys_version:changes", args=[version.pk]),
        reverse("surveys_wave:index"),
        reverse("surveys_quarantine:index"),
    ):
        pages[path] = otto.get(path)
    edit = reverse("wagtailadmin_pages:edit", args=[survey.pk])
    pages[edit] = amira.get(edit)
    assert {response.status_code for response in pages.values()} == {200}
    assert [path for path in mine if b"window.attacked" not in pages[path].content] == []
    assert wrong(window, pages) == {}


def test_the_looker_sees_a_questionnaire_that_nobody_escaped(
    window: Any, survey: SurveyPage, wave: Any
) -> None:
    """The control off: the same pages with every text as it was typed, and no policy."""
    survey.from_instrument(poisoned(survey.to_instrument(), GROUPS[0]))
    survey.save_revision(clean=False).publish()
    reader = Client()
    reader.post(f"/answer/{survey.slug}/start/", {"consent": "yes"})
    paths = [survey.url, reverse("surveys:section", args=[survey.slug, "start"])]
    bare = {path: HttpResponse(unescape(reader.get(path).content.decode())) for path in paths}
    found = wrong(window, bare)
    print(f"without the control {len(found)} of {len(bare)} pages run something")
    assert len(found) == len(bare)


# What results print ------------------------------------------------------------------------------------


def labelled(payloads: tuple[str, ...]) -> ReleaseDoc:
    """A release with another payload in every label."""
    words = itertools.cycle(payloads)
    doc = release_document(seed=4)

    def table(of: Table) -> Table:
        return replace(of, groups=tuple(replace(group, label=next(words)) for group in of.groups))

    def item(of: Item) -> Item:
        return replace(
            of,
            text=next(words),
            help=next(words),
            base_text=next(words),
            options=tuple(replace(option, label=next(words)) for option in of.options),
            rows=tuple(replace(row, label=next(words)) for row in of.rows),
            columns=tuple(replace(column, label=next(words)) for column in of.columns),
            topline=of.topline and table(of.topline),
            banners={key: table(of.banners[key]) for key in ("role", "age3") if key in of.banners},
        )

    survey = replace(doc.survey, slug="survey", title=next(words))
    return replace(doc, survey=survey, items=tuple(item(each) for each in doc.items))


@EVERY_GROUP
def test_results_stay_letters_when_they_are_drawn(
    number: int, window: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, {1: labelled(GROUPS[number])})
    wave = "/results/survey/wave-1/"
    assert wrong(window, {path: client.get(path) for path in (wave, f"{wave}how-it-was-done/")}) == {}
    for name in size(("issue",), ("issue", "views", "circles", "principles", "issue/by/role")):
        path = f"{wave}{name}/"
        page, figure = client.get(path), client.get(f"{path}chart.json")
        assert page.status_code == figure.status_code == 200
        assert b"window.attacked" in page.content and b"window.attacked" in figure.content
        assert look(window, path, page, beside={f"{path}chart.json": figure}) == (NOTHING, []), path


# What is brought along, and what is sent -----------------------------------------------------------------


def old_blog(folder: Path, payloads: tuple[str, ...]) -> Path:
    """One file of Markdown for each payload: in its title, lead, author, topic, text and an old comment."""
    folder.mkdir()
    for number, payload in enumerate(payloads):
        said = json.dumps(payload)
        about = (
            f"title: {said}\nlead: {said}\nauthor: {said}\ntags: [{said}]\ndate: 2008-05-0{number % 9 + 1}\n"
        )
        talk = f"comments:\n  - {{author: {said}, date: 2008-05-10, text: {said}}}\n"
        text = f"---\n{about}{talk}---\n\n{payload}\n\nBetween {payload} others.\n\n> {payload}\n"
        (folder / f"post-{number}.md").write_text(text, encoding="utf-8")
    return folder


@EVERY_GROUP
def test_an_old_blog_stays_letters(number: int, window: Any, tmp_path: Path) -> None:
    magazine.make_magazine(front=magazine.make_front_page(url="http://localhost"))
    payloads = size(GROUPS[number][::7], GROUPS[number])
    call_command("import_articles", str(old_blog(tmp_path / "blog", payloads)), "--write", stdout=StringIO())
    articles = list(ArticlePage.objects.live())
    assert len(articles) == len(payloads)
    paths = [path for each in articles for path in (each.url, f"/discussion/on/{each.pk}/")]
    pages = {path: Client().get(path) for path in [*paths, "/magazine/"]}
    assert {response.status_code for response in pages.values()} == {200}
    assert wrong(window, pages) == {}


@EVERY_GROUP
def test_a_letter_stays_letters(number: int, window: Any) -> None:
    """A mail carries no policy, so its own words are all there is."""
    front = magazine.make_front_page(url="http://localhost")
    page = magazine.make_info_pages(front=front, live=True)[0]
    bad = {}
    for payload in size(GROUPS[number][::7], GROUPS[number]):
        page.title = payload
        page.save()
        letter = Letter(
            title=payload[:120],
            intro=payload,
            closing=payload,
            pages=[("page", {"page": page, "words": payload})],
        )
        seen = look(window, "/letter/", HttpResponse(rendering.as_html(letter)))
        if seen != (NOTHING, []):
            bad[payload] = seen
    assert bad == {}


def test_without_the_control_a_letter_runs(window: Any) -> None:
    """The control off: the words of the letter as they are."""
    ran = 0
    for payload in PAYLOADS[:20]:
        seen, dialogs = look(window, "/letter/", HttpResponse(f"<!doctype html><p>{payload}</p>"))
        ran += bool(seen["ran"] or dialogs)
    print(f"without the control {ran} of 20 letters run something")
    assert ran >= 5
