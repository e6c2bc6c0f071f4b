"""Anybody gets through any questionnaire that compiles, and nothing they answered is lost in the dataset."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.logic import encoding, instrument, presentation, quality, routing, scoring, validation
from surveys.logic.definition import END, SCREENED_OUT, Definition
from tests.surveys.logic.instruments import random_instrument, random_post

seeds = st.integers(0, 2**32)
SOME = settings(max_examples=80, deadline=None)


def walk_through(d: Definition, rng: Random, *, wild: bool) -> tuple[dict, dict, str]:
    """Answer section after section; a refused section is tried again with plain answers."""
    answers: dict = {}
    state: dict = {}
    where = routing.sections(d, answers)[0].id if routing.sections(d, answers) else END
    for _ in range(2 * len(d.sections) + 1):
        if where in (END, SCREENED_OUT):
            return answers, state, where
        state = presentation.prepare(d, where, answers, state, rng)
        post = random_post(d, where, answers, rng, wild=wild)
        reading = validation.validator(d).read(where, post, answers, state)
        answers = reading.answers
        if reading.errors:
            reading = validation.validator(d).read(where, blank(d, where, answers), answers, state)
            answers = reading.answers
            assert reading.errors == {}
        state = {**state, "saved": sorted({*state.get("saved", ()), where})}
        where = routing.next_section(d, answers, where)
    raise AssertionError("the questionnaire goes round in circles")


def blank(d: Definition, section: str, answers: dict) -> dict[str, list[str]]:
    """A form on which only required questions are answered, plainly."""
    effective = routing.effective(d, answers)
    post: dict[str, list[str]] = {}
    for q in d.in_section(section):
        if not q.required:
            continue
        if q.type in ("matrix_single", "matrix_multi"):
            code = (
                q.options[0].code
                if q.options
                else [c for c in routing.columns(d, q, effective) if c.exclusive][0].code
            )
            post |= {f"{q.id}__{row.code}": [code] for row in q.rows}
        elif q.type == "ranking":
            post |= {f"{q.id}__{q.options[0].code}": ["1"]}
        else:
            post |= {q.id: [q.options[0].code if q.options else "0"]}
    return post


@SOME
@given(seeds)
def test_a_random_walk_finishes(seed: int) -> None:
    rng = Random(seed)
    d = instrument.to_definition(random_instrument(rng))
    answers, state, end = walk_through(d, rng, wild=True)
    assert (end == SCREENED_OUT) == routing.walk(d, answers).screened_out
    assert routing.first_unfinished(d, answers, state.get("saved", ())) is None
    assert quality.disposition(d, answers, state, True) == (
        "screened_out" if end == SCREENED_OUT else "complete" if routing.effective(d, answers) else "started"
    )


@SOME
@given(seeds)
def test_encode_then_decode_loses_nothing(seed: int) -> None:
    rng = Random(seed)
    d = instrument.to_definition(random_instrument(rng))
    answers, state, _ = walk_through(d, rng, wild=False)
    state["saved"] = [section for section in state.get("saved", ()) if rng.random() < 0.8]
    encoded = encoding.encode(d, answers, state)
    assert list(encoded) == [variable.name for variable in encoding.variables(d)]
    decoded, part = encoding.decode(d, encoded)
    assert decoded == routing.effective(d, answers)
    assert encoding.encode(d, decoded, part) == encoded
    shown = {q.id for q in routing.visible(d, answers)}
    assert part["cells"] == {q: cell for q, cell in state.get("cells", {}).items() if q in shown}
    assert scoring.score(d, encoded) == {}


@SOME
@given(seeds)
def test_the_text_form_reads_back_as_it_was(seed: int) -> None:
    data = random_instrument(Random(seed))
    assert instrument.load_text(instrument.dump_text(data)) == data


@SOME
@given(seeds)
def test_what_is_valid_is_effective_and_stays_so(seed: int) -> None:
    rng = Random(seed)
    d = instrument.to_definition(random_instrument(rng))
    answers, _, _ = walk_through(d, rng, wild=True)
    once = routing.effective(d, answers)
    assert routing.effective(d, once) == once
    assert routing.visible(d, once) == routing.visible(d, answers)


@SOME
@given(seeds)
def test_progress_ends_with_everything_done(seed: int) -> None:
    rng = Random(seed)
    d = instrument.to_definition(random_instrument(rng))
    answers, state, _ = walk_through(d, rng, wild=False)
    for section in routing.sections(d, answers):
        seen = routing.progress(d, answers, state["saved"], section.id)
        assert (seen.total, seen.section_total) == (
            len(routing.visible(d, answers)),
            len(routing.sections(d, answers)),
        )
        assert seen.done == seen.total - len(
            [q for q in routing.visible(d, answers) if q.section == section.id]
        )
        assert [place for _, place in seen.places].count("here") == 1
