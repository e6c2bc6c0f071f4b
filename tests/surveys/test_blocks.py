"""The editor's blocks: codes are proposed, and a reference that leads nowhere is shown where it stands."""

import copy
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError

from surveys.blocks.codes import propose
from surveys.blocks.section import SectionsBlock

BLOCK = SectionsBlock()


def item(value):
    return {"type": "item", "id": str(uuid4()), "value": value}


def option(label, **more):
    return item({"label": label, "code": "", "value": None, **more})


def question(kind, code="", text="Which?", **more):
    base = {
        "text": text,
        "help": "",
        "code": code,
        "number": "",
        "show_if": {"join": "all", "rules": [], "advanced": ""},
        "routing": [],
        "followup": [],
    }
    return {"type": kind, "value": {**base, **more}}


def single(code="", **more):
    return question("single", code, **{"options": [option("Yes"), option("No, never")], **more})


def show_if(*rules, join="all", advanced=""):
    return {"join": join, "advanced": advanced, "rules": [item(one) for one in rules]}


def rule(code, test="in", codes="yes", negate=False):
    return {"question": code, "test": test, "codes": codes, "negate": negate}


def section(*questions, code="", title="Your circles"):
    return {"type": "section", "value": {"title": title, "code": code, "questions": list(questions)}}


def clean(*sections):
    return BLOCK.get_prep_value(BLOCK.clean(BLOCK.to_python(copy.deepcopy(list(sections)))))


def fault(*sections):
    """The first error message, and the path of names and places that leads to it."""
    with pytest.raises(StreamBlockValidationError) as caught:
        clean(*sections)
    error, path = caught.value, []
    while True:
        inner = getattr(error, "block_errors", None)
        if not inner:
            flat = getattr(error, "non_block_errors", None)
            return path, (flat.as_data()[0] if flat else error).messages[0]
        key = next(k for k in inner if inner[k])
        path.append(key)
        error = inner[key]
        if not isinstance(error, ValidationError):
            error = error.as_data()[0]


def test_empty_codes_and_values_are_proposed():
    cleaned = clean(
        section(single(text="Where do you live, mostly?"), single(text="Where do you live, mostly?"))
    )
    first, second = cleaned[0]["value"]["questions"]
    assert cleaned[0]["value"]["code"] == "your_circles"
    assert (first["value"]["code"], second["value"]["code"]) == (
        "where_do_you_live_mostly",
        "where_do_you_live_mostly_2",
    )
    options = [one["value"] for one in first["value"]["options"]]
    assert [(o["code"], o["value"]) for o in options] == [("yes", 1), ("no_never", 2)]


def test_a_given_code_and_a_zero_stay():
    cleaned = clean(section(single("q", options=[option("Yes", code="ja", value=0), option("No", value=3)])))
    options = [one["value"] for one in cleaned[0]["value"]["questions"][0]["value"]["options"]]
    assert [(o["code"], o["value"]) for o in options] == [("ja", 0), ("no", 3)]


@pytest.mark.parametrize(
    ("label", "taken", "code"),
    [
        ("Clients or customers", (), "clients_or_customers"),
        ("Élodie’s café", (), "elodies_cafe"),
        ("18 to 24", (), "c18_to_24"),
        ("日本語", (), "code"),
        ("Yes", ("yes", "yes_2"), "yes_3"),
        ("Business partners and the people I work with every day", (), "business_partners_and"),
    ],
)
def test_proposed_codes(label, taken, code):
    assert propose(label, taken) == code


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (show_if(rule("nowhere")), "There is no earlier question with the code 'nowhere'."),
        (show_if(rule("later")), "There is no earlier question with the code 'later'."),
        (show_if(rule("first", codes="maybe")), "The question 'first' has no option 'maybe'."),
        (
            show_if(rule("first"), rule("x", test="answered", codes="")),
            "There is no earlier question with the code 'x'.",
        ),
        (
            show_if(advanced="{not: {q: first, in: [perhaps]}}"),
            "The question 'first' has no option 'perhaps'.",
        ),
        (
            show_if(advanced="{q: first}"),
            "A test names a question (q) and a list of options (in, or any_of).",
        ),
        (
            show_if(advanced="{all: [first]}"),
            "Each part of a condition stands in braces, such as {q: role, in: [pr]}.",
        ),
    ],
)
def test_a_dangling_condition_is_shown_at_its_question(condition, message):
    questions = (single("first"), single("second", show_if=condition), single("later"))
    path, found = fault(section(*questions))
    assert (path, found) == ([0, "questions", 1, "show_if"], message)


