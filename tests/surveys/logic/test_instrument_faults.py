"""Everything that is refused in a questionnaire, with the path to it."""

import copy
from typing import Any

import pytest

from surveys.logic import instrument
from surveys.logic.instrument import InstrumentError
from tests.surveys.logic.instruments import every_type, options

Q = {q["id"]: n for n, q in enumerate(every_type()["questions"])}


def change(data: Any, path: tuple[Any, ...], value: Any) -> None:
    """Set (or with `...` delete) what stands at a path; a question's id may stand for its place."""
    for key in path[:-1]:
        data = data[Q[key] if key in Q and isinstance(data, list) else key]
    key = Q[path[-1]] if path[-1] in Q and isinstance(data, list) else path[-1]
    if value is ...:
        del data[key]
    else:
        data[key] = copy.deepcopy(value)


def problems(data: Any) -> list[str]:
    with pytest.raises(InstrumentError) as raised:
        instrument.check(data)
    assert str(raised.value) == "\n".join(raised.value.problems)
    return raised.value.problems


# --- the schema


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (
            ("extra",),
            1,
            "extra: unknown key; known here: instrument, missing_codes, spss_missing_range, scales, sections"
            ", questions, derived, segments, publication, weighting, quality",
        ),
        (("questions",), ..., "questions: missing"),
        (("questions",), {}, "questions: a list expected, not {}"),
        (("questions",), [], "questions: 0 entries; there must be 1 to 400"),
        (("instrument",), [], "instrument: keys and values expected, not []"),
        (("instrument", "title"), 3, "instrument.title: text expected, not 3"),
        (("instrument", "title"), None, "instrument.title: text expected, not nothing"),
        (("instrument", "title"), " ", "instrument.title: this may not be empty"),
        (("instrument", "title"), "x" * 501, "instrument.title: longer than 500 characters"),
        (("instrument", "title"), "a\x00", "instrument.title: contains a character that cannot be printed"),
        (
            ("instrument", "consent", "required"),
            False,
            "instrument.consent.required: only true is possible here",
        ),
        (
            ("instrument", "consent", "required"),
            "yes",
            "instrument.consent.required: true or false expected, not 'yes'",
        ),
        (("instrument", "mode"), "paper", "instrument.mode: 'paper' is not one of: web_self_administered"),
        (("questions", "pick", "colour"), "red", None),
        (("questions", "pick", "top"), 3, None),
        (("questions", "pick", "type"), "quiz", None),
        (("questions", "pick", "type"), ["single"], None),
        (("questions", "pick"), 5, None),
        (("questions", "pick", "n"), True, None),
        (("questions", "pick", "n"), 0, "questions[pick].n: 0 is not between 1 and 999"),
        (
            ("questions", "pick", "id"),
            "Pick",
            "questions[Pick].id: 'Pick' is not a code: use up to 40 lower-case letters, "
            "digits and single underscores between them, beginning with a letter",
        ),
        (("questions", "pick", "id"), "a__b", None),
        (("questions", "pick", "id"), "a" * 41, None),
        (
            ("questions", "pick", "options", 0, "code"),
            True,
            "questions[pick].options[0].code: a code in lower-case letters expected, not true (write it in "
            'quotation marks if you mean a word such as "yes" or "no")',
        ),
        (
            ("questions", "pick", "options", 0, "value"),
            1.5,
            "questions[pick].options[yes].value: a whole number expected, not 1.5",
        ),
        (
            ("questions", "pick", "options", 0, "value"),
            250,
            "questions[pick].options[yes].value: 250 is not between -6 and 249",
        ),
        (("questions", "share", "max"), float("inf"), "questions[share].max: a number expected, not inf"),
        (("questions", "feel", "anchors"), {}, "questions[feel].anchors: 0 entries; there must be 1 to 200"),
        (
            ("questions", "feel", "anchors"),
            {"low": "Low"},
            "questions[feel].anchors.low: 'low' cannot stand here as a key",
        ),
        (("questions", "feel", "anchors"), 3, "questions[feel].anchors: keys and values expected, not 3"),
        (("questions", "use", "show_if"), {}, None),
        (("questions", "use", "show_if"), "always", None),
        (
            ("questions", "use", "show_if"),
            {"all": []},
            "questions[use].show_if.all: a list of 1 to 50 conditions expected",
        ),
        (
            ("questions", "use", "show_if"),
            {"any": "x"},
            "questions[use].show_if.any: a list of 1 to 50 conditions expected",
        ),
        (
            ("questions", "use", "show_if"),
            {"q": "pick", "in": []},
            "questions[use].show_if.in: 0 entries; there must be 1 to 2000",
        ),
        (
            ("questions", "use", "show_if"),
            {"not": {"q": 1, "any_of": ["a"]}},
            "questions[use].show_if.not.q: a code in lower-case letters expected, not 1",
        ),
        (
            ("questions", "use", "show_if"),
            {"all": [{"answered": 3}]},
            "questions[use].show_if.all[0].answered: a code in lower-case letters expected, not 3",
        ),
    ],
)
def test_shape(path: tuple[Any, ...], value: Any, problem: str | None) -> None:
    data = every_type()
    change(data, path, value)
    found = problems(data)
    assert problem is None or problem in found


