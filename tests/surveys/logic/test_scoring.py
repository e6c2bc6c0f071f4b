"""Scores by hand, the reasons when one is missing, and the sentences that make them."""

import copy
from typing import Any

import pytest

from surveys.logic import bands, instrument, scoring
from surveys.logic.definition import Band, Definition


def blank(d: Definition, **answered: int | str) -> dict[str, Any]:
    from surveys.logic import encoding

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


# --- sentences that are not understood

SEG, AUD, PERSONA, PRACTICE, GAP, COLLAPSE, AGE3, COUNT = (
    "segmentation_index",
    "audience_score",
    "persona",
    "practice_index",
    "fit_gap",
    "collapse_index",
    "age3",
    "platform_count",
)
COLLAPSE_MISSING = (
    "missing if fewer than {} of the {} circle rows are answered (a row is answered if any column incl. "
    "nowhere/na is chosen) or places = 0"
)


@pytest.mark.parametrize(
    ("derived", "changes", "problem"),
    [
        (SEG, {"formula": "the mean"}, "formula: not a formula known here for a scale"),
        (
            SEG,
            {"formula": "100 * (mean(valid items after reversing) - 1) / 0"},
            "formula: divides by nothing",
        ),
        (
            SEG,
            {"formula": "100 * (mean(valid items after reversing) - 1) / 3"},
            "formula: the value 5 of seg__s1 lies outside 1 to 4",
        ),
        (
            SEG,
            {"formula": "100 * (mean(valid) - 1) / 4"},
            "formula: says “after reversing” if and only if an item begins with “-”",
        ),
        (SEG, {"min_valid": 7}, "min_valid: there are only 6 items"),
        (SEG, {"min_valid": None}, "min_valid: missing"),
        (SEG, {"kind": None}, "kind: a derived variable with items is reflective_scale"),
        (SEG, {"range": [0, 1]}, "range: the formula gives 0 to 100"),
        (SEG, {"map": {"a": ["b"]}}, "map: has no meaning beside items"),
        (
            SEG,
            {"items": ["-seg__s1", "-seg__s2"], "min_valid": 1},
            "items: seg__s1 is keyed + in its question",
        ),
        (AUD, {"items": ["behave__b1"] * 3}, "items: an item stands here twice"),
        (AUD, {"items": ["behave__zz"]}, "items: behave__zz is no row of a matrix and no single question"),
        (AUD, {"items": ["zz"]}, "items: zz is no row of a matrix and no single question"),
        (AUD, {"items": ["party"]}, "items: party is no row of a matrix and no single question"),
        (AUD, {"items": None, "formula": None}, "formula: missing"),
        (PERSONA, {"needs": ["zz"]}, "needs: zz is no score in numbers that stands before this one"),
        (PERSONA, {"needs": [AUD]}, "needs: does not list content_score"),
        (
            PERSONA,
            {"missing": "sometimes"},
            "missing: the sentence known here is “missing if either score is missing”",
        ),
        (PERSONA, {"borderline": "nearly"}, "borderline: not of the form “true if abs(score - 50) < 5 or …”"),
        (
            PERSONA,
            {"borderline": "true if maybe"},
            "borderline: not of the form “true if abs(score - 50) < 5 or …”",
        ),
        (
            PERSONA,
            {"rules": [{"code": "a", "label": "A", "if": "__import__('os')"}]},
            "rules: “__import__('os')” is not made of comparisons such as “score >= 50” joined by and",
        ),
        (
            PERSONA,
            {"rules": [{"code": "a", "label": "A", "if": "audience_score > 1"}] * 2},
            "rules: a code stands here twice",
        ),
        (PERSONA, {"range": [0, 1]}, "range: the formula gives no number"),
        (PERSONA, {"kind": "reflective_scale"}, "kind: a derived variable with rules is typology"),
        (PRACTICE, {"formula": "sum"}, "formula: the formula known here is “mean of available components”"),
        (PRACTICE, {"min_valid": 5}, "min_valid: there are only 4 components"),
        (PRACTICE, {"components": [("c", "magic")]}, "components: “magic” is not a formula known here"),
        (
            PRACTICE,
            {"components": [("c", "100 * mean over answered platforms of abs(seg - 3) / 2")]},
            "components: the rows of seg do not come from platforms",
        ),
        (
            PRACTICE,
            {"components": [("c", "100 * mean over answered platforms of abs(purpose - 2) / 2")]},
            "components: purpose does not run from 0 to 4",
        ),
        (
            PRACTICE,
            {"components": [("c", "100 * mean over answered platforms of abs(issue - 3) / 2")]},
            "components: issue is no question of type matrix_single",
        ),
        (
            PRACTICE,
            {"components": [("c", "practice value of the chosen issue option")]},
            "components: no option of issue has a practice value",
        ),
        (
            PRACTICE,
            {"components": [("c", "practice value of the chosen zz option")]},
            "components: zz is no question of type single",
        ),
        (
            PRACTICE,
            {"components": [("c", "mean of practice values over answered request rows", 7)]},
            "components: requests has only 6 rows",
        ),
        (
            GAP,
            {"formula": "practice_index - zz (missing if either is missing)"},
            "formula: zz is no score in numbers that stands before this one",
        ),
        (GAP, {"formula": "half of it"}, "formula: “half of it” is not a formula known here"),
        (GAP, {"range": [0, 100]}, "range: the formula gives -100 to 100"),
        (GAP, {"missing": "never"}, "missing: has no meaning beside this formula"),
        (GAP, {"kind": "typology"}, "kind: a derived variable with formula is of no kind"),
        (
            COLLAPSE,
            {"missing": None},
            "missing: must say from how many answered rows on there is a value, in the known sentence",
        ),
        (COLLAPSE, {"missing": COLLAPSE_MISSING.format(5, 7)}, "missing: circles has 8 rows"),
        (COLLAPSE, {"missing": COLLAPSE_MISSING.format(9, 8)}, "missing: circles has 8 rows"),
        (AGE3, {"map_from": "platforms"}, "map_from: platforms is no question of type single"),
        (AGE3, {"map": {"young": ["a18_24", "zz"]}}, "map: zz is not an answer to age"),
        (AGE3, {"map": {"young": ["prefer_not"]}}, "map: prefer_not is not an answer to age"),
        (AGE3, {"map": {"young": ["a18_24"], "old": ["a18_24"]}}, "map: a code stands here twice"),
        (AGE3, {"bands": [{"code": "a", "min": 0}]}, "bands: has no meaning beside map_from"),
        (
            COUNT,
            {"formula": "number of selected issue (0 if none)"},
            "formula: issue is no question of type multi",
        ),
    ],
)
def test_faults(data: dict[str, Any], derived: str, changes: dict[str, Any], problem: str) -> None:
    place, entry = next((n, e) for n, e in enumerate(data["derived"]) if e["id"] == derived)
    data["derived"] = data["derived"][: place + 1]
    data |= {"segments": [], "weighting": {}}
    for key, value in changes.items():
        if value is None:
            entry.pop(key, None)
        elif key == "components":
            entry[key] = [dict(zip(("id", "formula", "min_valid"), part, strict=False)) for part in value]
        else:
            entry[key] = copy.deepcopy(value)
    if "components" in changes:
        entry["min_valid"] = 1
        for number, part in enumerate(entry["components"]):
            part["id"] += str(number)
    with pytest.raises(instrument.InstrumentError) as raised:
        instrument.check(data)
    assert f"derived[{derived}].{problem}" in raised.value.problems


