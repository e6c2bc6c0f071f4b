"""Soft hyphens for long words in narrow table heads, where the browser has no dictionary."""

import re

SOFT = "\u00ad"
LONG = re.compile(r"[A-Za-z]{8,}")
INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
ONSET = r"(?:[wtscp]h|[bcdfgpt]r|[bcfgp]l|[^aeiouy\u00ad])"
OPEN = re.compile(rf"([aeiouy])(?={ONSET}[aeiouy])")
"""Vowel, then the beginning of the next syllable: "Insta-gram", "some-where"."""
CLOSED = re.compile(r"([aeiouy][^aeiouyh\u00ad])(?=[^aeiouyhrl\u00ad][aeiouy])")
"""A consonant at the end of each: "Mas-to-don", "con-nec-ted"."""


def soften(words: str) -> str:
    """Long words get places to break: at an inner capital, else between syllables, roughly as in English."""
    return LONG.sub(lambda found: _word(found.group()), words)


def _word(word: str) -> str:
    if INNER_CAPITAL.search(word):
        return INNER_CAPITAL.sub(SOFT, word)
    first, *rest = CLOSED.sub(rf"\1{SOFT}", OPEN.sub(rf"\1{SOFT}", word)).split(SOFT)
    return SOFT.join(_pieces(first, rest))


def _pieces(first: str, rest: list[str]) -> list[str]:
    """No piece under two letters at the start or three at the end."""
    out = [first]
    for piece in rest:
        if len(out[-1]) < 2:
            out[-1] += piece
        else:
            out.append(piece)
    if len(out) > 1 and len(out[-1]) < 3:
        out[-2:] = ["".join(out[-2:])]
    return out