def test_a_type_that_is_none() -> None:
    data = every_type()
    data["questions"][0]["type"] = "quiz"
    assert problems(data) == [
        "questions[net].type: 'quiz' is not one of: single, multi, matrix_single, matrix_multi, ranking, "
        "slider, number, vignette, text"
    ]


def test_a_condition_too_deep() -> None:
    data = every_type()
    condition: Any = {"answered": "net"}
    for _ in range(3000):
        condition = {"not": condition}
    data["questions"][1]["show_if"] = condition
    assert problems(data) == [
        f"questions[pick].show_if{'.not' * 20}: conditions are nested more than 20 deep"
    ]


# --- what is named must exist


def followup(**more: Any) -> dict[str, Any]:
    return {"id": "ok", "type": "single", "text": "May we?", "options": options("yes"), **more}


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("missing_codes", 1, "value"), -1, "missing_codes: a value stands here twice"),
        (("missing_codes", 0), ..., "missing_codes: -1 is missing; every questionnaire needs it"),
        (
            ("spss_missing_range",),
            {"low": -3, "high": -1},
            "spss_missing_range: does not hold all missing codes",
        ),
        (("sections",), [{"id": "one", "title": "A"}] * 2, "sections[one]: the id stands here twice"),
        (
            ("sections",),
            [{"id": "one", "title": "A"}, {"id": "two", "title": "B"}],
            "sections[two]: has no question",
        ),
        (("scales",), {"s": options("a", "a")}, "scales.s[a]: the code stands here twice"),
        (("questions", "pick", "id"), "net", "questions[net]: the id stands here twice"),
        (("questions", "pick", "id"), "who", "questions: two variables of the dataset would be called who"),
        (("questions", "pick", "id"), "shown", "questions[shown].id: this name is taken; choose another"),
        (
            ("instrument", "wave"),
            {"variable": "pick"},
            "questions: two variables of the dataset would be called pick",
        ),
        (("questions", "pick", "section"), "two", "questions[pick].section: there is no section two"),
        (
            ("questions", "pick", "show_if"),
            {"answered": "pick"},
            "questions[pick].show_if.answered: pick is no question that stands before this one",
        ),
        (
            ("questions", "pick", "show_if"),
            {"any": [{"q": "use", "in": ["work"]}]},
            "questions[pick].show_if.any[0].q: use is no question that stands before this one",
        ),
        (
            ("questions", "pick", "show_if"),
            {"not": {"q": "net", "in": ["a"]}},
            "questions[pick].show_if.not.in: net is not of type single or vignette",
        ),
        (
            ("questions", "use", "show_if"),
            {"q": "pick", "any_of": ["yes"]},
            "questions[use].show_if.any_of: pick is not of type multi",
        ),
        (
            ("questions", "pick", "show_if"),
            {"q": "net", "any_of": ["a", "zz"]},
            "questions[pick].show_if.any_of: zz is no option of net",
        ),
        (
            ("questions", "pick", "routing"),
            [{"if": {"q": "pick", "in": ["yes"]}, "goto": "one"}],
            "questions[pick].routing.goto: one is no later section, END or END_SCREENED_OUT",
        ),
        (
            ("questions", "pick", "routing"),
            [{"if": {"answered": "use"}, "goto": "END"}],
            "questions[pick].routing.if.answered: use is no question that stands before this one",
        ),
        (
            ("questions", "pick", "options", 1, "code"),
            "yes",
            "questions[pick].options[yes]: the code stands here twice",
        ),
        (
            ("questions", "pick", "options", 1, "value"),
            1,
            "questions[pick].options: a value stands here twice",
        ),
        (
            ("questions", "pick", "options", 3, "value"),
            -3,
            "questions[pick].options[unsure]: -3 is not among the missing_codes",
        ),
        (
            ("questions", "grid", "columns", 3, "missing"),
            -3,
            "questions[grid].columns[na]: -3 is not among the missing_codes",
        ),
        (
            ("questions", "grid", "rows", 1, "code"),
            "kin",
            "questions[grid].rows[kin]: the code stands here twice",
        ),
        (
            ("questions", "grid", "columns", 0, "show_if_platform"),
            ["zz"],
            "questions[grid].columns: show_if_platform must name options of exactly one earlier "
            "multi question",
        ),
        (
            ("questions", "use", "scale"),
            "agree5",
            "questions[use]: needs either a scale or options of its own",
        ),
        (("questions", "use", "options"), ..., "questions[use]: needs either a scale or options of its own"),
        (
            ("questions", "use", "rows"),
            [{"code": "r", "label": "R"}],
            "questions[use]: needs either rows or rows_from",
        ),
        (("questions", "use", "rows_from"), ..., "questions[use]: needs either rows or rows_from"),
        (
            ("questions", "use", "rows_from", "q"),
            "pick",
            "questions[use].rows_from.q: pick is no multi question that stands before this one",
        ),
        (
            ("questions", "use", "rows_from", "q"),
            "zz",
            "questions[use].rows_from.q: zz is no multi question that stands before this one",
        ),
        (
            ("questions", "use", "rows_from", "exclude"),
            ["zz"],
            "questions[use].rows_from.exclude: zz is no option of net",
        ),
        (
            ("questions", "use", "rows_from", "exclude"),
            ["a", "b", "none", "unsure"],
            "questions[use].rows_from.exclude: leaves no row",
        ),
        (("questions", "best", "top"), 5, "questions[best].top: there are only 4 options"),
        (("questions", "feel", "max"), 0, "questions[feel].max: must be greater than min"),
        (
            ("questions", "feel", "step"),
            3,
            "questions[feel].step: must lead from min to max in at most 100 equal steps",
        ),
        (
            ("questions", "feel", "max"),
            101,
            "questions[feel].step: must lead from min to max in at most 100 equal steps",
        ),
        (
            ("questions", "feel", "min"),
            -1,
            "questions[feel].min: must not be below 0; values below 0 are missing codes",
        ),
        (
            ("questions", "share", "min"),
            -1,
            "questions[share].min: must not be below 0; values below 0 are missing codes",
        ),
        (("questions", "age", "max"), 60.5, "questions[age].integer: min and max must be whole numbers too"),
        (
            ("questions", "feel", "anchors"),
            {"11": "Far"},
            "questions[feel].anchors.11: lies outside min and max",
        ),
        (
            ("questions", "feel", "nps"),
            {"detractors": [0, 6], "passives": [6, 8], "promoters": [9, 10]},
            "questions[feel].nps: the three groups must cover 0 to 10 once",
        ),
        (
            ("questions", "age", "bands"),
            [{"code": "a", "min": 61}],
            "questions[age].bands[a]: holds no value from 0 to 60",
        ),
        (
            ("questions", "age", "bands"),
            [{"code": "a", "min": 1}] * 2,
            "questions[age].bands[a]: the code stands here twice",
        ),
        (
            ("questions", "scene", "text"),
            "She {who}.",
            "questions[scene].text: must name each factor in braces and nothing else there: where, who",
        ),
        (
            ("questions", "scene", "fills", "who"),
            {"he": "he"},
            "questions[scene].fills.who: must give words for each of its levels: he, she",
        ),
        (
            ("questions", "scene", "fills", "when"),
            {"now": "now"},
            "questions[scene].fills.when: is no factor of the design",
        ),
        (
            ("questions", "scene", "design", "assignment"),
            "by hand",
            "questions[scene].design.assignment: must be “uniform over the 4 cells when first shown, stored "
            "with the response”",
        ),
        (
            ("questions", "words", "publish"),
            {"only_if": {"q": "ok", "in": ["yes"]}, "moderated": True},
            "questions[words].publish.only_if.q: ok is no question that stands before this one",
        ),
        (
            ("questions", "words", "followup"),
            followup(show_if={"answered": "zz"}),
            "questions[words].followup.show_if.answered: zz is no question that stands before this one",
        ),
        (("questions", "words", "followup"), followup(section="one"), None),
        (
            ("questions", "words", "followup"),
            followup(type="matrix_single", options=options("a")),
            "questions[words].followup: needs either rows or rows_from",
        ),
        (("questions", "words", "followup"), followup(type="matrix_single", options=..., scale="zz"), None),
        (("segments",), ["feel"], "segments: feel has no groups to compare"),
        (("segments",), ["pick", "pick"], "segments: pick stands here twice"),
        (("publication",), {"filters": ["pick"]}, "publication.filters: pick is not among the segments"),
        (("publication",), {"chip": ["net"]}, "publication.chip: net is no question with one choice"),
        (("publication",), {"chip": ["zz"]}, "publication.chip: zz is no question with one choice"),
        (
            ("weighting",),
            {"optional": {"method": "rake", "variables": ["zz"]}},
            "weighting.optional.variables: zz has no groups to weight by",
        ),
    ],
)
def test_references(path: tuple[Any, ...], value: Any, problem: str | None) -> None:
    data = every_type()
    change(data, path, value)
    found = problems(data)
    assert problem is None or problem in found


