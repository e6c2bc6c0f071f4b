"""Every key path of instrument data, an editor's own names written as *, and how to change its value."""

from collections.abc import Iterator
from typing import Any

#: Keys over a mapping whose own keys are names an editor chose.
NAMED = frozenset({"scales", "factors", "fills", "anchors", "recode", "map"})
CONDITIONS = frozenset({"show_if", "if", "only_if"})
#: Paths whose values are words of the schema; each word used has a line of its own.
WORDS = frozenset(
    {
        "questions[].type",
        "questions[].randomize",
        "questions[].present",
        "questions[].rows[].keyed",
        "questions[].rows[].domain",
        "missing_codes[].base",
        "derived[].kind",
    }
)
Place = tuple[Any, Any]
"""(the mapping or list that holds the value, its key or index)"""


def key_paths(data: Any) -> Iterator[tuple[str, Place]]:
    """(path, place) for every key in the data, containers before their contents."""
    yield from _walk(data, "", named=False, condition=False)


def _walk(value: Any, path: str, *, named: bool, condition: bool) -> Iterator[tuple[str, Place]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            own = "<condition>" if condition else path
            below = f"{own}.{'*' if named else key}" if own else key
            below = below.replace("questions[].followup.", "questions[].")
            yield below, (value, key)
            if below in WORDS:
                yield f"{below}={inner}", (value, key)
            starts_condition = key in CONDITIONS and isinstance(inner, dict)
            stays = condition and key in ("all", "any", "not")
            fills = key == "fills" or (named and path.endswith(".fills"))
            yield from _walk(inner, below, named=key in NAMED or fills, condition=starts_condition or stays)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, path if condition else f"{path}[]", named=False, condition=condition)


def mutations(value: Any) -> Iterator[Any]:
    """Other values of the same type; `...` stands for taking the key away."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1)
    elif isinstance(value, str):
        yield from (f"{value}x", f"{value} x")
    elif isinstance(value, list) and value:
        yield value[:-1]
    yield ...
