"""What changed from one version of a questionnaire to the next, in words an editor can check."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.exchange import Part, parts, without_uuids
from surveys.logic.hashing import WORDING

LONGEST = 60
OUTSIDE = (
    "scales",
    "derived",
    "segments",
    "publication",
    "weighting",
    "quality",
    "missing_codes",
    "spss_missing_range",
)
NESTED = ("options", "rows", "columns", "followup", "uuid")


@dataclass(frozen=True)
class Changes:
    labels: tuple[str, ...]
    """One sentence for each wording that differs."""
    structure: tuple[str, ...]
    """One sentence for each thing added, removed or working differently."""

    @property
    def summary(self) -> str:
        found = [
            f"{len(items)} {singular if len(items) == 1 else plural}"
            for items, singular, plural in (
                (self.labels, "wording", "wordings"),
                (self.structure, "change of structure", "changes of structure"),
            )
            if items
        ]
        return " and ".join(found).capitalize() if found else "No change"


def between(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Changes:
    """Differences between two instruments; with no `before`, none. Parts are matched by their codes."""
    if before is None:
        return Changes((), ())
    labels: list[str] = []
    structure: list[str] = []
    old = {part.path: part for part in parts(dict(before))}
    new = {part.path: part for part in parts(dict(after))}
    for path, part in new.items():
        if path not in old:
            structure.append(f"{_named(part)} was added.")
            continue
        earlier = old[path]
        for key in sorted((set(part.data) | set(earlier.data)) - set(NESTED)):
            was, now = earlier.data.get(key), part.data.get(key)
            if was == now:
                continue
            if key in WORDING:
                labels.append(f"{_named(part)}: “{_short(was)}” became “{_short(now)}”.")
            else:
                structure.append(f"{_named(part)}: {key} changed.")
    structure += [f"{_named(part)} was removed." for path, part in old.items() if path not in new]
    structure += _moved(old, new)
    for key in sorted(set(before["instrument"]) | set(after["instrument"])):
        if before["instrument"].get(key) != after["instrument"].get(key):
            labels.append(f"About the survey: {key.replace('_', ' ')} changed.")
    structure += [
        f"Scores and publication: {key.replace('_', ' ')} changed."
        for key in OUTSIDE
        if without_uuids(before.get(key)) != without_uuids(after.get(key))
    ]
    return Changes(tuple(labels), tuple(structure))


def _moved(old: Mapping[tuple[str, ...], Part], new: Mapping[tuple[str, ...], Part]) -> list[str]:
    """Lists whose common parts stand in another order."""
    outer: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
    for side, everything in enumerate((old, new)):
        for path in everything:
            if path in old and path in new:
                outer.setdefault(path[:-1], ([], []))[side].append(path[-1])
    return [
        f"{'The order of ' + path[-1]}{f' of {path[1]}' if len(path) > 1 else ''} changed."
        for path, (was, now) in outer.items()
        if was != now
    ]


def _named(part: Part) -> str:
    name = part.name.capitalize()
    return f"{name} {part.path[1]}/{part.code}" if len(part.path) > 2 else f"{name} {part.code}"


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
