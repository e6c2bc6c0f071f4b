"""Typographic quotes, a vignette's story, and names for groups of people."""

import pytest

from surveys.forms import INKS, inks_for, named_in
from surveys.landing import HEADLINE
from surveys.wording import LAST_QUESTION, counted, curly, numeral


@pytest.mark.parametrize(
    ("straight", "set_by_hand"),
    [
        ("choose 'Does not apply'.", "choose ‘Does not apply’."),
        ('posts: "Best jacket I have ever owned." Alex', "posts: “Best jacket I have ever owned.” Alex"),
        ("a client's page", "a client’s page"),
        ("('so')", "(‘so’)"),
        ("{{ 7*7 }} <b>", "{{ 7*7 }} <b>"),
    ],
)
def test_quotes(straight: str, set_by_hand: str) -> None:
    assert curly(straight) == set_by_hand


def test_story_and_question() -> None:
    text = "Alex runs. Alex posts: “Best.” Alex says nothing. How much, if any, is it?"
    assert LAST_QUESTION.split(text) == [
        "Alex runs. Alex posts: “Best.” Alex says nothing.",
        "How much, if any, is it?",
    ]


def test_headline() -> None:
    assert HEADLINE.split("One profile or two? How we live", maxsplit=1) == [
        "One profile or two?",
        "How we live",
    ]
    assert HEADLINE.split("A plain title", maxsplit=1) == ["A plain title"]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (12, "12"), (3.5, "3.5"), (7.0, "7"), (10**12, "1000000000000")]
)
def test_numerals(value: float, text: str) -> None:
    assert numeral(value) == text


def test_counted() -> None:
    assert [counted(n, "question", "questions") for n in (1, 2, 11)] == [
        "one question",
        "two questions",
        "11 questions",
    ]


def test_groups_wear_their_own_ink_or_one_that_is_left() -> None:
    inks = inks_for(("family", "mentors", "team", "clients", "parents", "hobby", "club", "school"))
    assert [inks[code] for code in ("family", "mentors", "parents", "hobby")] == [
        "family",
        "mentors",
        "parents",
        "hobby",
    ]
    assert [inks[code] for code in ("team", "clients")] == ["acquaintances", "allies"]
    assert [inks[code] for code in ("club", "school")] == ["ring-mentors", "ring-acquaintances"]
    assert len(set(inks_for(tuple(f"g{n}" for n in range(12))).values())) == 2 * len(INKS)


def test_questions_named_in_a_condition() -> None:
    condition = {
        "all": [{"q": "a", "in": ["x"]}, {"not": {"any": [{"answered": "b"}, {"q": "c", "any_of": ["y"]}]}}]
    }
    assert named_in(condition) == {"a", "b", "c"}
    assert named_in(None) == set()
