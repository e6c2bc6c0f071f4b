"""What a posted section becomes, and what is said beside a question that cannot be taken."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.logic import routing, validation
from surveys.logic.definition import Definition
from surveys.logic.validation import sentences
from tests.surveys.logic.instruments import every_type


def read(
    d: Definition, post: dict[str, list[str]], answers: dict[str, Any] | None = None
) -> validation.Reading:
    return validation.validator(d).read("one", post, answers or {}, {})


@pytest.mark.parametrize(
    ("post", "answers"),
    [
        ({"pick": ["yes"]}, {"pick": "yes"}),
        ({"pick": ["yes", "yes", ""]}, {"pick": "yes"}),
        ({"pick": [""]}, {}),
        ({"net": ["b", "a"]}, {"net": ["a", "b"]}),
        ({"net": ["none"]}, {"net": ["none"]}),
        ({"net": ["b"], "net__b__text": [" My\r\nown "]}, {"net": ["b"], "net__b__text": "My\nown"}),
        ({"net": ["b"], "net__b__text": [""]}, {"net": ["b"]}),
        ({"net": ["a"], "net__b__text": ["stray"]}, {"net": ["a"]}),
        ({"pick": ["other"], "pick__other__text": ["x"]}, {"pick": "other", "pick__other__text": "x"}),
        (
            {"net": ["a"], "use__a": ["home"], "use__b": ["home"]},
            {"net": ["a"], "use": {"a": "home", "b": "home"}},
        ),
        ({"grid__kin": ["off"], "grid__team": []}, {"grid": {"kin": ["off"]}}),
        ({"grid__kin": ["cb", "ca"]}, {"grid": {"kin": ["ca", "cb"]}}),
        ({"best__w": ["2"], "best__z": ["1"], "best__x": [""]}, {"best": ["z", "w"]}),
        ({"feel": ["0"]}, {"feel": 0}),
        ({"feel": [" 10 "]}, {"feel": 10}),
        ({"age": ["0"]}, {"age": 0}),
        ({"share": ["0"]}, {"share": 0}),
        ({"share": ["0.25"]}, {"share": 0.25}),
        ({"scene": ["bad"]}, {"scene": "bad"}),
        ({"words": ["0"]}, {"words": "0"}),
        ({"words": ["  "]}, {}),
        ({"words": ["e\u0301\x07\x0bx"]}, {"words": "é \nx"}),
        ({"nonsense": ["1"], "csrfmiddlewaretoken": ["x"]}, {}),
    ],
)
def test_valid_posts(small: Definition, post: dict[str, list[str]], answers: dict[str, Any]) -> None:
    reading = read(small, post)
    assert (reading.answers, reading.errors, reading.typed) == (answers, {}, {})


TIE = "Two answers share first place. Keep one as 1st, or leave the other out."
SCALE = "Choose a place on the scale from 0 to 10."
WHOLE = "Write a whole number from 0 to 60, in digits."
PLACE = "Choose a place from 1st to 3rd, or none."


@pytest.mark.parametrize(
    ("post", "errors"),
    [
        ({"pick": ["maybe"]}, {"pick": sentences.UNKNOWN}),
        ({"pick": ["yes", "no"]}, {"pick": sentences.ONE_ONLY}),
        ({"net": ["a", "zz"]}, {"net": sentences.UNKNOWN}),
        (
            {"net": ["a", "none"]},
            {"net": "“None of these” stands alone. Take it out, or take out the other answers."},
        ),
        ({"net": ["none", "unsure"]}, {"net": sentences.exclusive("None of these")}),
        ({"grid__kin": ["zz"]}, {"grid__kin": sentences.UNKNOWN}),
        ({"grid__team": ["off", "na"]}, {"grid__team": sentences.exclusive("Nowhere")}),
        ({"best__w": ["1"], "best__x": ["1"]}, {"best__w": TIE, "best__x": TIE}),
        ({"best__w": ["1"], "best__x": ["3"]}, {"best__x": sentences.gap(3, 2)}),
        ({"best__w": ["2"]}, {"best__w": sentences.gap(2, 1)}),
        ({"best__w": ["4"]}, {"best__w": PLACE}),
        ({"best__w": ["0"]}, {"best__w": PLACE}),
        ({"best__w": ["first"], "best__x": ["3"]}, {"best__w": PLACE}),
        ({"best__w": ["1", "2"]}, {"best__w": PLACE}),
        ({"feel": ["11"]}, {"feel": SCALE}),
        ({"feel": ["0.5"]}, {"feel": SCALE}),
        ({"feel": ["1", "2"]}, {"feel": SCALE}),
        ({"age": ["-1"]}, {"age": WHOLE}),
        ({"age": ["61"]}, {"age": WHOLE}),
        ({"age": ["1e1"]}, {"age": WHOLE}),
        ({"age": ["nan"]}, {"age": WHOLE}),
        ({"age": ["1 0"]}, {"age": WHOLE}),
        ({"age": ["12.0"]}, {"age": WHOLE}),
        ({"age": ["٣"]}, {"age": WHOLE}),
        ({"age": ["9" * 400]}, {"age": WHOLE}),
        ({"share": ["1.5"]}, {"share": "Write a number from 0 to 1, in digits."}),
        (
            {"words": ["x" * 21]},
            {"words": "This is 21 characters long and the limit is 20. Please shorten it."},
        ),
        ({"words": ["a\x00"]}, {"words": sentences.UNWRITABLE}),
        ({"words": ["\ud800"]}, {"words": sentences.UNWRITABLE}),
        (
            {"pick": ["other"], "pick__other__text": ["x" * 1201]},
            {"pick__other__text": "This is 1,201 characters long and the limit is 200. Please shorten it."},
        ),
    ],
)
def test_errors(small: Definition, post: dict[str, list[str]], errors: dict[str, str]) -> None:
    reading = read(small, post)
    assert reading.errors == errors
    assert reading.typed == {
        name: [v.replace("\x00", "�").replace("\ud800", "�") for v in post[name]] for name in post
    }


def test_errors_drop_no_valid_answer(small: Definition) -> None:
    reading = read(
        small,
        {
            "pick": ["yes"],
            "net": ["zz"],
            "grid__kin": ["off", "na"],
            "grid__team": ["off"],
            "age": ["x"],
            "feel": ["0"],
        },
    )
    assert reading.answers == {"pick": "yes", "grid": {"team": ["off"]}, "feel": 0}
    assert list(reading.errors) == ["net", "grid__kin", "age"]
    assert reading.typed == {"net": ["zz"], "grid__kin": ["off", "na"], "grid__team": ["off"], "age": ["x"]}


def test_what_is_wrong_stays_as_it_was_saved(small: Definition) -> None:
    before = {"net": ["a"], "use": {"a": "home"}, "age": 0, "net__b__text": "old", "best": ["w"]}
    reading = read(small, {"net": ["zz"], "use__a": ["zz"], "age": ["x"], "best__w": ["9"]}, before)
    assert reading.answers == {"net": ["a"], "use": {"a": "home"}, "age": 0, "best": ["w"]}


def test_a_text_that_cannot_be_taken_leaves_the_saved_one(small: Definition) -> None:
    before = {"pick": "other", "pick__other__text": "old"}
    reading = read(small, {"pick": ["other"], "pick__other__text": ["\x00"]}, before)
    assert reading.answers == before
    assert reading.errors == {"pick__other__text": sentences.UNWRITABLE}


def test_blank_takes_an_answer_back(small: Definition) -> None:
    before = {
        "net": ["b"],
        "net__b__text": "old",
        "pick": "yes",
        "use": {"b": "home"},
        "age": 0,
        "words": "x",
    }
    assert read(small, {}, before).answers == {"use": {"b": "home"}}  # its rows hang on `net`: not asked now


def test_hidden_questions_keep_what_was_saved(d: Definition) -> None:
    before = {
        "work_status": "inhouse",
        "platforms": ["linkedin", "other"],
        "platforms__other__text": "mine",
        "purpose": {"linkedin": "both"},
        "accounts": "one_for_all",
    }
    post = {"work_status": ["inhouse"], "platforms": ["none"]}
    reading = validation.validator(d).read("start", post, before, {})
    assert reading.answers == {
        "work_status": "inhouse",
        "platforms": ["none"],
        "purpose": {"linkedin": "both"},
        "accounts": "one_for_all",
    }
    outside = validation.validator(d).read("start", {"work_status": ["outside"], "issue": ["zz"]}, before, {})
    assert outside.answers == {**before, "work_status": "outside"}
    assert outside.errors == {}


def test_a_form_that_says_what_it_showed(d: Definition) -> None:
    before = {"purpose": {"linkedin": "both", "facebook": "both"}, "accounts": "one_for_all", "issue": "big"}
    post = {
        "shown": ["work_status platforms issue", "purpose__linkedin purpose"],
        "work_status": ["self"],
        "platforms": ["linkedin", "facebook", "x"],
        "purpose__x": ["work_only"],
    }
    reading = validation.validator(d).read("start", post, before, {})
    assert reading.answers == {
        "work_status": "self",
        "platforms": ["linkedin", "facebook", "x"],
        "purpose": {"facebook": "both", "x": "work_only"},
        "accounts": "one_for_all",
    }
    assert reading.errors == {}


def test_rows_that_are_not_asked_raise_no_error(small: Definition) -> None:
    reading = read(small, {"net": ["a"], "use__a": ["zz"], "use__b": ["zz"]})
    assert reading.errors == {"use__a": sentences.UNKNOWN}


def test_a_required_question(d: Definition) -> None:
    read_start = validation.validator(d).read
    assert read_start("start", {}, {}, {}).errors == {"work_status": "Please answer this question to go on."}
    assert read_start("start", {"work_status": ["zz"]}, {}, {}).errors == {"work_status": sentences.UNKNOWN}
    assert read_start("start", {"shown": ["issue"]}, {}, {}).errors == {}
    assert read_start("start", {"work_status": ["self"]}, {}, {}).errors == {}


def test_an_unknown_section_is_refused(d: Definition) -> None:
    with pytest.raises(KeyError):
        validation.validator(d).read("nowhere", {}, {}, {})


def test_the_validator_is_compiled_once(d: Definition) -> None:
    assert validation.validator(d) is validation.validator(d)


def test_a_person_in_a_hurry(d: Definition) -> None:
    """The words of the design's voice, from an actual post."""
    post = {"principles__privacy": ["1"], "principles__reach": ["1"], "recommend": ["0"]}
    reading = validation.validator(d).read("disclosure", post, {}, {})
    assert set(reading.errors.values()) == {TIE}
    assert reading.answers == {"recommend": 0}


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (sentences.tie(2, 3), "Three answers share second place. Keep one as 2nd, or leave the others out."),
        (sentences.tie(11, 12), "12 answers share 11th place. Keep one as 11th, or leave the others out."),
        (sentences.gap(3, 2), "There is a 3rd place but no 2nd. Fill 2nd, or move this one up."),
        (sentences.place(1), "Choose 1st place, or none."),
        (sentences.ordinal(21), "21st"),
        (sentences.ordinal(13), "13th"),
    ],
)
def test_sentences(sentence: str, words: str) -> None:
    assert sentence == words


values = st.lists(
    st.one_of(st.text(max_size=30), st.sampled_from(["a", "b", "none", "0", "1", "-1", "", "\ud800"]))
)
names = st.sampled_from([q["id"] for q in every_type()["questions"]]).flatmap(
    lambda name: st.sampled_from([name, f"{name}__a", f"{name}__w", f"{name}__kin", f"{name}__b__text"])
)


@settings(deadline=None)
@given(st.dictionaries(names | st.text(max_size=9), values, max_size=12))
def test_anything_may_be_posted(small: Definition, post: dict[str, list[str]]) -> None:
    """Mallory posts what she likes: every answer kept is one that can be given, and can be stored."""
    reading = read(small, post)
    again = read(small, {}, reading.answers)
    assert again.errors == {}
    json.dumps([reading.answers, reading.typed], ensure_ascii=False, allow_nan=False).encode()
    assert "\x00" not in json.dumps(reading.answers, ensure_ascii=False)
    assert routing.effective(small, reading.answers).items() <= reading.answers.items()
