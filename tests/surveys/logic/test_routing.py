"""Which questions are asked, and where the next page is."""

from typing import Any

import pytest

from surveys.logic import instrument, routing
from surveys.logic.answers import answer_keys, cleaned, fits
from surveys.logic.definition import END, SCREENED_OUT, Definition, Question
from tests.surveys.logic.instruments import instrument as around
from tests.surveys.logic.instruments import options

INHOUSE: dict[str, Any] = {"work_status": "inhouse", "platforms": ["linkedin", "tiktok"]}


def ids(questions: tuple[Question, ...]) -> list[str]:
    return [q.id for q in questions]


def test_what_an_employee_with_two_networks_is_asked(d: Definition) -> None:
    asked = ids(routing.visible(d, INHOUSE))
    assert [q.id for q in d.questions if q.id not in asked] == ["policy_own", "story_ok"]


def test_what_a_freelancer_without_networks_is_asked(d: Definition) -> None:
    asked = ids(routing.visible(d, {"work_status": "self", "platforms": ["none"]}))
    hidden = [
        "purpose",
        "accounts",
        "circles",
        "behave",
        "requests",
        "policy",
        "story_ok",
        "seniority",
        "org_size",
    ]
    assert [q.id for q in d.questions if q.id not in asked] == hidden


def test_networks_left_blank_hide_only_the_piped_rows(d: Definition) -> None:
    asked = ids(routing.visible(d, {"work_status": "self"}))
    assert "accounts" in asked
    assert "purpose" not in asked


def test_screening_out_ends_the_questionnaire(d: Definition) -> None:
    answers = {**INHOUSE, "work_status": "outside"}
    walk = routing.walk(d, answers)
    assert (ids(walk.visible), walk.effective, walk.screened_out) == (
        ["work_status"],
        {"work_status": "outside"},
        True,
    )
    assert routing.next_section(d, answers, "start") == SCREENED_OUT
    assert [s.id for s in routing.sections(d, answers)] == ["start"]


def test_the_way_through(d: Definition) -> None:
    way = ["start"]
    while way[-1] != END:
        way.append(routing.next_section(d, INHOUSE, way[-1]))
    assert way == ["start", "circles", "boundaries", "disclosure", "about", END]
    back = [routing.previous_section(d, INHOUSE, section.id) for section in d.sections]
    assert back == [None, "start", "circles", "boundaries", "disclosure"]
    with pytest.raises(KeyError):
        routing.next_section(d, INHOUSE, "elsewhere")


def test_hidden_answers_count_as_absent(d: Definition) -> None:
    answers = {**INHOUSE, "work_status": "self", "policy": "written", "seniority": "head", "story": "So."}
    assert routing.effective(d, answers) == {
        "work_status": "self",
        "platforms": ["linkedin", "tiktok"],
        "story": "So.",
    }
    assert "story_ok" in ids(routing.visible(d, answers))


def test_piped_rows_and_columns(d: Definition) -> None:
    purpose, circles = d.question("purpose"), d.question("circles")
    assert [row.code for row in routing.rows(d, purpose, INHOUSE)] == ["linkedin", "tiktok"]
    assert [row.label for row in purpose.rows][:2] == ["LinkedIn", "Facebook"]
    assert len(purpose.rows) == 12
    assert [c.code for c in routing.columns(d, circles, INHOUSE)] == [
        "linkedin",
        "instagram",
        "elsewhere",
        "nowhere",
        "na",
    ]
    assert [c.code for c in routing.columns(d, circles, {})] == ["elsewhere", "nowhere", "na"]
    assert len(routing.rows(d, circles, {})) == 8
    assert [o.code for o in routing.options(d, d.question("seg"))][0] == "strongly_disagree"


def test_effective_drops_what_is_not_there_any_more(d: Definition) -> None:
    answers = INHOUSE | {
        "platforms": ["tiktok", "linkedin", "myspace"],
        "platforms__other__text": "mine",
        "purpose": {"linkedin": "both", "facebook": "both", "tiktok": "maybe"},
        "circles": {"family": ["facebook", "elsewhere", "linkedin"], "team": ["facebook"], "nobody": ["na"]},
        "issue": "unknown",
        "party": 11,
        "years": 2.5,
        "principles": ["reach", "reach", "x", "privacy", "loyalty", "transparency"],
        "role": "other",
        "role__other__text": "Juggling",
    }
    assert routing.effective(d, answers) == {
        "work_status": "inhouse",
        "platforms": ["linkedin", "tiktok"],
        "purpose": {"linkedin": "both"},
        "circles": {"family": ["linkedin", "elsewhere"]},
        "principles": ["reach", "privacy", "loyalty"],
        "role": "other",
        "role__other__text": "Juggling",
    }


