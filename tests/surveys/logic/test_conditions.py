"""Conditions in Python, and the same rule in the browser."""

import json
from random import Random
from typing import Any

import pytest

from surveys.logic.conditions import DEEPEST, evaluate, has_answer
from surveys.logic.definition import Definition, names_of
from tests.surveys.logic.instruments import ROOT, random_condition

SCRIPT = ROOT / "surveys/static/surveys/js/conditions.js"
HAS_A: dict[str, Any] = {"q": "one", "in": ["a"]}


@pytest.mark.parametrize(
    ("condition", "answers", "holds"),
    [
        (None, {}, True),
        (HAS_A, {"one": "a"}, True),
        (HAS_A, {"one": "b"}, False),
        (HAS_A, {}, False),
        (HAS_A, {"one": ["a"]}, False),
        ({"q": "some", "any_of": ["a", "b"]}, {"some": ["b", "c"]}, True),
        ({"q": "some", "any_of": ["a", "b"]}, {"some": ["c"]}, False),
        ({"q": "some", "any_of": ["a"]}, {"some": "a"}, False),
        ({"q": "some", "any_of": ["a"]}, {}, False),
        ({"answered": "n"}, {"n": 0}, True),
        ({"answered": "n"}, {"n": ""}, False),
        ({"answered": "n"}, {"n": {}}, False),
        ({"answered": "n"}, {"n": {"row": "a"}}, True),
        ({"answered": "n"}, {"n": None}, False),
        ({"answered": "n"}, {}, False),
        ({"not": HAS_A}, {}, True),
        ({"not": HAS_A}, {"one": "a"}, False),
        ({"all": [HAS_A, {"answered": "n"}]}, {"one": "a", "n": 1}, True),
        ({"all": [HAS_A, {"answered": "n"}]}, {"one": "a"}, False),
        ({"any": [HAS_A, {"answered": "n"}]}, {"n": 1}, True),
        ({"any": [HAS_A, {"answered": "n"}]}, {}, False),
    ],
)
def test_evaluate(condition: Any, answers: dict[str, Any], holds: bool) -> None:
    assert evaluate(condition, answers) is holds


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="not a condition"):
        evaluate({"maybe": []}, {})


def test_a_question_of_another_questionnaire_is_refused(small: Definition) -> None:
    with pytest.raises(KeyError, match="one"):
        evaluate(HAS_A, {}, small)
    assert evaluate({"q": "pick", "in": ["yes"]}, {"pick": "yes"}, small) is True


def test_depth_is_bounded() -> None:
    condition: Any = HAS_A
    for _ in range(DEEPEST - 1):
        condition = {"not": condition}
    assert evaluate(condition, {"one": "a"}) is False
    with pytest.raises(ValueError, match="nested more than 20 deep"):
        evaluate({"not": condition}, {"one": "a"})


def test_names_of_finds_every_question() -> None:
    condition = {"all": [HAS_A, {"not": {"answered": "n"}}, {"any": [{"q": "some", "any_of": ["a"]}]}]}
    assert names_of(condition) == {"one", "n", "some"}
    assert names_of(None) == frozenset()


# --- the browser's mirror

QUESTIONS = [
    {"id": "one", "type": "single", "options": [{"code": c} for c in "abc"]},
    {"id": "some", "type": "multi", "options": [{"code": c} for c in "abc"]},
    {"id": "text", "type": "text"},
    {"id": "constructor", "type": "single", "options": [{"code": c} for c in ("a", "name", "length")]},
    {"id": "n", "type": "number"},
    {"id": "rows", "type": "matrix_single"},
]


def random_answers(rng: Random) -> dict[str, Any]:
    """Plausible answers, and now and then an answer of a foreign shape."""
    plausible: dict[str, Any] = {
        "one": rng.choice(["a", "b", "c", ""]),
        "some": rng.sample(["a", "b", "c"], rng.randint(0, 3)),
        "text": rng.choice(["", "0", "words"]),
        "constructor": rng.choice(["a", "name", "length"]),
        "n": rng.choice([0, 1, 2.5, None]),
        "rows": rng.choice([{}, {"r": "a"}]),
    }
    kept = {name: value for name, value in plausible.items() if rng.random() < 0.6}
    if kept and rng.random() < 0.2:
        kept[rng.choice(list(kept))] = rng.choice(list(plausible.values()))
    return kept


def test_python_and_the_browser_agree_on_10_000_cases(chromium_page: Any) -> None:
    rng = Random(20)
    cases = [(random_condition(QUESTIONS, rng, 4), random_answers(rng)) for _ in range(10_000)]
    own = [evaluate(condition, answers) for condition, answers in cases]
    theirs = chromium_page.evaluate(
        """async ([source, cases]) => {
            const module = await import("data:text/javascript," + encodeURIComponent(source));
            return JSON.parse(cases).map(([condition, answers]) => module.evaluate(condition, answers));
        }""",
        [SCRIPT.read_text(), json.dumps(cases)],
    )
    assert theirs == own
    assert 2_000 < sum(own) < 8_000


def test_the_browser_refuses_what_python_refuses(chromium_page: Any) -> None:
    deep: Any = HAS_A
    for _ in range(DEEPEST):
        deep = {"not": deep}
    outcomes = chromium_page.evaluate(
        """async ([source, conditions]) => {
            const module = await import("data:text/javascript," + encodeURIComponent(source));
            return JSON.parse(conditions).map((condition) => {
                try { return module.evaluate(condition, {}); } catch (error) { return error.message; }
            });
        }""",
        [SCRIPT.read_text(), json.dumps([None, {"maybe": []}, deep, deep["not"]])],
    )
    assert outcomes == [True, "not a condition: maybe", "conditions are nested more than 20 deep", True]


@pytest.mark.parametrize(
    ("value", "there"),
    [(0, True), (0.0, True), ("0", True), ("", False), ([], False), ((), False), ({}, False), (None, False)],
)
def test_has_answer(value: Any, there: bool) -> None:
    assert has_answer(value) is there
