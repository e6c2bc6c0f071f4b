"""Reading answers a block at a time gives what reading them row by row gives: random questionnaires, answers
that fit and answers that never should have been stored.
"""

import json
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.dataset.answers import AnswerEncoder
from reports.dataset.columns import MARKS, STATUSES, combined
from reports.dataset.encode import RowEncoder, block
from reports.dataset.saved import saved_block
from surveys.logic import encoding, instrument, presentation
from surveys.queries import StoredRow
from tests.oracles import synth
from tests.surveys.logic.instruments import every_type, random_instrument
from tests.surveys.logic.instruments import instrument as of_questions
from tests.surveys.logic.test_walks import walk_through

seeds = st.integers(0, 2**32)
JUNK: tuple[Any, ...] = (None, "", "x", 0, -3, 1.5, True, [], ["x", 1], [["x"]], {}, {"x": ["x"]}, {"x": {}})


def mangled(answers: dict[str, Any], rng: Random) -> dict[str, Any]:
    """Some answers replaced by what no form would store."""
    found = dict(answers)
    for name, value in answers.items():
        if rng.random() < 0.1:
            found[name] = rng.choice(JUNK)
        elif isinstance(value, dict) and value and rng.random() < 0.3:
            found[name] = {**value, rng.choice(list(value)): rng.choice(JUNK)}
    return found


def some_answer(q, rng: Random) -> Any:
    """As a form stores it, whether or not the question is asked."""
    codes = [option.code for option in q.options]
    match q.type:
        case "single" | "vignette":
            return rng.choice(codes)
        case "multi" | "ranking":
            return rng.sample(codes, rng.randint(0, len(codes)))
        case "matrix_single":
            return {row.code: rng.choice(codes) for row in q.rows if rng.random() < 0.8}
        case "matrix_multi":
            columns = [column.code for column in q.columns]
            return {row.code: rng.sample(columns, rng.randint(0, len(columns))) for row in q.rows}
        case "slider" | "number":
            return rng.choice((q.minimum, q.maximum, 0, 1, 1.0, 0.5, -2))
    return rng.choice(("", "Words."))


def anything(d, rng: Random, version: int) -> StoredRow:
    """Answers to all questions that there are, also such as nobody could have given together."""
    answers = {q.id: some_answer(q, rng) for q in d.questions if rng.random() < 0.8}
    state = presentation.prepare(d, d.sections[0].id, answers, {}, rng)
    state["saved"] = [section.id for section in d.sections if rng.random() < 0.7]
    return row_of(answers, state, rng, version)


def stored(d, rng: Random, version: int) -> StoredRow:
    answers, state, _ = walk_through(d, rng, wild=True)
    state["saved"] = [section for section in state.get("saved", ()) if rng.random() < 0.8]
    return row_of(answers, state if rng.random() < 0.9 else {}, rng, version)


def row_of(answers: dict[str, Any], state: dict[str, Any], rng: Random, version: int) -> StoredRow:
    return StoredRow(
        mark=rng.randrange(2**64),
        version=version,
        answers=json.dumps(mangled(answers, rng) if rng.random() < 0.5 else answers),
        saved=json.dumps(state["saved"]) if "saved" in state else None,
        cells=json.dumps(state["cells"]) if "cells" in state else None,
        status=rng.choice(STATUSES),
        source=rng.choice(("site", "inline", "elsewhere")),
        tier=rng.choice(("open", "verified", "invited")),
        left_out=rng.choice(("", "", "speeder")),
        is_demo=False,
    )


def by_row(d, row: StoredRow) -> dict[str, float | int]:
    state = {"saved": json.loads(row.saved or "[]"), "cells": json.loads(row.cells or "{}")}
    encoded = {
        **encoding.encode(d, json.loads(row.answers), state),
        "_status": row.status,
        "_source": row.source,
        "_tier": row.tier,
        "_left_out": row.left_out,
    }
    return RowEncoder(d).row(encoded)


def same_columns(definitions: dict[int, Any], rows: list[StoredRow]) -> None:
    columns = combined(list(definitions.values()))
    expected = {
        **block(columns, [by_row(definitions[row.version], row) for row in rows]),
        MARKS: np.array([row.mark for row in rows], np.uint64),
    }
    encoders = {version: AnswerEncoder(d) for version, d in definitions.items()}
    found = saved_block(columns, encoders, rows)
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        assert found[name].dtype == values.dtype, name
        np.testing.assert_array_equal(found[name], values, err_msg=name)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seeds)
def test_every_type_of_question(seed: int) -> None:
    """Rankings, grids, vignettes, texts beside options, missing codes, numbers with and without a point."""
    rng = Random(seed)
    d = instrument.to_definition(every_type())
    same_columns({1: d}, [anything(d, rng, 1) for _ in range(8)])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seeds)
def test_random_questionnaires(seed: int) -> None:
    rng = Random(seed)
    d = instrument.to_definition(random_instrument(rng))
    same_columns({1: d}, [stored(d, rng, 1) for _ in range(8)])


def test_the_shipped_questionnaire() -> None:
    """To the last bit: 400 people, of whom every second also typed what no form would take."""
    rng = Random(3)
    d = synth.definition()
    same_columns({1: d}, [stored(d, rng, 1) for _ in range(400)])


def test_several_versions_in_one_block() -> None:
    rng = Random(5)
    first = synth.definition()
    second = instrument.to_definition(random_instrument(Random(11)))
    versions = {1: first, 2: second}
    same_columns(versions, [stored(versions[n], rng, n) for n in rng.choices((1, 2), k=60)])


@pytest.mark.parametrize("size", [0, 1])
def test_blocks_of_hardly_any_rows(size: int) -> None:
    rng = Random(2)
    d = synth.definition()
    same_columns({1: d}, [stored(d, rng, 1) for _ in range(size)])


def test_no_number_is_not_a_number() -> None:
    """A number with a point keeps apart what was not answered: −2 is not counted into its mean."""
    question = {"id": "share", "type": "number", "min": 0, "max": 1}
    d = instrument.to_definition(of_questions(question))
    saved = json.dumps(["one"])
    rows = [
        StoredRow(0, 1, json.dumps(each), saved, None, "complete", "site", "open", "", False)
        for each in ({}, {"share": 0}, {"share": 0.25})
    ]
    same_columns({1: d}, rows)
    found = saved_block(combined([d]), {1: AnswerEncoder(d)}, rows)
    assert found["share"].tolist() == [0, 0, 0.25]
    assert found["share.missing"].tolist() == [256 - 2, 0, 0]
