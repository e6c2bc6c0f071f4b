"""The derived variables of 400 synthetic respondents, as scored independently in R."""

from collections import Counter
from typing import Any

import pytest

from surveys.logic import encoding, scoring
from surveys.logic.definition import Definition

NUMERIC = (
    "segmentation_index",
    "audience_score",
    "content_score",
    "persona_borderline",
    "c_purpose",
    "c_accounts",
    "c_requests",
    "practice_index",
    "fit_gap",
    "collapse_index",
    "disclosure_index",
)
INDICES = tuple(name for name in NUMERIC if name[1] != "_" and name != "persona_borderline")


@pytest.fixture(scope="module")
def scores(d: Definition, respondents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [scoring.score(d, row) for row in respondents]


def test_all_scores_equal_the_reference(
    scores: list[dict[str, Any]], reference_scores: list[dict[str, str]]
) -> None:
    assert len(scores) == len(reference_scores) == 400
    for own, reference in zip(scores, reference_scores, strict=True):
        assert own["persona"] == (reference["persona"] or None)
        assert [name for name in NUMERIC if own[name] is None] == [n for n in NUMERIC if reference[n] == ""]
        given = [name for name in NUMERIC if own[name] is not None]
        assert [own[name] for name in given] == pytest.approx(
            [float(reference[n]) for n in given], rel=0, abs=1e-9
        )


def test_the_reference_covers_every_outcome(reference_scores: list[dict[str, str]]) -> None:
    """A comparison proves nothing about values that never occur."""
    for name in (*NUMERIC, "persona"):
        assert {row[name] == "" for row in reference_scores} == {True, False}, name
    assert set(Counter(row["persona"] for row in reference_scores)) == {
        "",
        "hybrid",
        "audience",
        "content",
        "open",
    }
    assert {row["persona_borderline"] for row in reference_scores} == {"", "0", "1"}


@pytest.mark.parametrize("name", INDICES)
def test_means_by_group_equal_the_reference(
    name: str,
    d: Definition,
    scores: list[dict[str, Any]],
    reference_cases: dict[str, dict[str, Any]],
) -> None:
    expected = reference_cases[f"derived_{name}"]
    for group in ("overall", "self", "employed"):
        chosen = [s[name] for s in scores if s[name] is not None and group in ("overall", s["solo"])]
        assert len(chosen) == expected[group]["n"]
        assert sum(chosen) / len(chosen) == pytest.approx(expected[group]["mean"], rel=1e-9)


def test_why_a_score_is_missing_is_told_only_when_it_is(
    d: Definition, respondents: list[dict[str, Any]], scores: list[dict[str, Any]]
) -> None:
    for row, own in zip(respondents[:80], scores, strict=False):
        for entry in d.derived:
            assert (scoring.why_missing(d, row, entry["id"]) is None) == (own[entry["id"]] is not None)


def inconsistent(row: dict[str, Any]) -> bool:
    """The generator showed grid columns to some who left the networks question blank, and broke off inside
    sections; the questionnaire cannot give such rows."""
    return row["platforms__none"] == -2 or any(value == -5 for value in row.values())


def test_encoding_gives_back_every_consistent_row(d: Definition, respondents: list[dict[str, Any]]) -> None:
    texts = {v.name for v in encoding.variables(d) if v.kind == "text"} | {"story_ok"}
    compared = 0
    for row in respondents:
        if inconsistent(row):
            continue
        answers, part = encoding.decode(d, row)
        back = encoding.encode(d, answers, part)
        expected = {
            name: -1 if value == "" else value for name, value in row.items() if name not in ("resp", "wave")
        }
        assert {name: value for name, value in back.items() if name not in texts} == expected
        compared += 1
    assert compared == 372


def bases(values: list[Any]) -> dict[str, int]:
    return {
        "n_file": len(values),
        "n_not_asked": values.count(-1),
        "n_not_reached": values.count(-5),
        "n_asked": sum(value not in (-1, -5) for value in values),
        "n_no_answer": values.count(-2),
        "n_explicit": sum(value in (-3, -4, -6) for value in values),
        "n_valid": sum(value >= 0 for value in values),
    }


def test_bases_after_a_round_trip_equal_the_reference(
    d: Definition, respondents: list[dict[str, Any]], reference_cases: dict[str, dict[str, Any]]
) -> None:
    """Every respondent is decoded to answers and encoded anew. People of this product break off between
    sections only: for the few of the reference who do so inside one, blanks are taken from there."""
    rows = []
    for row in respondents:
        back = encoding.encode(d, *encoding.decode(d, row))
        broke_off = -5 in row.values()
        rows.append(back | {name: value for name, value in row.items() if broke_off and value in (-2, -5)})
    checked = [name for name in reference_cases if name.startswith("base_")]
    assert len(checked) == 17
    for name in checked:
        expected = reference_cases[name]
        own = bases([row[expected["variable"]] for row in rows])
        assert own == {key: expected[key] for key in own}, name
