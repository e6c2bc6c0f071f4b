"""What changed between two versions, in sentences for somebody who writes no code."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import changes
from surveys.logic import instrument
from surveys.marking import side_by_side
from tests.surveys.conftest import INSTRUMENT

DATA = instrument.load_text(INSTRUMENT.read_text(encoding="utf-8"))


def part(data, question, kind=None, code=None):
    found = next(
        q
        for record in data["questions"]
        for q in (record, record.get("followup", {}))
        if q.get("id") == question
    )
    return found if kind is None else next(o for o in found[kind] if o["code"] == code)


def changed(edit):
    after = copy.deepcopy(DATA)
    edit(after)
    return changes.between(DATA, after)


def moved(data):
    data["questions"][2]["options"].insert(0, data["questions"][2]["options"].pop())


def first_last(items):
    items.append(items.pop(0))


@pytest.mark.parametrize(
    ("edit", "sentences"),
    [
        (
            lambda data: part(data, "issue")["options"].append({"value": 9, "code": "x", "label": "Other"}),
            ["Question 5 (issue), answer “Other” was added."],
        ),
        (
            lambda data: part(data, "circles")["rows"].pop(),
            ["Question 6 (circles), row “Friends of my partner or spouse” was removed."],
        ),
        (
            lambda data: data["questions"].remove(part(data, "market")),
            ["Question 23 (market) was removed."],
        ),
        (
            lambda data: data["questions"].append(
                {"id": "new", "section": "about", "type": "text", "text": "Anything else?"}
            ),
            ["Question “Anything else?” (new) was added to section “About you”."],
        ),
        (
            lambda data: first_last(part(data, "issue")["options"]),
            ["Question 5 (issue), answer “Not an issue at all” moved: it comes after answer “Not sure” now."],
        ),
        (
            lambda data: part(data, "market").update(
                show_if={"all": [{"q": "role", "in": ["pr", "brand"]}, {"not": {"answered": "issue"}}]}
            ),
            [
                "Question 23 (market) is now for people whose answer to question 21 (role) is “PR or "
                "corporate communications” or “Brand or creative” and for whom this is not so: "
                "who answered question 5 (issue). Before: everyone."
            ],
        ),
        (
            lambda data: part(data, "issue").update(required=True),
            ["Question 5 (issue) must be answered now."],
        ),
        (
            lambda data: part(data, "issue").update(randomize="options"),
            ["Question 5 (issue): each person gets an order of their own now."],
        ),
        (
            lambda data: part(data, "issue").update(routing=[{"if": {"answered": "issue"}, "goto": "about"}]),
            [
                "Question 5 (issue): People who answered question 5 (issue) go on to section “About you”. "
                "Before: nobody skips anything after it."
            ],
        ),
        (
            lambda data: part(data, "platforms", "options", "linkedin").update(anchor=True),
            ["Question 2 (platforms), answer “LinkedIn”: “keep in place” is ticked."],
        ),
        (
            lambda data: data["segments"].remove("age3"),
            ["Scores and publication, segments: age3 was removed."],
        ),
        (
            lambda data: data["scales"]["agree5"].pop(),
            ["Scale agree5, point “Strongly agree” was removed."],
        ),
    ],
)
def test_a_change_of_structure_is_a_plain_sentence(edit, sentences):
    found = changed(edit)
    assert (list(found.structure), found.wordings) == (sentences, ())


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (
            lambda data: part(data, "issue", "options", "big").update(label="A huge issue"),
            "Question 5 (issue), answer “A huge issue”, wording: “A big issue” became “A huge issue”.",
        ),
        (
            lambda data: part(data, "issue").update(help="Be frank."),
            "Question 5 (issue), help: “” became “Be frank.”.",
        ),
        (
            lambda data: data["instrument"]["consent"].update(label="Yes."),
            "About the survey, consent, label: “I am 18 or older and agree to take part.” became “Yes.”.",
        ),
    ],
)
def test_a_wording_names_its_place(edit, sentence):
    found = changed(edit)
    assert ([wording.sentence for wording in found.wordings], found.structure) == ([sentence], ())


def test_nothing_changed_is_said_as_no_change():
    assert changed(lambda data: None).summary == "No change"
    assert changes.between(None, DATA) == changes.NOTHING


def test_every_difference_that_makes_a_version_has_a_sentence():
    """Whatever key is dropped or altered anywhere, the content's fingerprint and the sentences agree."""
    for path, value in leaves(DATA):
        if not isinstance(value, str) or path[-1] in ("id", "code", "type", "section", "q", "goto"):
            continue
        after = copy.deepcopy(DATA)
        at(after, path[:-1])[path[-1]] = f"{value} x"
        assert changes.between(DATA, after).sentences, path


def leaves(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not isinstance(value, dict | list):
        yield path, value
    for key, inner in items:
        yield from leaves(inner, (*path, key))


def at(data, path):
    for key in path:
        data = data[key]
    return data


WORDS = st.lists(st.sampled_from(["a", "big", "huge", "issue", "  ", "\n", "<b>"]), max_size=12).map(" ".join)


@given(before=WORDS, after=WORDS)
def test_marked_runs_are_the_texts_and_nothing_is_marked_without_need(before, after):
    left, right = side_by_side(before, after)
    assert ("".join(run.text for run in left), "".join(run.text for run in right)) == (before, after)
    if before == after:
        assert not any(run.differs for run in (*left, *right))
    common = [
        [word for run in side if not run.differs for word in run.text.split()] for side in (left, right)
    ]
    assert common[0] == common[1]


def test_a_change_late_in_a_long_wording_can_be_seen() -> None:
    was = "How much of an issue is it for you, personally, to keep work and personal life apart online?"
    now = was.replace("online?", "on the internet?")
    assert changes.Wording("Question 5 (issue)", "wording", was, now).sentence == (
        "Question 5 (issue), wording: "
        "“…personal life apart online?” became “…personal life apart on the internet?”."
    )
    early = "How little" + was[len("How much") :]
    assert changes.Wording("Question 5 (issue)", "wording", was, early).sentence == (
        "Question 5 (issue), wording: “How much of an issue is it for you, personally, to keep wor…” "
        "became “How little of an issue is it for you, personally, to keep w…”."
    )
