"""Soft hyphens for long words in narrow table heads, where the browser has no dictionary."""

import re

SOFT = "\u00ad"
LONG = 8


def soften(words: str) -> str:
    """Long words get places to break: between syllables as English mostly has them, or at an inner capital."""
    return re.sub(r"[A-Za-z]{%d,}" % LONG, lambda m: _word(m.group()), words)


def _word(word: str) -> str:
    if re.search(r"[a-z][A-Z]", word):
        return re.sub(r"(?<=[a-z])(?=[A-Z])", SOFT, word)
    pieces = re.sub(r"([aeiouy])((?:[wtsc]h|ph|st|gr|[^aeiouy])[aeiouy])", rf"\1{SOFT}\2", word)
    pieces = re.sub(r"([aeiouy][^aeiouy\u00ad])([^aeiouyh\u00ad][aeiouy])", rf"\1{SOFT}\2", pieces)
    first, *rest = pieces.split(SOFT)
    return _join(first, rest)


def _join(first: str, rest: list[str]) -> str:
    """No piece under two letters at the start or three at the end."""
    out = [first]
    for piece in rest:
        if len(out[-1]) < 2:
            out[-1] += piece
        else:
            out.append(piece)
    if len(out) > 1 and len(out[-1]) < 3:
        last = out.pop()
        out[-1] += last
    return SOFT.join(out)
