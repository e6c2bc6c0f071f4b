"""Masks: a bit a row, in whole words of 64; the bits after the last row are 0."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD_BITS = 64
FIRST_MISSING = 250
Words = NDArray[np.uint64]


def words_of(rows: int) -> int:
    """How many words hold so many rows."""
    return -(-rows // WORD_BITS)


def packed(bits: NDArray[Any]) -> Words:
    """Rows that are 0 or 1 (or False and True) as words."""
    whole = np.zeros(words_of(len(bits)) * 8, np.uint8)
    some = np.packbits(bits)
    whole[: len(some)] = some
    return whole.view(np.uint64)


def unpacked(words: Words, rows: int) -> NDArray[np.uint8]:
    """0 or 1 a row."""
    return np.unpackbits(np.ascontiguousarray(words).view(np.uint8), count=rows)


def everyone(rows: int) -> Words:
    return packed(np.ones(rows, np.bool_))


def popcount(words: Words) -> int:
    return int(np.bitwise_count(words).sum(dtype=np.int64))


def places_of(codes: NDArray[np.uint8], levels: int) -> NDArray[np.uint8]:
    """Stored codes -> places on their column's axis: codes below `levels` stay, 250 … 255 follow them."""
    return codes - (codes >= FIRST_MISSING) * np.uint8(FIRST_MISSING - levels)


def levels_of(codes: NDArray[np.uint8], levels: int) -> tuple[tuple[int, ...], Words]:
    """The places that occur, in order, and the mask of each: shape (places, words)."""
    places = places_of(codes, levels)
    found = np.flatnonzero(np.bincount(places, minlength=1))
    masks = [packed(places == np.uint8(place)) for place in found]
    whole = np.stack(masks) if masks else np.zeros((0, words_of(len(codes))), np.uint64)
    return tuple(int(place) for place in found), whole
