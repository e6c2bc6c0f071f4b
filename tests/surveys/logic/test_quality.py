"""Complete, partial, screened out; and careless."""

from typing import Any

import pytest

from surveys.logic import instrument, quality, routing
from surveys.logic.definition import Definition
from tests.surveys.logic.instruments import every_type

SEG = {f"s{n}": "agree" for n in range(1, 7)}


@pytest.mark.parametrize(
    ("answers", "finished", "status"),
    [
        ({}, False, "started"),
        ({"work_status": "self"}, True, "started"),
        ({"work_status": "self", "issue": "big"}, True, "started"),
        ({"work_status": "self", "seg": {"s1": "agree"}}, False, "partial"),
        ({"work_status": "self", "seg": {"s1": "agree"}}, True, "partial"),
        ({"seg": {"s1": "agree"}}, True, "started"),
        ({"work_status": "outside", "seg": {"s1": "agree"}}, True, "screened_out"),
    ],
)
def test_disposition(d: Definition, answers: dict[str, Any], finished: bool, status: str) -> None:
    assert quality.disposition(d, answers, {}, finished) == status


def test_half_of_the_questions_asked_make_it_complete(d: Definition) -> None:
    answers: dict[str, Any] = {
        "work_status": "self",
        "platforms": ["none"],
        "issue": "big",
        "party": 0,
        "seg": SEG,
    }
    answers |= {"views": {"v1": "agree"}, "events": ["none"], "policy_own": "no", "disclose": {"d1": "must"}}
    answers |= {"last_time": "never"}
    assert len(routing.visible(d, answers)) == 21
    assert quality.disposition(d, answers, {}, True) == "partial"
    answers["aware"] = "very"
    assert quality.disposition(d, answers, {}, True) == "complete"
    assert quality.disposition(d, answers, {}, False) == "partial"
    assert quality.disposition(d, answers, {"screened_out": True}, True) == "screened_out"


def test_without_rules_any_answer_counts(small: Definition) -> None:
    assert quality.rules(small) == quality.Rules()
    assert quality.disposition(small, {}, {}, True) == "started"
    assert quality.disposition(small, {"feel": 0}, {}, True) == "complete"
    assert quality.disposition(small, {"feel": 0}, {}, False) == "partial"
    assert quality.flags(small, {}) == {}


@pytest.mark.parametrize(
    ("seg", "flagged"),
    [
        (SEG, True),
        ({**SEG, "s6": "neither"}, False),
        (dict.fromkeys(SEG, "neither"), False),
        ({row: code for row, code in SEG.items() if row != "s6"}, False),
        ({}, False),
    ],
)
def test_straightliner(d: Definition, seg: dict[str, str], flagged: bool) -> None:
    assert quality.flags(d, {"work_status": "self", "seg": seg}) == {"straightliner": flagged}


def test_the_rules_of_the_questionnaire(d: Definition) -> None:
    assert quality.rules(d) == quality.Rules(
        complete_share=0.5,
        partial_question="work_status",
        partial_section="boundaries",
        straight=quality.Straight("seg", 3),
        speeder_ratio=0.4,
        duplicate_items=40,
        excluded=("speeder",),
    )


@pytest.mark.parametrize(
    ("key", "sentence", "problem"),
    [
        ("complete", "finished", "quality.complete: “finished” is not a rule known here"),
        (
            "partial",
            "answered nothing and at least one question of section one",
            "quality.partial: there is no question nothing or no section one",
        ),
        (
            "straightliner",
            "all two use items answered with the same value, and value != 3",
            None,
        ),
        (
            "straightliner",
            "all six use items answered with the same value, and value != 3",
            "quality.straightliner: there is no matrix use with six rows",
        ),
        (
            "straightliner",
            "all six net items answered with the same value, and value != 3",
            "quality.straightliner: there is no matrix net with six rows",
        ),
    ],
)
def test_sentences(key: str, sentence: str, problem: str | None) -> None:
    data = every_type() | {"quality": {key: sentence}}
    if problem is None:
        instrument.check(data)
        return
    with pytest.raises(instrument.InstrumentError) as raised:
        instrument.check(data)
    assert raised.value.problems == [problem]
