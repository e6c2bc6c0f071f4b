"""Every leaf of what a reference expects against what was computed."""

import math
from collections.abc import Iterator
from typing import Any

from reports.stats.arrays import Floats

#: Tolerances of the reference results: relative, except where it says otherwise.
DEFAULT = 1e-8
LOOSER = {"ci_logit": 1e-6, "ci_likelihood": 1e-6, "omega": 1e-4}
#: Differences that cancel leave rounding errors of this size. p-values do not cancel: theirs is where
#: doubles end.
FLOOR, P_FLOOR = 1e-12, 1e-300
#: Raked weights and what is summed from them: absolute, after scaling to mean 1; with a cap, looser.
RAKED, CAPPED = 1e-8, 1e-6
#: Words for people, where they are texts.
FOR_PEOPLE = {"note", "formula"}

Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every number, text, truth value and null with its path; an empty list or object is a leaf too."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            if key not in FOR_PEOPLE or not isinstance(inner, str):
                yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for i, inner in enumerate(value):
            yield from leaves(inner, (*path, i))
    else:
        yield path, value


def at(value: Any, path: Path) -> Any:
    """What stands at a path. Raise KeyError where nothing does. A list of one thing and the thing are the
    same: R writes both alike.
    """
    for step in path:
        if (
            isinstance(value, list | tuple)
            and isinstance(step, int)
            and step < len(value)
            or isinstance(value, dict)
            and step in value
        ):
            value = value[step]
        elif step == 0 and not isinstance(value, list | tuple | dict):
            continue
        else:
            raise KeyError(path)
    if isinstance(value, list | tuple) and len(value) == 1 and not isinstance(value[0], dict | list | tuple):
        return value[0]
    return value


def tolerance(path: Path, kind: str) -> tuple[float, float]:
    """Relative and absolute, of a leaf."""
    keys = [str(step) for step in path]
    for prefix, value in LOOSER.items():
        if any(key.startswith(prefix) for key in keys):
            return value, FLOOR
    if kind == "raking" and not keys[0].startswith("topline"):
        capped = any("cap" in key for key in keys)
        return (CAPPED, CAPPED) if capped else (DEFAULT, RAKED)
    is_p = keys[-1] == "p" or keys[-1].startswith("p_") or keys[-1].endswith("_p")
    return DEFAULT, P_FLOOR if is_p else FLOOR


def agrees(expected: Any, found: Any, relative: float, absolute: float) -> bool:
    if isinstance(found, list | tuple | dict):
        return isinstance(expected, list | dict) and not expected and not found
    if expected is None or found is None:
        return expected is None and (found is None or not math.isfinite(float(found)))
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return abs(expected - found) <= max(absolute, relative * abs(expected))
    return type(expected) is type(found) and bool(expected == found)


def disagreements(expected: Any, found: Any, kind: str) -> Iterator[str]:
    """A line for each leaf of `expected` that was not computed or is another."""
    for path, value in leaves(expected):
        name = ".".join(map(str, path))
        try:
            computed = at(found, path)
        except KeyError:
            yield f"{name}: expected {value!r}, nothing computed"
            continue
        if not agrees(value, computed, *tolerance(path, kind)):
            yield f"{name}: expected {value!r}, computed {computed!r}"


def column_agrees(expected: Floats, found: Floats, absolute: float, relative: float = 0.0) -> bool:
    """Two columns of numbers, missing in the same places."""
    if expected.shape != found.shape:
        return False
    missing = [[math.isnan(v) for v in column] for column in (expected.tolist(), found.tolist())]
    return missing[0] == missing[1] and all(
        math.isnan(a) or abs(a - b) <= max(absolute, relative * abs(a))
        for a, b in zip(expected.tolist(), found.tolist(), strict=True)
    )
