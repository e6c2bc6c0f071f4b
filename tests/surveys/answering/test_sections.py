"""Each type of question: a valid answer, a wrong one, an empty one and zero, through the page."""

from typing import Any

import pytest

from tests.surveys.answering.conftest import Ben, forms_of, text_of

START = {"work_status": "inhouse", "platforms": ["linkedin", "other"], "platforms__other__text": "Strava"}


def drive(ben: Ben, until: str) -> None:
    """Bring Ben to a section with the least he has to say."""
    order = ["start", "circles", "boundaries", "disclosure", "about"]
    for section in order[: order.index(until)]:
        assert ben.save(section, **(START if section == "start" else {})).status_code == 302
        if section == "start":
            assert ben.save("start", **START).status_code == 302


VALID = [
    ("start", "single", {"issue": "big"}, {"issue": "big"}),
    ("start", "multi", START, {"platforms": ["linkedin", "other"], "platforms__other__text": "Strava"}),
    (
        "circles",
        "grid",
        {"circles__family": ["linkedin", "elsewhere"]},
        {"circles": {"family": ["linkedin", "elsewhere"]}},
    ),
    ("circles", "zero on a slider", {"party": "0"}, {"party": 0}),
    ("boundaries", "matrix", {"seg__s1": "agree"}, {"seg": {"s1": "agree"}}),
    ("boundaries", "missing answer of a matrix", {"requests__junior": "na"}, {"requests": {"junior": "na"}}),
    ("disclosure", "scale value zero", {"disclose__d1": "no_need"}, {"disclose": {"d1": "no_need"}}),
    ("disclosure", "vignette", {"vignette": "minor"}, {"vignette": "minor"}),
    (
        "disclosure",
        "ranking",
        {"principles__reach": "1", "principles__privacy": "2"},
        {"principles": ["reach", "privacy"]},
    ),
    ("disclosure", "text", {"story": "  Two\r\nphones "}, {"story": "Two\nphones"}),
    ("about", "zero as a number", {"years": "0"}, {"years": 0}),
    ("about", "prefer not to say", {"age": "prefer_not"}, {"age": "prefer_not"}),
]


@pytest.mark.parametrize(("section", "kind", "fields", "stored"), VALID, ids=[case[1] for case in VALID])
def test_valid(
    answering: Ben, section: str, kind: str, fields: dict[str, Any], stored: dict[str, Any]
) -> None:
    drive(answering, section)
    needed = {"work_status": "inhouse"} if section == "start" else {}
    assert answering.save(section, **{**needed, **fields}).status_code == 302
    answers = answering.response().answers
    assert {key: answers[key] for key in stored} == stored
    kept = answering.open(section).post() if section != "about" else {}
    if section not in ("start", "about") and kind != "text":
        assert {name: kept[name] for name in fields} == {
            name: value if isinstance(value, list) else [value] for name, value in fields.items()
        }


WRONG = [
    ("start", {"work_status": "astronaut"}, "work_status", "That is not one of the answers offered here."),
    ("start", {"work_status": "inhouse", "platforms": ["x", "none"]}, "platforms", "stands alone."),
    ("circles", {"circles__family": ["linkedin", "na"]}, "circles__family", "stands alone."),
    ("circles", {"party": "11"}, "party", "Choose a place on the scale from 0 to 10."),
    ("boundaries", {"seg__s1": ["agree", "disagree"]}, "seg__s1", "Two answers arrived for one choice."),
    (
        "disclosure",
        {"principles__reach": "1", "principles__privacy": "1"},
        "principles",
        "Two answers share first place.",
    ),
    ("disclosure", {"principles__reach": "2"}, "principles", "no 1st"),
    ("disclosure", {"story": "x" * 1001}, "story", "the limit is 1,000"),
    ("about", {"years": "twelve"}, "years", "Write a whole number from 0 to 60"),
    ("about", {"years": "61"}, "years", "Write a whole number from 0 to 60"),
]


@pytest.mark.parametrize(("section", "fields", "name", "sentence"), WRONG)
def test_wrong_is_said_beside_the_question_and_kept(
    answering: Ben, section: str, fields: dict[str, Any], name: str, sentence: str
) -> None:
    drive(answering, section)
    page = answering.save(section, **fields)
    html = page.content.decode()
    question = name.split("__")[0]
    assert page.status_code == 422
    assert html.count(f'id="q-{question}-wrong"') == 1
    assert f"q-{question}-wrong" in html.split(f'id="q-{question}"')[1].split(">")[0]
    assert sentence in text_of(page)
    assert 'role="alert"' in html
    kept = forms_of(page)["answers"].post()
    for key, value in fields.items():
        values = value if isinstance(value, list) else [value]
        known = [v for v in values if v not in ("astronaut", "11") and key != "seg__s1"]
        assert kept.get(key, [])[: len(known)] == known


