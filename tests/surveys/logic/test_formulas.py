"""Sentences of derived variables that are not understood, or that do not fit the questions they name."""

import copy
from typing import Any

import pytest

from surveys.logic import instrument

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
