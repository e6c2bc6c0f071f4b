"""A person's scores beside a release."""

from reports.profile import NOT_RELEASED, TOO_FEW, profile
from reports.release_format import Estimate
from surveys.logic import scoring
from tests.oracles import synth
from tests.reports.factory import release_document


def scored(**scores):
    """The first reference respondent for whom each named score is present (True) or missing (False)."""
    for row in synth.rows():
        found = scoring.score(synth.definition(), row)
        if all((found[name] is not None) == present for name, present in scores.items()):
            return row, found
    raise AssertionError("no such respondent")


def test_scores_beside_the_released_distribution():
    row, scores = scored(segmentation_index=True, persona=True, collapse_index=True)
    doc = release_document()
    found = profile(synth.definition(), row, doc)
    assert [part.id for part in found.parts] == ["segmentation_index", "persona", "collapse_index"]
    index = found.part("segmentation_index")
    assert index.value == float(int(scores["segmentation_index"] + 0.5))
    assert (index.missing, index.unreleased) == (None, None)
    released = doc.item("segmentation_index").topline.groups[0].rows[0]
    assert [answer.share for answer in index.distribution] == [cell.share for cell in released.cells]
    assert [answer.option.code for answer in index.distribution if answer.own] == [
        f"{int(scores['segmentation_index'] // 10) * 10}-{int(scores['segmentation_index'] // 10) * 10 + 10}"
    ]
    assert index.mean == released.stats["mean"]
    assert isinstance(index.mean, Estimate)
    persona = found.part("persona")
    assert (persona.code, persona.value) == (scores["persona"], None)
    assert [a.option.code for a in persona.distribution if a.own] == [scores["persona"]]
    assert persona.borderline == bool(scores["persona_borderline"])
    assert (found.wave_number, found.is_demo) == (1, True)


def test_a_reason_where_a_score_is_missing():
    row, _ = scored(segmentation_index=False, collapse_index=False)
    found = profile(synth.definition(), row, release_document())
    for part in found.parts:
        if part.value is None and part.code is None:
            assert part.missing == scoring.why_missing(synth.definition(), row, part.id)
            assert part.missing
            assert [answer for answer in part.distribution if answer.own] == []
    assert found.part("segmentation_index").missing


def test_before_the_first_release():
    row, _ = scored(segmentation_index=True)
    found = profile(synth.definition(), row, None)
    assert {part.unreleased for part in found.parts} == {NOT_RELEASED}
    assert {part.distribution for part in found.parts} == {()}
    assert (found.wave_number, found.is_demo) == (None, False)


def test_a_release_too_small_to_compare_with():
    row, _ = scored(segmentation_index=True)
    found = profile(synth.definition(), row, release_document(base=55))
    assert {part.unreleased for part in found.parts} == {TOO_FEW}


def test_the_band_is_named():
    row, scores = scored(segmentation_index=True)
    expected = (
        "Integrators"
        if scores["segmentation_index"] < 40
        else "In between"
        if scores["segmentation_index"] <= 60
        else "Segmentors"
    )
    assert profile(synth.definition(), row, None).part("segmentation_index").band == expected