def test_a_component_must_run_from_0_to_100(data: dict[str, Any]) -> None:
    count = next(e for e in data["derived"] if e["id"] == COUNT)
    count["id"] = "networks"
    sum_up = {
        "id": "sum_up",
        "kind": "formative_composite",
        "components": [{"id": "c_networks", "formula": "networks"}],
        "formula": "mean of available components",
        "min_valid": 1,
    }
    data["derived"].append(sum_up)
    with pytest.raises(instrument.InstrumentError, match="networks does not run from 0 to 100"):
        instrument.check(data)


def test_circles_need_both_domains(data: dict[str, Any]) -> None:
    circles = next(q for q in data["questions"] if q["id"] == "circles")
    for row in circles["rows"]:
        row["domain"] = "work"
    with pytest.raises(
        instrument.InstrumentError, match="circles has no rows of the domains work and private"
    ):
        instrument.check(data)


def test_places_must_be_columns(data: dict[str, Any]) -> None:
    entry = next(e for e in data["derived"] if e["id"] == COLLAPSE)
    entry["formula"] = entry["formula"].replace("columns linkedin", "columns friendster")
    with pytest.raises(instrument.InstrumentError, match="friendster is no column of circles"):
        instrument.check(data)


def test_a_grid_score_without_a_reference(data: dict[str, Any]) -> None:
    entry = next(e for e in data["derived"] if e["id"] == PRACTICE)
    entry["bands"] = [{"code": "low", "max_exclusive": 50}, {"code": "high", "min": 50}]
    d = instrument.to_definition(data)
    assert scoring.levels(d, "practice_band") == (("low", "up to 50"), ("high", "50 or more"))


def test_a_refused_answer_is_no_count(data: dict[str, Any]) -> None:
    count = next(e for e in data["derived"] if e["id"] == COUNT)
    count["formula"] = "number of selected events (0 if none)"
    d = instrument.to_definition(data)
    names = {f"events__{o.code}": 0 for o in d.question("events").options}
    assert scoring.score(d, blank(d, **names | {"events__prefer_not": 1}))[COUNT] is None
    assert scoring.score(d, blank(d, **names | {"events__none": 1}))[COUNT] == 0
