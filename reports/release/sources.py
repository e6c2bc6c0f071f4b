"""Which questions a derived variable rests on; a derived segment is never crossed with its own items."""

import re
from collections.abc import Mapping
from typing import Any

from surveys.logic import scoring
from surveys.logic.definition import Definition

WORDS = re.compile(r"[A-Za-z]\w*")


def sources(d: Definition, variable: str) -> frozenset[str]:
    """Ids of the questions behind a question, a derived variable or a band. Empty for anything else."""
    if variable in d.by_id:
        return frozenset({variable})
    banded = scoring.compiled(d).bands.get(variable)
    if banded is not None:
        return sources(d, banded[0])
    entry = next((e for e in d.derived if e["id"] == variable), None)
    if entry is None:
        return frozenset()
    return frozenset(q for name in _names(d, entry) for q in sources(d, name))


def _names(d: Definition, entry: Mapping[str, Any]) -> set[str]:
    """Questions and earlier derived variables named in an entry; its sentences may use the singular."""
    earlier: set[str] = set()
    for other in d.derived:
        if other["id"] == entry["id"]:
            break
        earlier.add(other["id"])
    known = earlier | set(d.by_id)
    texts = [
        *entry.get("items", ()),
        *entry.get("needs", ()),
        entry.get("map_from", ""),
        entry.get("formula", ""),
    ]
    texts += [component["formula"] for component in entry.get("components", ())]
    words = {word.partition("__")[0] for text in texts for word in WORDS.findall(text)}
    return {name for word in words for name in (word, f"{word}s") if name in known}


def may_cross(d: Definition, item: str, segment: str) -> bool:
    """False for a variable with itself, and for a derived one with anything it is made of or that is made of
    the same.
    """
    if item == segment:
        return False
    if item in d.by_id and segment in d.by_id:
        return True
    return not sources(d, item) & sources(d, segment)
