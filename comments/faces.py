"""A face for a name: two discs that overlap, the same ones for the same name everywhere.

Drawn from a hash, so nobody outside is asked for a picture and nobody can be looked up by one.
"""

import hashlib
from dataclasses import dataclass

INKS = ("family", "mentors", "acquaintances", "allies", "parents", "hobby")
LEFT, RIGHT = (10, 13), (13, 18)
"""Where the centre of each disc may stand, from the top, in a box of 28."""


@dataclass(frozen=True)
class Face:
    """The inks of two discs, and how high each stands."""

    left: str
    right: str
    left_y: int
    right_y: int


def face_of(name: str) -> Face:
    """The face for a name; letter case and spaces around it make no difference."""
    numbers = hashlib.sha256(" ".join(name.split()).casefold().encode()).digest()
    first = numbers[0] % len(INKS)
    second = (first + 1 + numbers[1] % (len(INKS) - 1)) % len(INKS)
    return Face(
        left=INKS[first],
        right=INKS[second],
        left_y=_between(LEFT, numbers[2]),
        right_y=_between(RIGHT, numbers[3]),
    )


def _between(ends: tuple[int, int], number: int) -> int:
    return ends[0] + number % (ends[1] - ends[0] + 1)