FOREIGN: list[Any] = [
    None,
    True,
    5,
    -1,
    float("nan"),
    "",
    "zz",
    [],
    ["zz"],
    [1],
    {},
    {"linkedin": 1},
    {"zz": ["a"]},
]


def test_foreign_shapes_are_no_answers(small: Definition) -> None:
    effective = {"net": ["a", "b"]}
    kept = {
        (q.id, repr(value))
        for q in small.questions
        for value in FOREIGN
        if cleaned(small, q, value, effective) is not None
    }
    assert kept == {("feel", "5"), ("age", "5"), ("words", "'zz'")}


def test_zero_fits(small: Definition) -> None:
    assert fits(small.question("feel"), 0)
    assert fits(small.question("share"), 0.5)
    assert not fits(small.question("feel"), 0.5)
    assert not fits(small.question("age"), 7.0)


def test_answer_keys(small: Definition) -> None:
    assert answer_keys(small.question("net")) == ("net", "net__b__text")


def leaping() -> Definition:
    fork = {
        "id": "fork",
        "type": "single",
        "options": options("on", "leap", "stop"),
        "routing": [
            {"if": {"q": "fork", "in": ["leap"]}, "goto": "three"},
            {"if": {"q": "fork", "in": ["stop"]}, "goto": "END"},
        ],
    }
    rest = [
        {"id": f"q{n}", "type": "text", "section": section}
        for n, section in enumerate(("one", "two", "three", "four"))
    ]
    return instrument.to_definition(around(fork, *rest, sections=("one", "two", "three", "four")))


@pytest.mark.parametrize(
    ("choice", "asked", "after"),
    [
        ("on", ["fork", "q0", "q1", "q2", "q3"], "two"),
        ("leap", ["fork", "q2", "q3"], "three"),
        ("stop", ["fork"], END),
    ],
)
def test_routes(choice: str, asked: list[str], after: str) -> None:
    d = leaping()
    assert ids(routing.visible(d, {"fork": choice})) == asked
    assert routing.next_section(d, {"fork": choice}, "one") == after


def test_progress_counts_what_was_skipped_as_done(d: Definition) -> None:
    start = routing.progress(d, {}, (), "start")
    assert (start.done, start.section_number, start.section_total, start.minutes_left) == (0, 1, 5, 7)
    later = routing.progress(d, INHOUSE, ("start", "circles", "disclosure"), "boundaries")
    assert (later.done, later.total) == (5 + 2 + 7, 28)
    assert [place for _, place in later.places] == ["done", "done", "here", "done", "ahead"]
    assert later.section_number == 3
    assert 1 <= later.minutes_left < 6
    last = routing.progress(d, INHOUSE, [s.id for s in d.sections], "about")
    assert last.minutes_left >= 1


def test_each_saved_section_shortens_the_way(d: Definition) -> None:
    """Also for somebody on every network, who is asked more than most."""
    everywhere = [option.code for option in d.by_id["platforms"].options if not option.exclusive]
    answers = {**INHOUSE, "platforms": everywhere}
    order = [section.id for section in d.sections]
    left = [
        routing.progress(d, answers, order[:place], section).minutes_left
        for place, section in enumerate(order)
    ]
    assert left == [7, 6, 5, 3, 1]
    assert left[0] == int(d.minutes["median"]), "as the landing page has promised"


def test_progress_without_an_expected_duration(small: Definition) -> None:
    assert routing.progress(small, {}, (), "one").minutes_left == 0


def test_first_unfinished(d: Definition) -> None:
    everything = [section.id for section in d.sections]
    assert routing.first_unfinished(d, {}, everything) == "start"
    assert routing.first_unfinished(d, INHOUSE, ["start", "boundaries"]) == "circles"
    assert routing.first_unfinished(d, INHOUSE, everything) is None


def test_a_grid_without_a_column_is_not_asked() -> None:
    net = {"id": "net", "type": "multi", "options": options("a", "b")}
    columns = [{"value": 1, "code": "on_a", "label": "On A", "show_if_platform": ["a"]}]
    grid = {"id": "grid", "type": "matrix_multi", "rows": [{"code": "r", "label": "R"}], "columns": columns}
    d = instrument.to_definition(around(net, grid))
    assert ids(routing.visible(d, {"net": ["b"]})) == ["net"]
    assert ids(routing.visible(d, {"net": ["a"]})) == ["net", "grid"]


def test_the_definition_answers_by_name(d: Definition) -> None:
    assert d.question("issue").option("big").value == 4  # type: ignore[union-attr]  # it is there
    assert d.question("issue").option("huge") is None
    with pytest.raises(KeyError):
        d.question("nothing")
    assert d.column_sources == {"circles": "platforms"}
    assert hash(d) == hash(instrument.to_definition(dict(d.data)))
