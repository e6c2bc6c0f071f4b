"""Scores by hand, and the reasons when one is missing."""

from typing import Any

import pytest

from surveys.logic import bands, encoding, instrument, scoring
from surveys.logic.definition import Band, Definition


def blank(d: Definition, **answered: int | str) -> dict[str, Any]:
    return {v.name: -2 for v in encoding.variables(d)} | answered


FOUR = {"behave__b1": 3, "behave__b2": 3, "behave__b3": 3, "behave__b4": 3}
CONTENT = {"behave__b5": 1, "behave__b6": 1, "behave__b7": 1, "behave__b8": 1}


def test_a_midpoint_persona_is_borderline(d: Definition) -> None:
    scores = scoring.score(d, blank(d, **FOUR, **CONTENT))
    assert (scores["audience_score"], scores["content_score"]) == (50, 0)
    assert (scores["persona"], scores["persona_borderline"]) == ("audience", 1)


def test_zero_is_a_score(d: Definition) -> None:
    scores = scoring.score(d, blank(d, **{f"disclose__d{n}": 0 for n in range(1, 7)}))
    assert scores["disclosure_index"] == 0
    assert (
        scoring.why_missing(d, blank(d, **{f"disclose__d{n}": 0 for n in range(1, 7)}), "disclosure_index")
        is None
    )


def test_recoding(d: Definition) -> None:
    encoded = blank(d, disclose__d1=8, disclose__d2=8, disclose__d3=8, disclose__d4=8, disclose__d5=-4)
    assert scoring.score(d, encoded)["disclosure_index"] == 100
    encoded["disclose__d4"] = -4
    assert scoring.score(d, encoded)["disclosure_index"] is None


def test_counting_networks(d: Definition) -> None:
    names = [f"platforms__{o.code}" for o in d.question("platforms").options]
    none = blank(d, **dict.fromkeys(names, 0) | {"platforms__none": 1})
    assert scoring.score(d, none)["platform_count"] == 0
    two = blank(d, **dict.fromkeys(names, 0) | {"platforms__x": 1, "platforms__other": 1})
    assert scoring.score(d, two)["platform_count"] == 2
    assert scoring.score(d, blank(d))["platform_count"] is None


def test_a_missing_code_counts_only_if_the_recoding_says_so(data: dict[str, Any]) -> None:
    encoded = {f"disclose__d{n}": -4 for n in range(1, 7)}
    assert scoring.score(instrument.to_definition(data), encoded)["disclosure_index"] is None
    next(e for e in data["derived"] if e["id"] == "disclosure_index")["recode"]["-4"] = 0
    assert scoring.score(instrument.to_definition(data), encoded)["disclosure_index"] == 0


def test_groups(d: Definition) -> None:
    scores = scoring.score(d, blank(d, age=6, org_size=-4, seniority=3, work_status=4))
    assert (scores["age3"], scores["size3"], scores["senior3"], scores["solo"]) == (
        "older",
        None,
        "manager",
        None,
    )


def test_bands(d: Definition) -> None:
    seg = {f"seg__s{n}": 3 for n in range(1, 7)}
    encoded = blank(d, years=0, **seg)
    assert scoring.bands(d, encoded, scoring.score(d, encoded)) == {
        "years_band": "y0_2",
        "segmentation_band": "mixed",
    }
    nothing = blank(d)
    assert scoring.bands(d, nothing, scoring.score(d, nothing)) == {
        "years_band": None,
        "segmentation_band": None,
    }


@pytest.mark.parametrize(
    ("value", "code"), [(39.9, "integrator"), (40.0, "mixed"), (60.0, "mixed"), (60.1, "segmentor")]
)
def test_band_limits(d: Definition, value: float, code: str) -> None:
    scores = {**scoring.score(d, blank(d)), "segmentation_index": value}
    assert scoring.bands(d, blank(d), scores)["segmentation_band"] == code


@pytest.mark.parametrize(
    ("band", "label"),
    [
        (Band("a", "Own words", 1, 2), "Own words"),
        (Band("a", "", 3, 5), "3 to 5"),
        (Band("a", "", 21), "21 or more"),
        (Band("a", "", None, 2.5), "up to 2.5"),
        (Band("a", "", None, None, 1, 2), "1 to 2"),
        (Band("a", ""), "a"),
    ],
)
def test_band_labels(band: Band, label: str) -> None:
    assert bands.label(band) == label


def test_levels_stand_in_the_order_of_the_scale(d: Definition) -> None:
    assert scoring.levels(d, "age3") == (
        ("young", "18 to 24, 25 to 34"),
        ("middle", "35 to 44, 45 to 54"),
        ("older", "55 to 64, 65 or older"),
    )
    assert [code for code, _ in scoring.levels(d, "persona")] == ["hybrid", "audience", "content", "open"]
    assert scoring.levels(d, "years_band")[-1] == ("y21", "21 to 60")
    with pytest.raises(KeyError):
        scoring.levels(d, "segmentation_index")