def test_sections_must_not_alternate() -> None:
    data = every_type()
    data["sections"].append({"id": "two", "title": "Two"})
    data["questions"][0]["section"] = "two"
    assert "questions[pick].section: stands after questions of a later section" in problems(data)


def test_a_missing_scale() -> None:
    data = every_type()
    del data["questions"][Q["use"]]["options"]
    data["questions"][Q["use"]]["scale"] = "zz"
    assert problems(data) == ["questions[use].scale: there is no scale zz"]


def test_two_sources_of_columns_are_told_apart_by_the_condition() -> None:
    data = every_type()
    second = {"id": "other", "type": "multi", "section": "one", "text": "?", "options": options("a", "b")}
    data["questions"].insert(1, second)
    grid = next(q for q in data["questions"] if q["id"] == "grid")
    assert [p for p in problems(data) if "show_if_platform" in p] != []
    grid["show_if"] = {"not": {"q": "other", "any_of": ["b"]}}
    assert instrument.to_definition(data).column_sources == {"grid": "other"}


def test_a_followup_inherits_its_section() -> None:
    data = every_type()
    data["questions"][Q["words"]]["followup"] = followup(show_if={"answered": "words"})
    data["questions"][Q["words"]]["publish"] = {"only_if": {"q": "ok", "in": ["yes"]}, "moderated": True}
    last = instrument.to_definition(data).questions[-1]
    assert (last.id, last.section, last.follows, last.number) == ("ok", "one", "words", "")


def test_lists_may_name_what_exists(data: dict[str, Any]) -> None:
    data["publication"] |= {"filters": ["role", "age3"], "chip": ["issue", "aware"]}
    d = instrument.to_definition(data)
    assert [q.id for q in d.questions if q.chip] == ["issue", "aware"]


def test_every_type_is_fine() -> None:
    instrument.check(every_type())
