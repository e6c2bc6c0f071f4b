"""Zero and every missing code, for every type of question."""

from typing import Any

import pytest

from surveys.logic import encoding, instrument
from surveys.logic.definition import Definition
from tests.surveys.logic.instruments import instrument as around
from tests.surveys.logic.instruments import options

SAVED = {"saved": ["one"]}


def part(encoded: dict[str, Any], question: str) -> list[Any]:
    return [value for name, value in encoded.items() if name == question or name.startswith(f"{question}__")]


def test_the_variables_of_every_type(small: Definition) -> None:
    assert [(v.name, v.kind) for v in encoding.variables(small)] == [
        *[(f"net__{code}", "bit") for code in ("a", "b", "none", "unsure")],
        ("net__b__text", "text"),
        ("pick", "code"),
        ("pick__other__text", "text"),
        ("use__a", "code"),
        ("use__b", "code"),
        *[(f"grid__kin__{code}", "bit") for code in ("ca", "cb", "off", "na")],
        *[(f"grid__team__{code}", "bit") for code in ("ca", "cb", "off", "na")],
        *[(f"best__{code}", "rank") for code in "wxyz"],
        ("feel", "number"),
        ("age", "number"),
        ("share", "number"),
        ("who", "factor"),
        ("where", "factor"),
        ("scene", "code"),
        ("words", "text"),
    ]


def test_labels(small: Definition, d: Definition) -> None:
    labels = {v.name: v.labels for v in (*encoding.variables(small), *encoding.variables(d))}
    assert labels["pick"] == {1: "Yes", 2: "No", 3: "Other", -4: "Not sure"}
    assert labels["net__a"] == {0: "Not selected", 1: "A"}
    assert labels["best__w"] == {0: "Not ranked", 1: "Place 1", 2: "Place 2", 3: "Place 3"}
    assert labels["who"] == {"he": "and he", "she": "alone"}
    assert labels["party"] == {0: "Very uncomfortable", 5: "In between", 10: "Very comfortable"}
    assert labels["circles__family__messaging"] == {0: "Not selected", 1: "Messaging app"}


def test_the_real_questionnaire_has_its_variables_in_order(
    d: Definition, respondents: list[dict[str, Any]]
) -> None:
    """The reference file was written by others from the instrument's own comment on variables."""
    added = ["platforms__other__text", "story", "story_ok", "role__other__text"]
    names = [v.name for v in encoding.variables(d)]
    assert [name for name in names if name not in added] == list(respondents[0])[2:]
    assert [name for name in names if name in added] == added


@pytest.mark.parametrize(
    ("question", "answer", "values"),
    [
        ("net", None, [-2, -2, -2, -2, -1]),
        ("net", ["a"], [1, 0, 0, 0, -1]),
        ("net", ["b"], [0, 1, 0, 0, -2]),
        ("net", ["unsure"], [0, 0, 0, 1, -1]),
        ("pick", None, [-2, -1]),
        ("pick", "no", [2, -1]),
        ("pick", "unsure", [-4, -1]),
        ("pick", "other", [3, -2]),
        ("use", {"a": "home"}, [2, -1]),
        ("use", {}, [-2, -1]),
        ("grid", {"kin": ["ca"]}, [1, -1, 0, 0, -2, -2, -2, -2]),
        ("grid", {"team": ["na"], "kin": ["off"]}, [0, -1, 1, 0, 0, -1, 0, 1]),
        ("grid", None, [-2] * 8),
        ("best", None, [-2] * 4),
        ("best", ["z", "w"], [2, 0, 0, 1]),
        ("feel", None, [-2]),
        ("feel", 0, [0]),
        ("age", 0, [0]),
        ("share", 0.5, [0.5]),
        ("words", "0", ["0"]),
        ("words", None, [-2]),
        ("scene", "good", [1]),
        ("who", None, [-2]),
    ],
)
def test_answers_of_a_saved_section(small: Definition, question: str, answer: Any, values: list[Any]) -> None:
    answers = {"net": ["a"]} if question in ("use", "grid") else {}
    encoded = encoding.encode(small, answers | ({question: answer} if answer is not None else {}), SAVED)
    assert part(encoded, question) == values


def test_a_section_never_saved_is_not_reached(small: Definition) -> None:
    encoded = encoding.encode(small, {"net": ["a"]}, {})
    assert part(encoded, "net") == [1, 0, 0, 0, -1]
    assert part(encoded, "use") == [-5, -1]
    assert part(encoded, "pick") == [-5, -5]
    assert part(encoded, "grid") == [-5, -1, -5, -5, -5, -1, -5, -5]
    assert {
        encoded[name] for name in ("feel", "age", "share", "who", "where", "scene", "words", "best__w")
    } == {-5}


def test_what_is_not_asked_is_minus_one(d: Definition) -> None:
    state = {"saved": ["start"], "cells": {"vignette": {"vig_rel": "client", "vig_aud": "public"}}}
    encoded = encoding.encode(d, {"work_status": "outside", "issue": "big"}, state)
    assert encoded.pop("work_status") == 6
    assert set(encoded.values()) == {-1}
    assert len(encoded) == 158


def test_a_cell_is_kept_with_a_blank_answer(d: Definition) -> None:
    state = {
        "saved": ["start", "disclosure"],
        "cells": {"vignette": {"vig_rel": "client", "vig_aud": "public"}},
    }
    encoded = encoding.encode(d, {"work_status": "self"}, state)
    assert [encoded[name] for name in ("vig_rel", "vig_aud", "vignette")] == ["client", "public", -2]
    assert encoding.decode(d, encoded)[1] == {"cells": state["cells"], "saved": ["start", "disclosure"]}


def test_an_option_worth_zero_survives() -> None:
    pick = {
        "id": "ok",
        "type": "single",
        "options": [{"value": 0, "code": "no", "label": "No"}, *options("yes")],
    }
    rows = [{"code": "r", "label": "R"}]
    matrix = {"id": "m", "type": "matrix_single", "rows": rows, "options": pick["options"]}
    d = instrument.to_definition(around(pick, matrix))
    encoded = encoding.encode(d, {"ok": "no", "m": {"r": "no"}}, SAVED)
    assert encoded == {"ok": 0, "m__r": 0}
    assert encoding.decode(d, encoded) == ({"ok": "no", "m": {"r": "no"}}, {"cells": {}, "saved": ["one"]})


def test_decode_takes_a_lacking_variable_for_not_asked(small: Definition) -> None:
    assert encoding.decode(small, {}) == ({}, {"cells": {}, "saved": []})
    assert encoding.decode(small, {"feel": 0, "who": "", "net__b": 1, "net__b__text": "mine"}) == (
        {"net": ["b"], "net__b__text": "mine", "feel": 0},
        {"cells": {}, "saved": ["one"]},
    )
