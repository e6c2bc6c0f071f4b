"""The text form of a questionnaire: read, written, fingerprinted."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.logic import instrument
from surveys.logic.instrument import InstrumentError, reading
from tests.surveys.logic.instruments import every_type

# --- reading and writing


def test_the_product_questionnaire_reads_back_as_it_was(data: dict[str, Any]) -> None:
    text = instrument.dump_text(data)
    assert instrument.load_text(text) == data
    assert instrument.dump_text(instrument.load_text(text)) == text
    assert '  - {value: 4, code: "no"' not in text
    assert "{value: 4, code: 'no', label: 'No'}" in text


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(str.strip))
def test_any_wording_reads_back_as_it_was(words: str) -> None:
    data = every_type()
    data["questions"][0] |= {"text": words, "help": f"{words}\n\t{words}"}
    instrument.check(data)
    assert instrument.load_text(instrument.dump_text(data)) == data


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2", "line 2, column 1: the key 'a' stands here twice"),
        ("a: &x 1\nb: *x", "line 2, column 4: anchors and aliases are not used here"),
        ("yes: 1", "line 1, column 1: True cannot be a key; put it in quotation marks if you mean the word"),
        (
            "? [a]\n: 1",
            "line 1, column 3: ['a'] cannot be a key; put it in quotation marks if you mean the word",
        ),
        ("- 1", "the file: keys and values expected"),
        ("", "the file: keys and values expected"),
        ("a: !!python/object/apply:os.system [id]", None),
        ("a: [", None),
        ("a: 1\n---\nb: 2", None),
        ("a: \x00", None),
        ("[" * 80 + "]" * 80, "line 1, column 61: nested too deep"),
        ("a: " + "x" * reading.LARGEST, "the file: longer than 2,000,000 characters"),
    ],
)
def test_text_that_is_refused(text: str, problem: str | None) -> None:
    with pytest.raises(InstrumentError) as raised:
        instrument.load_text(text)
    (found,) = raised.value.problems
    assert problem is None or found == problem


def test_an_error_without_a_place() -> None:
    with pytest.raises(InstrumentError, match="the file: "):
        instrument.load_text("a: !!float x")


def test_keys_become_text_and_dates_stay_text() -> None:
    assert instrument.load_text("1: a\n-4: b\nwhen: 2026-01-01") == {
        "1": "a",
        "-4": "b",
        "when": "2026-01-01",
    }


# --- fingerprints


def relabelled(data: dict[str, Any]) -> dict[str, Any]:
    other = copy.deepcopy(data)
    other["questions"][4]["options"][0]["label"] = "No issue"
    return other


def test_relabelling_changes_the_content_only(data: dict[str, Any]) -> None:
    other = relabelled(data)
    assert instrument.structure_sha256(other) == instrument.structure_sha256(data)
    assert instrument.content_sha256(other) != instrument.content_sha256(data)


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d["questions"][4]["options"].pop(),
        lambda d: d["questions"][4].update(required=True),
        lambda d: d["questions"][2].pop("show_if"),
        lambda d: d["questions"].reverse(),
        lambda d: d["derived"][0].update(min_valid=3),
        lambda d: d["derived"][8]["map"].update(note=["a65"]),
    ],
)
def test_a_change_of_structure_changes_both(data: dict[str, Any], edit: Any) -> None:
    other = copy.deepcopy(data)
    edit(other)
    assert instrument.structure_sha256(other) != instrument.structure_sha256(data)
    assert instrument.content_sha256(other) != instrument.content_sha256(data)


def test_uuids_change_neither(data: dict[str, Any]) -> None:
    other = copy.deepcopy(data)
    other["sections"][0]["uuid"] = "6f1f0d0e-0000-4000-8000-000000000000"
    other["questions"][0]["options"][0]["uuid"] = "6f1f0d0e-0000-4000-8000-000000000001"
    assert instrument.structure_sha256(other) == instrument.structure_sha256(data)
    assert instrument.content_sha256(other) == instrument.content_sha256(data)
    assert instrument.to_definition(other).questions[0].options[0].uuid.endswith("1")


def test_a_definition_does_not_change_with_its_data(data: dict[str, Any]) -> None:
    d = instrument.to_definition(data)
    data["questions"].clear()
    assert len(d.data["questions"]) == 29