def test_levels_do_not_depend_on_the_order_of_keys(data: dict[str, Any], d: Definition) -> None:
    """PostgreSQL gives the keys of a JSON object back by length."""
    shuffled = _by_length(data)
    assert list(shuffled) != list(data)
    other = instrument.to_definition(shuffled)
    assert [scoring.levels(other, name) for name in ("age3", "size3", "senior3", "solo")] == [
        scoring.levels(d, name) for name in ("age3", "size3", "senior3", "solo")
    ]
    assert other.questions == d.questions
    assert [list(q.factors) for q in other.questions] == [list(q.factors) for q in d.questions]
    assert [list(q.anchors) for q in other.questions] == [list(q.anchors) for q in d.questions]
    assert instrument.dump_text(shuffled) != ""
    assert instrument.load_text(instrument.dump_text(shuffled)) == data
    assert instrument.content_sha256(shuffled) == instrument.content_sha256(data)


def _by_length(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _by_length(value[key]) for key in sorted(value, key=lambda key: (len(key), key))}
    return [_by_length(item) for item in value] if isinstance(value, list) else value


# --- why something is missing

AGE = "“How old are you?”"


@pytest.mark.parametrize(
    ("derived", "answered", "sentence"),
    [
        (
            "segmentation_index",
            {"seg__s1": 5, "seg__s2": 1, "seg__s3": 2},
            "This score needs an answer to at least 4 of its 6 statements; you answered 3 of them.",
        ),
        (
            "audience_score",
            {},
            "This score needs an answer to at least 3 of its 4 statements; you answered none of them.",
        ),
        (
            "audience_score",
            {f"behave__b{n}": -1 for n in range(1, 5)},
            "You were not asked the statements behind this score.",
        ),
        (
            "persona",
            FOUR,
            "This needs 2 scores; “Content control (what they see)” could not be worked out "
            "from your answers.",
        ),
        (
            "practice_index",
            FOUR,
            "This score is put together from 4 parts and needs at least 3; your answers give 1.",
        ),
        (
            "practice_index",
            {},
            "This score is put together from 4 parts and needs at least 3; your answers give none.",
        ),
        (
            "fit_gap",
            {},
            "This compares two scores; “Separation in practice” and “Segmentation index (preference)” "
            "could not be worked out from your answers.",
        ),
        (
            "collapse_index",
            {},
            "This needs an answer for at least 5 of 8 groups of people; you answered for none.",
        ),
        (
            "collapse_index",
            {f"circles__{row}__nowhere": 1 for row in ("family", "mentors", "team", "clients", "hobby")},
            "You named no place online where you are connected with any of these groups, "
            "so none can overlap.",
        ),
        ("age3", {"age": -1}, f"You were not asked {AGE}"),
        ("age3", {"age": -3}, f"You gave no answer that belongs to one of the groups to {AGE}"),
        (
            "platform_count",
            {},
            "You gave no answer to “Which of these have you used in the past 30 days, for any reason?”",
        ),
    ],
)
def test_why_missing(d: Definition, derived: str, answered: dict[str, int], sentence: str) -> None:
    assert scoring.why_missing(d, blank(d, **answered), derived) == sentence


def test_why_missing_when_nothing_was_asked(d: Definition) -> None:
    encoded = dict.fromkeys(blank(d), -1)
    assert scoring.why_missing(d, encoded, "collapse_index") == (
        "You were not asked where you are connected with these groups of people."
    )
    assert scoring.why_missing(d, encoded, "platform_count") == (
        "You were not asked “Which of these have you used in the past 30 days, for any reason?”"
    )
    with pytest.raises(KeyError):
        scoring.why_missing(d, encoded, "happiness")


def test_a_typology_may_have_holes(data: dict[str, Any]) -> None:
    entry = next(e for e in data["derived"] if e["id"] == "persona")
    entry["rules"] = [{"code": "all", "label": "All", "if": "audience_score > 99 and content_score <= 1"}]
    del entry["borderline"]
    d = instrument.to_definition(data)
    encoded = blank(d, **FOUR, **CONTENT)
    scores = scoring.score(d, encoded)
    assert scores["persona"] is None
    assert "persona_borderline" not in scores
    assert scoring.why_missing(d, encoded, "persona") == "Your scores fall under none of the types."


def test_any_score_may_have_bands(data: dict[str, Any]) -> None:
    entry = next(e for e in data["derived"] if e["id"] == "practice_index")
    entry["bands"] = [{"code": "low", "max_exclusive": 50}, {"code": "high", "min": 50}]
    d = instrument.to_definition(data)
    assert scoring.levels(d, "practice_band") == (("low", "up to 50"), ("high", "50 or more"))


def test_a_refused_answer_is_no_count(data: dict[str, Any]) -> None:
    count = next(e for e in data["derived"] if e["id"] == "platform_count")
    count["formula"] = "number of selected events (0 if none)"
    d = instrument.to_definition(data)
    names = {f"events__{o.code}": 0 for o in d.question("events").options}
    assert scoring.score(d, blank(d, **names | {"events__prefer_not": 1}))["platform_count"] is None
    assert scoring.score(d, blank(d, **names | {"events__none": 1}))["platform_count"] == 0
