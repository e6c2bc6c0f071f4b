"""Which responses of a wave give the same answers as another one.

An item is a question, or a row of a matrix or grid; a ranking is one item, what was typed is one. Two people
who both leave an item blank have nothing in common there.
"""

from array import array
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from surveys.logic.definition import Definition
from surveys.logic.routing import walk

Items = Mapping[str, Hashable]
"""Item -> what was answered."""


def items(d: Definition, answers: Mapping[str, Any]) -> dict[str, Hashable]:
    """The items that somebody answered. Of texts, case and spaces don't matter."""
    found: dict[str, Hashable] = {}
    for key, value in walk(d, answers).effective.items():
        if isinstance(value, Mapping):
            found |= {f"{key}__{row}": _plain(inner) for row, inner in value.items()}
        else:
            found[key] = _plain(value)
    return found


def duplicates(people: Iterable[Items], least: int) -> set[int]:
    """Places of everybody who has at least `least` equal answers with somebody else. `people` is read once.

    Exact. A whole number stands for all people at once, one bit each: for one person, the bits of those who
    gave the same answer are added up item by item in columns of bits, so a comparison with 64 others takes
    one step of the processor. Items × people² ÷ 64 steps: a second for 10,000 people, a few minutes for
    100,000. Memory: a bit for each pair of a person and an answer, and 4 bytes for each item answered.
    """
    known: dict[tuple[str, Hashable], int] = {}
    given = [array("L", (known.setdefault(item, len(known)) for item in person.items())) for person in people]
    same = _who_said(given, len(known))
    found = 0
    for place, own in enumerate(given):
        if len(own) >= least and not found >> place & 1:
            alike = _at_least([same[answer] for answer in own if same[answer]], least) & ~(1 << place)
            if alike:
                found |= alike | 1 << place
    return {place for place in range(len(given)) if found >> place & 1}


def _who_said(given: Sequence[Sequence[int]], answers: int) -> list[int]:
    """For each answer a bit for each who gave it; 0 for an answer that only one person gave."""
    places = [array("L") for _ in range(answers)]
    for place, own in enumerate(given):
        for answer in own:
            places[answer].append(place)
    same = []
    for which in places:
        bits = bytearray(len(given) // 8 + 1 if len(which) > 1 else 0)
        if bits:
            for place in which:
                bits[place >> 3] |= 1 << (place & 7)
        same.append(int.from_bytes(bits, "little"))
    return same


def _at_least(sets: Sequence[int], least: int) -> int:
    """A bit for each who is in at least `least` of the sets."""
    if len(sets) < least:
        return 0
    columns: list[int] = []
    for carry in sets:
        for digit, column in enumerate(columns):
            columns[digit], carry = column ^ carry, column & carry
            if not carry:
                break
        else:
            columns.append(carry)
    more, equal = 0, -1
    for digit in range(max(len(columns), least.bit_length()) - 1, -1, -1):
        column = columns[digit] if digit < len(columns) else 0
        if least >> digit & 1:
            equal &= column
        else:
            more |= equal & column
            equal &= ~column
    return more | equal


def _plain(value: Any) -> Hashable:
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    return tuple(value) if isinstance(value, list) else value