def test_conditions_that_hold_are_kept():
    condition = show_if(
        rule("first", codes="yes, no_never", negate=True), rule("first", test="answered", codes="")
    )
    cleaned = clean(section(single("first")), section(single("second", show_if=condition), code="more"))
    rules = cleaned[1]["value"]["questions"][0]["value"]["show_if"]["rules"]
    assert [one["value"]["question"] for one in rules] == ["first", "first"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{q: [", "This can't be read. Check brackets, colons and commas."),
        ("only words", "Write one condition in braces, such as {q: role, in: [pr]}."),
        ("[" * 3000, "This can't be read. Check brackets, colons and commas."),
    ],
)
def test_an_advanced_condition_that_cannot_be_read_is_refused(text, message):
    path, found = fault(section(single("first"), single("second", show_if=show_if(advanced=text))))
    assert (path[-1], found) == ("advanced", message)


def test_rows_and_advanced_text_together_are_refused():
    condition = show_if(rule("first"), advanced="{answered: first}")
    path, found = fault(section(single("first"), single("second", show_if=condition)))
    assert (path[-1], found) == ("advanced", "Use either the rows or this field, not both.")


def test_a_code_used_twice_is_shown_at_the_second():
    path, found = fault(section(single("same")), section(single("same"), code="b"))
    assert path == [1, "questions", 0, "code"]
    assert found == "Another question already has the code 'same'. Choose a new one."


def test_two_sections_with_one_code():
    path, found = fault(section(single("a"), code="s"), section(single("b"), code="s"))
    assert (path, found) == ([1, "code"], "Another section already has the code 's'.")


def test_two_options_with_one_code_or_one_number():
    path, found = fault(section(single("a", options=[option("Yes", code="x"), option("No", code="x")])))
    assert (path[-2:], found) == ([1, "code"], "'x' is used twice in this list. Change one of the two.")
    path, found = fault(section(single("a", options=[option("Yes", value=1), option("No", value=1)])))
    assert (path[-2:], found) == ([1, "value"], "1 is used twice in this list. Change one of the two.")


@pytest.mark.parametrize("code", ["Not Sure", "a-b", "_x", "é", "a__b", "x" * 41])
def test_a_code_that_is_not_one_is_refused(code):
    assert fault(section(single(code)))[0] == [0, "questions", 0, "code"]


def test_a_jump_leads_to_a_later_section_or_an_end():
    def jumping(target):
        route = item({"condition": show_if(rule("a")), "goto": target})
        return single("a", routing=[route])

    for target in ("later", "END", "END_SCREENED_OUT"):
        clean(section(jumping(target)), section(single("b"), code="later"))
    path, found = fault(section(jumping("here"), code="here"), section(single("b"), code="later"))
    assert (path[-1], found) == ("routing", "'here' is not a later section, END or END_SCREENED_OUT.")


def test_rows_come_from_an_earlier_question_with_several_answers():
    def matrix(source):
        return question(
            "matrix_single",
            "m",
            rows=[],
            rows_from={"question": source, "exclude": ""},
            scale="agree",
            options=[],
        )

    several = question("multi", "several", options=[option("One"), option("Two")])
    clean(section(several, matrix("several")))
    path, found = fault(section(single("one"), matrix("one")))
    assert (path[-1], found) == ("rows_from", "'one' is not an earlier question with several answers.")


def test_a_matrix_has_rows_and_a_scale_of_one_kind():
    bare = question(
        "matrix_single", "m", rows=[], rows_from={"question": "", "exclude": ""}, scale="", options=[]
    )
    assert fault(section(bare))[0][:3] == [0, "questions", 0]


def test_a_follow_up_may_ask_about_its_parent_and_its_error_stands_with_it():
    def story(code):
        follow_up = single("ok", show_if=show_if(rule(code, test="answered", codes="")))
        return question(
            "text", "story", followup=[follow_up], publish={"only_if": show_if(), "moderated": True}
        )

    clean(section(story("story")))
    path, found = fault(section(story("other")))
    assert path == [0, "questions", 0, "followup", 0, "show_if"]
    assert found == "There is no earlier question with the code 'other'."


def test_nothing_new_begins_with_an_error():
    """The editor's script counts every list at once; what it shows before anybody types must be enough."""
    lists = dict(with_a_minimum(BLOCK, ""))
    assert len(lists) > 7
    assert any(name.endswith("factors/levels") for name in lists)
    for name, block in lists.items():
        assert len(block.get_default()) >= block.meta.min_num, name


def with_a_minimum(block, name):
    """Path and block of every list and stream below that wants at least so many items."""
    if getattr(block.meta, "min_num", None):
        yield name, block
    below = {} if name.endswith("followup") else getattr(block, "child_blocks", {})  # it holds the same kinds
    for field, child in {**below, "": getattr(block, "child_block", None)}.items():
        if child is not None:
            yield from with_a_minimum(child, f"{name}/{field}" if field else name)


def test_a_section_without_a_question_is_refused_when_it_is_saved():
    path, found = fault(section())
    assert (path, found) == ([0, "questions"], "This field is required.")