def test_one_wrong_answer_loses_no_other(answering: Ben) -> None:
    drive(answering, "about")
    page = answering.save("about", years="twelve", region="europe", role="other", role__other__text="Signs")
    assert page.status_code == 422
    assert {k: v for k, v in answering.response().answers.items() if k[:4] in ("regi", "role")} == {
        "region": "europe",
        "role": "other",
        "role__other__text": "Signs",
    }


def test_empty_optional_questions_are_no_errors_and_count_as_done(answering: Ben) -> None:
    drive(answering, "boundaries")
    page = answering.client.get(answering.address("boundaries"))
    assert "Section 3 of 5" in text_of(page)
    assert page.content.decode().count('<li class="is-done">') == 2


def test_the_only_needed_answer_is_asked_for(answering: Ben) -> None:
    page = answering.save("start")
    assert page.status_code == 422
    assert "Question 1: Please answer this question to go on." in text_of(page)
    assert "One thing before you go on" in text_of(page)


def test_answers_may_be_taken_back(answering: Ben) -> None:
    answering.save("start", work_status="inhouse", issue="big")
    form = answering.open("start").post(to="next")
    assert form.pop("issue") == ["big"]
    answering.client.post(answering.address("start"), form)
    assert "issue" not in answering.response().answers


def test_back_saves_and_an_open_required_question_does_not_hold(answering: Ben) -> None:
    drive(answering, "boundaries")
    answer = answering.save("boundaries", to="back", seg__s1="agree")
    assert answer["Location"] == answering.address("circles")
    assert answering.response().answers["seg"] == {"s1": "agree"}
    assert answering.save("start", to="back", work_status=[]).status_code == 302


def test_back_keeps_what_was_typed_wrongly_on_the_page(answering: Ben) -> None:
    drive(answering, "about")
    page = answering.save("about", to="back", years="a few")
    assert (page.status_code, forms_of(page)["answers"].post()["years"]) == (422, ["a few"])


def test_orders_and_cells_stay(answering: Ben) -> None:
    drive(answering, "disclosure")
    once = answering.client.get(answering.address("disclosure"))
    state = answering.response().state
    again = answering.client.get(answering.address("disclosure"))
    assert sorted(state["cells"]) == ["vignette"]
    assert text_of(once) == text_of(again)
    assert answering.response().state == state
    assert "{vig_" not in text_of(once)


def test_piped_rows_come_back_once_without_a_script(answering: Ben) -> None:
    answer = answering.save("start", **START)
    assert answer["Location"] == f"{answering.address('start')}?added=purpose#q-purpose"
    page = answering.client.get(answer["Location"].split("#")[0])
    assert "Your answers brought one more question" in text_of(page)
    form = forms_of(page)["answers"].post(to="next", purpose__linkedin="work_only")
    done = answering.client.post(answering.address("start"), form)
    assert done["Location"] == answering.address("circles")
    assert answering.response().answers["purpose"] == {"linkedin": "work_only"}


def test_a_hidden_question_is_not_asked(answering: Ben) -> None:
    answering.save("start", work_status="self", platforms="none", accounts="one_for_all")
    answering.save("circles")
    page = answering.client.get(answering.address("boundaries"))
    names = {name for name, _ in forms_of(page)["answers"].fields}
    html = page.content.decode()
    assert [q for q in ("behave", "requests", "policy") if f'id="q-{q}"' in html] == []
    assert 'id="q-policy_own"' in html
    assert names == {"csrfmiddlewaretoken", "revision", "shown", "comment-title"}


def test_busy_keeps_everything(answering: Ben, settings: object) -> None:
    settings.LIMITS = {**settings.LIMITS, "survey.save": (0, 3600)}  # type: ignore[attr-defined]  # pytest-django
    page = answering.save("start", work_status="agency", platforms=["x"], issue="small")
    assert page.status_code == 429
    kept = forms_of(page)["answers"].post()
    assert [kept[name] for name in ("work_status", "platforms", "issue")] == [["agency"], ["x"], ["small"]]
    assert answering.response().answers == {}


def test_labels_are_literal(answering: Ben) -> None:
    drive(answering, "disclosure")
    typed = "{{ 7*7 }} {% now 'Y' %} <script>alert(1)</script> {0.__class__}"
    answering.save("disclosure", story=typed)
    kept = answering.open("disclosure").post()["story"]
    assert kept == [typed]


def test_unknown_section_is_not_found(answering: Ben) -> None:
    assert answering.client.get(answering.address("nowhere")).status_code == 404
