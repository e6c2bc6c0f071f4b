"""What an analyst asked for: read from the address of the page, checked, and written back into one.

    ?wave=3&row=issue&row=seg__s1&by=role&where=region:europe&base=valid&correction=holm&show=counts

Whatever is not understood is left out and said so in a sentence; nothing in an address raises an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar
from urllib.parse import urlencode

from reports.dataset.queries import AnyBit, Condition, Where
from reports.explorer.tables import BaseKind, Correction
from reports.explorer.variables import Catalogue, Level, Variable
from reports.stats.tabulate import place

Show = Literal["counts", "intervals"]
BASES: dict[BaseKind, str] = {"valid": "valid answers", "asked": "everybody asked"}
CORRECTIONS: dict[Correction, str] = {
    "holm": "Holm, within each row",
    "bh": "Benjamini–Hochberg, over the whole page",
}
SHOWS: dict[Show, str] = {"counts": "counts", "intervals": "95 % intervals"}
Name = TypeVar("Name", bound=str)
#: Longer addresses come from nobody's form.
LONGEST_ADDRESS = 8_000


class Parameters(Protocol):
    """What a QueryDict has of these."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Filter:
    """People whose answer is one of the levels; of no level: chosen, but nothing ticked yet."""

    variable: Variable
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """`remarks`: what of the address could not be used, a sentence each."""

    rows: tuple[Variable, ...]
    segments: tuple[Variable, ...]
    filters: tuple[Filter, ...]
    weights: str
    """Their name; empty for none."""
    base: BaseKind
    correction: Correction
    shows: frozenset[Show]
    remarks: tuple[str, ...]

    @property
    def applied(self) -> tuple[Filter, ...]:
        return tuple(each for each in self.filters if each.levels)

    def query(self, wave: int) -> str:
        """The same choice as the part of an address after the question mark."""
        pairs: list[tuple[str, str]] = [("wave", str(wave))]
        pairs += [("row", variable.name) for variable in self.rows]
        pairs += [("by", variable.name) for variable in self.segments]
        pairs += [("where", f"{f.variable.name}:{level.code}") for f in self.filters for level in f.levels]
        pairs += [("weights", self.weights)] if self.weights else []
        pairs += [("base", self.base), ("correction", self.correction)]
        pairs += [("show", name) for name in sorted(self.shows)]
        return urlencode(pairs)

    def conditions(self, widths: Mapping[str, int]) -> tuple[Condition, ...]:
        """For the dataset. `widths`: valid codes of each code column, after which the missing ones stand."""
        return tuple(_condition(each, widths) for each in self.applied)


def _condition(chosen: Filter, widths: Mapping[str, int]) -> Condition:
    variable = chosen.variable
    if variable.kind == "bits":
        return AnyBit(tuple(variable.column_of(level) for level in chosen.levels))
    levels = widths[variable.column]
    return Where(variable.column, tuple(sorted(place(level.value, levels) for level in chosen.levels)))


def read(
    parameters: Parameters, known: Catalogue, *, weights: Sequence[str] = (), no_weights: str = ""
) -> Choice:
    """Of a page's address. `weights`: names of those that the wave has; `no_weights`: why it has none. Counts
    and intervals are shown until something else is asked for.
    """
    remarks: list[str] = []
    rows = _variables(parameters.getlist("row"), known, remarks)
    named = _variables(parameters.getlist("by"), known, remarks)
    segments = tuple(variable for variable in named if variable.can_split)
    remarks += [
        f"“{variable.label}” has no groups, so it can't stand in the banner."
        for variable in named
        if not variable.can_split
    ]
    wanted = next((name for name in parameters.getlist("weights") if name), "")
    if wanted and wanted not in weights:
        remark = f"This wave has no weights “{_quoted(wanted)}”, so everybody counts alike."
        remarks.append(f"{remark} {no_weights}".strip())
    shows = {name for name in SHOWS if name in parameters.getlist("show")}
    return Choice(
        rows=rows,
        segments=segments,
        filters=_filters(parameters, known, remarks),
        weights=wanted if wanted in weights else "",
        base=_one_of("base", BASES, parameters, remarks),
        correction=_one_of("correction", CORRECTIONS, parameters, remarks),
        shows=frozenset(shows if parameters.getlist("row") else SHOWS),
        remarks=tuple(remarks),
    )


def _variables(names: Sequence[str], known: Catalogue, remarks: list[str]) -> tuple[Variable, ...]:
    found = {}
    for name in dict.fromkeys(names):
        if name in known.variables:
            found[name] = known.variables[name]
        elif name:
            remarks.append(f"This wave has no variable “{_quoted(name)}”; it was left out.")
    return tuple(found.values())


def _filters(parameters: Parameters, known: Catalogue, remarks: list[str]) -> tuple[Filter, ...]:
    """`where=variable:answer`, any number of each; `add=variable` opens a filter without an answer yet."""
    levels: dict[str, list[Level]] = {}
    for value in dict.fromkeys(parameters.getlist("where")):
        name, _, code = value.partition(":")
        variable = known.variables.get(name)
        level = variable.level(code) if variable is not None and variable.can_split else None
        if level is None or (variable is not None and variable.kind == "bits" and level.is_missing):
            remarks.append(f"There is no answer “{_quoted(value)}” to filter by; it was left out.")
        else:
            levels.setdefault(name, []).append(level)
    for variable in _variables(parameters.getlist("add"), known, remarks):
        if variable.can_split:
            levels.setdefault(variable.name, [])
        else:
            remarks.append(f"“{variable.label}” has no groups to filter by.")
    return tuple(Filter(known.variables[name], tuple(found)) for name, found in levels.items())


def _one_of(name: str, names: Mapping[Name, str], parameters: Parameters, remarks: list[str]) -> Name:
    """The first is meant where nothing is said."""
    first = next(iter(names))
    asked = [value for value in parameters.getlist(name) if value]
    if not asked:
        return first
    found = next((known for known in names if known == asked[-1]), None)
    if found is None:
        remarks.append(f"“{_quoted(asked[-1])}” is no {name}; {names[first]} is used.")
    return found or first


def _quoted(text: str) -> str:
    """What was typed, short enough to be read back."""
    return text if len(text) <= 60 else text[:60] + "…"
