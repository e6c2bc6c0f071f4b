"""A questionnaire as text: whatever compiles comes back from the page and from the dump as it was."""

import copy
import io

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from surveys import exchange
from surveys.logic import instrument
from surveys.logic.errors import InstrumentError
from surveys.models import SurveyPage
from tests.attacks.sizes import size
from tests.surveys.conftest import INSTRUMENT

DATA = instrument.load_text(INSTRUMENT.read_text(encoding="utf-8"))
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), min_size=1, max_size=30
).filter(lambda text: text.strip() == text)
PLAIN = (
    "yes",
    "no",
    "null",
    "~",
    "1.0",
    "1e3",
    "0o7",
    "2026-11-22",
    "- a",
    "# no",
    "a: b",
    "{b}",
    "'",
    '"',
    "é 🙂",
)


def questions(data):
    return [q for record in data["questions"] for q in (record, record.get("followup")) if q]


def relabel(draw, data):
    q = draw(st.sampled_from(questions(data)))
    if q["type"] == "vignette":
        return
    part = draw(st.sampled_from([q, *q.get("options", []), *q.get("rows", []), *q.get("columns", [])]))
    part["text" if part is q else "label"] = draw(st.sampled_from(PLAIN) | TEXTS)


def about(draw, data):
    key = draw(st.sampled_from(["title", "intro", "outro", "population", "version"]))
    data["instrument"][key] = draw(st.sampled_from(PLAIN) | TEXTS)[:20]


def reorder(draw, data):
    q = draw(st.sampled_from([q for q in questions(data) if "options" in q]))
    q["options"] = draw(st.permutations(q["options"]))


def remove(draw, data):
    data["questions"].remove(draw(st.sampled_from(data["questions"])))


def add(draw, data):
    place = draw(st.integers(0, len(data["questions"])))
    near = data["questions"][min(place, len(data["questions"]) - 1)]
    extra = {"id": "extra", "section": near["section"], "type": "text", "text": "More?", "max_chars": 90}
    data["questions"].insert(place, extra)


def condition(draw, data):
    q = draw(st.sampled_from(data["questions"][3:]))
    tests = [
        {"q": "work_status", "in": ["self", "agency"]},
        {"q": "platforms", "any_of": ["linkedin"]},
        {"answered": "work_status"},
    ]
    one, two = draw(st.sampled_from(tests)), draw(st.sampled_from(tests))
    q["show_if"] = draw(
        st.sampled_from(
            [one, {"not": one}, {"all": [one, two]}, {"any": [one, {"not": {"all": [one, two]}}]}]
        )
    )


def flag(draw, data):
    q = draw(st.sampled_from(questions(data)))
    key = draw(st.sampled_from(["required", "trend", "headline", "segment"]))
    q[key] = True


def number(draw, data):
    q = draw(st.sampled_from(questions(data)))
    q["n"] = draw(st.integers(1, 99) | st.sampled_from(["13a", "7b"]))


def rules(draw, data):
    key = draw(st.sampled_from(["derived", "segments"]))
    data[key] = draw(st.permutations(data[key]))


CHANGES = (relabel, about, reorder, remove, add, condition, flag, number, rules)


@st.composite
def instruments(draw):
    """The product's questionnaire after some random edits, if it still compiles."""
    data = copy.deepcopy(DATA)
    for change in draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=6)):
        change(draw, data)
    try:
        instrument.check(data)
    except InstrumentError:
        assume(False)
    return data


def ordered(data):
    """The data with the order of every mapping made visible to a comparison."""
    if isinstance(data, dict):
        return [(key, ordered(value)) for key, value in data.items()]
    return [ordered(item) for item in data] if isinstance(data, list) else data


@settings(max_examples=size(8, 2000), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=instruments())
def test_text_to_data_to_text_loses_nothing(data):
    text = instrument.dump_text(data)
    assert instrument.load_text(text) == data
    assert instrument.dump_text(instrument.load_text(text)) == text


@pytest.mark.django_db  # the first test of a process to make a page asks for its content type
@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # a questionnaire is large
@settings(max_examples=size(4, 1000), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=instruments())
def test_the_page_gives_back_what_it_was_filled_with(data):
    """Through the editor's form values, with lists and the mappings that mean an order in their order."""
    page = SurveyPage(slug="round")
    page.from_instrument(data)
    again = exchange.without_uuids(page.to_instrument())
    assert again == data
    for key in ("scales", "sections", "questions", "derived"):
        assert ordered(instrument.load_text(instrument.dump_text(again))[key]) == ordered(
            instrument.load_text(instrument.dump_text(data))[key]
        )
    assert instrument.content_sha256(again) == instrument.content_sha256(data)


def test_the_commands_write_what_they_read_and_write_it_again_the_same(survey, tmp_path):
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    call_command("dump_instrument", "survey", "--uuids", f"--to={first}")
    call_command("load_instrument", first, "--slug=again", verbosity=0)
    call_command("dump_instrument", "again", "--uuids", f"--to={second}")
    assert first.read_text() == second.read_text()
    assert list(instrument.load_text(first.read_text())["scales"]) == list(survey.to_instrument()["scales"])


def records(value, path=()):
    """Every mapping of the questionnaire whose keys are keywords, not names that an editor chose."""
    if isinstance(value, dict):
        if (
            not path
            or path[-1] not in ("scales", "anchors", "factors", "fills", "map", "recode")
            and (len(path) < 2 or path[-2] != "fills")
        ):
            yield path
        for key, inner in value.items():
            yield from records(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from records(inner, (*path, place))


def test_an_unknown_key_is_an_error_in_every_record():
    paths = list(records(DATA))
    assert len(paths) > 250
    for path in paths[:: size(17, 1)]:
        data = copy.deepcopy(DATA)
        at = data
        for key in path:
            at = at[key]
        at["surprise"] = 1
        with pytest.raises(InstrumentError, match="surprise|not a condition"):
            instrument.check(data)


def test_a_wrong_file_is_refused_with_its_reason(db, tmp_path):
    file = tmp_path / "wrong.yaml"
    data = copy.deepcopy(DATA)
    data["questions"][4]["options"][0]["surprise"] = 1
    file.write_text(exchange.rules_text(data))
    with pytest.raises(CommandError, match=r"Nothing was changed(.|\n)*surprise"):
        call_command("load_instrument", file, stderr=io.StringIO(), verbosity=0)
