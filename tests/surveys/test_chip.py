"""One answer beside a comment: words that are signed, and nothing that leads to the rest."""

import json
from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client

from surveys import actions, chips, keys, queries
from surveys.models import Response
from tests.surveys.answering.conftest import Ben, answering, ben, forms_of, text_of  # noqa: F401  # fixtures
from tests.surveys.ben import SECTIONS

CHIP = "/answer/survey/chip/"
WORDS = "How much of an issue is it for you to keep work and personal life separate online?"


@pytest.fixture
def answered(answering: Ben) -> Ben:  # noqa: F811  # a fixture
    """Ben has answered the first section, which holds the question that may be shown."""
    answering.save("start", **SECTIONS["start"])
    return answering


def pick(client: Client, back: str = "/discussion/write/7/", question: str = "issue") -> Any:
    form = forms_of(client.get(CHIP, {"next": back}))[CHIP]
    return client.post(CHIP, form.post(question=question))


def token_in(location: str) -> str:
    return parse_qs(urlsplit(location).query)["chip"][0]


def test_ben_picks_an_answer_and_goes_back_with_its_words(answered: Ben) -> None:
    went = pick(answered.client)
    path, query = went["Location"].split("?")
    assert (went.status_code, path) == (302, "/discussion/write/7/")
    chip = queries.read_chip(token_in(f"?{query}"))
    assert chip is not None
    assert (chip.survey, chip.option, chip.wave) == (answered.survey.title, "A big issue", "wave 1")
    assert chip.question == queries.definition_of(answered.response().version).question("issue").text


def test_the_token_holds_four_texts_and_nothing_of_the_response(answered: Ben) -> None:
    response = answered.response()
    token = token_in(pick(answered.client)["Location"])
    payload = token.split(":")[0]
    inside = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert set(inside) == {"survey", "question", "option", "wave"}
    secrets = [
        str(response.pk),
        response.pk.hex,
        str(response.submission_id),
        response.submission_id.hex,
        response.resume_hash,
        keys.resume_token(response.submission_id),
        keys.receipt_code(response.submission_id),
        *[str(v) for name, v in response.answers.items() if name != "issue" and isinstance(v, str)],
    ]
    text = json.dumps(inside)
    assert [secret for secret in secrets if secret in text or secret in token] == []


def test_two_people_with_one_answer_get_one_payload(answered: Ben) -> None:
    first = token_in(pick(answered.client)["Location"])
    other = Ben(Client(), answered.survey)
    Response.objects.update(source="other")
    form = forms_of(other.client.get(other.survey.url))[other.view("start")]
    other.client.post(form.action, form.post(consent="yes"))
    other.save("start", **SECTIONS["start"])
    assert token_in(pick(other.client)["Location"]).split(":")[0] == first.split(":")[0]


def test_only_questions_that_may_be_shown_are_listed(answered: Ben) -> None:
    fields = forms_of(answered.client.get(CHIP))
    assert list(queries.chips_of_response(answered.response())) == ["issue"]
    refused = answered.client.post(CHIP, fields[CHIP].post(question="work_status"))
    assert (refused.status_code, "chip=" in refused.headers.get("Location", "")) == (422, False)


def test_a_get_shows_and_changes_nothing_and_is_private(answered: Ben) -> None:
    page = answered.client.get(CHIP, {"next": "/x/", "question": "issue"})
    assert (page.status_code, page["Cache-Control"].split(",")[0]) == (200, "no-store")
    assert "until you take it away again" in text_of(page)


def test_without_an_answer_the_page_says_why(ben: Ben, wave: Any) -> None:  # noqa: F811  # a fixture
    assert "This browser holds no answers" in text_of(ben.client.get(CHIP))
    given = actions.answer_inline(survey=ben.survey, question="issue", answer="big", submission_id=uuid4())
    ben.client.cookies["overlap_answer"] = keys.resume_token(given.response.submission_id)
    assert "once you have gone on with the survey" in text_of(ben.client.get(CHIP))
    assert ben.client.post(CHIP, {"question": "issue", "next": "/"}).status_code == 422


def test_a_not_sure_is_no_answer_to_show(answered: Ben) -> None:
    Response.objects.update(answers={"issue": "not_sure"})
    assert queries.chips_of_response(queries.fresh(answered.response())) == {}


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a:b:c",
        "\x00",
        "é" * 50,
        "x" * 100_000,
        signing.dumps({"survey": "a", "question": "b", "option": "c", "wave": "d"}, salt="other"),
        signing.dumps({"survey": "a"}, salt=chips.SALT),
        signing.dumps(["a"], salt=chips.SALT),
        signing.dumps({"survey": "a", "question": "b", "option": "c", "wave": "d", "id": 1}, salt=chips.SALT),
    ],
    # Names of their own: a signed text holds the second it was made in, and two workers have to agree on it.
    ids=["empty", "short", "parts", "nul", "letters", "long", "salt", "keys", "list", "more"],
)
def test_a_token_that_is_not_ours_is_none(token: str) -> None:
    assert queries.read_chip(token) is None


def test_a_token_lives_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    chip = chips.Chip("a", "b", "c", "wave 1")
    token = chips.token_of(chip)
    assert queries.read_chip(token) == chip
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 601)
    assert queries.read_chip(token) is None


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("/magazine/a/?page=2", "/magazine/a/?page=2&chip="),
        ("/magazine/a/#comment-3", "/magazine/a/?chip="),
        ("", "/?chip="),
        ("https://mallory.example/", "/?chip="),
        ("//mallory.example/", "/?chip="),
        ("/\\mallory.example/", "/?chip="),
        ("/\t/mallory.example/", "/?chip="),
        ("javascript:alert(1)", "/?chip="),
        ("magazine/", "/?chip="),
    ],
)
def test_it_leads_back_into_this_site_only(answered: Ben, asked: str, back: str) -> None:
    assert answered.client.post(CHIP, {"question": "issue", "next": asked})["Location"].startswith(back)
