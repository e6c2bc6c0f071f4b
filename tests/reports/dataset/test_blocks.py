"""Reading answers a block at a time gives what reading them row by row gives: random questionnaires, answers
that fit and answers that never should have been stored.
"""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.dataset.answers import AnswerEncoder
from reports.dataset.columns import MARKS, STATUSES, combined
from reports.dataset.encode import RowEncoder, block, saved_block
from surveys.logic import encoding, instrument
from surveys.queries import StoredRow
from tests.oracles import synth
from tests.surveys.logic.instruments import random_instrument
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


def stored(d, rng: Random, version: int) -> StoredRow:
    answers, state, _ = walk_through(d, rng, wild=True)
    saved = [section for section in state.get("saved", ()) if rng.random() < 0.8]
    return StoredRow(
        mark=rng.randrange(2**64),
        version=version,
        answers=mangled(answers, rng) if rng.random() < 0.5 else answers,
        state={**state, "saved": saved} if rng.random() < 0.9 else {},
        status=rng.choice(STATUSES),
        source=rng.choice(("site", "inline", "elsewhere")),
        tier=rng.choice(("open", "verified", "invited")),
        left_out=rng.choice(("", "", "speeder")),
        is_demo=False,
    )


def by_row(d, row: StoredRow) -> dict[str, float | int]:
    encoded = {
        **encoding.encode(d, row.answers, row.state),
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
