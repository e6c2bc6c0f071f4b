"""Equal answers: what an item is, and who shares enough of them."""

import random

import pytest

from surveys.logic import duplicates

NINE = {f"q{n}": "a" for n in range(9)}


def test_items_are_questions_rows_and_texts(d):
    answers = {
        "work_status": "self",
        "platforms": ["linkedin"],
        "purpose": {"linkedin": "work_only"},
        "circles": {"family": ["nowhere"]},
        "party": 0,
        "seg": {"s1": "agree", "s2": "agree"},
        "story": "  Twice\n The SAME ",
        "unknown": "gone",
    }
    assert duplicates.items(d, answers) == {
        "work_status": "self",
        "platforms": ("linkedin",),
        "purpose__linkedin": "work_only",
        "circles__family": ("nowhere",),
        "party": 0,
        "seg__s1": "agree",
        "seg__s2": "agree",
        "story": "twice the same",
    }


@pytest.mark.parametrize(
    ("other", "least", "found"),
    [
        (NINE, 9, {0, 1}),
        (NINE, 10, set()),
        ({**NINE, "q0": "b"}, 9, set()),
        ({**NINE, "q0": "b"}, 8, {0, 1}),
        ({**NINE, "q0": ("a",)}, 8, {0, 1}),
        ({"q0": "a"}, 1, {0, 1}),
        ({}, 1, set()),
    ],
)
def test_two_people(other, least, found):
    assert duplicates.duplicates([NINE, other], least) == found


def test_nobody_is_a_duplicate_of_themselves():
    assert duplicates.duplicates([NINE], 1) == set()
    assert duplicates.duplicates([], 1) == set()


def test_equals_comparing_every_pair():
    rng = random.Random(4)
    people = [{f"q{n}": rng.randrange(4) for n in range(20) if rng.random() < 0.9} for _ in range(120)]
    people += [{**people[n], "q1": 9, "q2": 9} for n in (3, 60, 60)]
    for least in (1, 7, 8, 9, 10, 11, 12, 16, 17):
        by_hand = {
            place
            for place, one in enumerate(people)
            for other_place, other in enumerate(people)
            if place != other_place and len(one.items() & other.items()) >= least
        }
        assert duplicates.duplicates(iter(people), least) == by_hand, least
