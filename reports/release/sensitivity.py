"""How far headline figures hang on careless answers. Exact, for analysts: nothing here is published."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan
from typing import Any

from reports.dataset.encode import ANALYSED, RowEncoder, Stored
from surveys.logic import scoring
from surveys.logic.definition import Definition

BASES = ("published", "everybody", "unmarked")
"""The analysis base; with everybody who was left out of it; without anybody who carries any mark."""


@dataclass
class Figure:
    """A share or a mean, on each base."""

    item: str
    """What it is about: the question's words, or the score's name."""
    label: str
    """The answer, the type, or 'mean'."""
    is_share: bool
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BASES, 0))
    """Valid answers on each base."""
    sums: dict[str, float] = field(default_factory=lambda: dict.fromkeys(BASES, 0.0))

    def value(self, base: str) -> float | None:
        """Percent for a share; None without a valid answer."""
        n = self.counts[base]
        return None if not n else (100 if self.is_share else 1) * self.sums[base] / n

    def shift(self, base: str) -> float | None:
        """How far another base lies from the published one."""
        here, there = self.value("published"), self.value(base)
        return None if here is None or there is None else there - here


@dataclass(frozen=True)
class Sensitivity:
    figures: tuple[Figure, ...]
    people: Mapping[str, int]
    """How many each base holds."""
    left_out: Mapping[str, int]
    """Why -> how many are no part of the analysis."""

    def widest(self, base: str) -> float:
        """The largest shift of a share, in percentage points."""
        return max((abs(f.shift(base) or 0.0) for f in self.figures if f.is_share), default=0.0)


def sensitivity(
    *, d: Definition, definitions: Mapping[int, Definition], rows: Iterable[Mapping[str, Any]]
) -> Sensitivity:
    """Every headline question with one answer, type and index of `d`. `rows` as the dataset takes them."""
    figures = list(_figures(d))
    encoders = {number: RowEncoder(each) for number, each in definitions.items()}
    people = dict.fromkeys(BASES, 0)
    left_out: dict[str, int] = {}
    for row in rows:
        if row["_status"] not in ANALYSED:
            continue
        if why := row["_left_out"]:
            left_out[why] = left_out.get(why, 0) + 1
        bases = [
            base
            for base, belongs in zip(BASES, (not why, True, not why and not row["_flags"]), strict=True)
            if belongs
        ]
        stored = encoders[row["_version"]].row(row)
        for base in bases:
            people[base] += 1
        for figure, name, code in figures:
            _count(figure, stored, name, code, bases)
    return Sensitivity(tuple(figure for figure, _, _ in figures), people, left_out)


def _figures(d: Definition) -> Iterator[tuple[Figure, str, int | None]]:
    """Each figure with its column and, for a share, its code there."""
    for q in d.questions:
        if q.headline and q.type == "single":
            for option in q.options:
                if not option.is_missing:
                    yield Figure(q.text, option.label, True), q.id, option.value
    for entry in d.derived:
        name = entry["id"]
        if "rules" in entry:
            for code, (_, label) in enumerate(scoring.levels(d, name)):
                yield Figure(entry.get("label", name), label, True), name, code
        elif "range" in entry:
            yield Figure(entry.get("label", name), "mean", False), name, None


def _count(figure: Figure, stored: Stored, name: str, code: int | None, bases: Iterable[str]) -> None:
    value = stored.get(name)
    if value is None or isnan(value) or (code is not None and value < 0):
        return
    for base in bases:
        figure.counts[base] += 1
        figure.sums[base] += value if code is None else float(value == code)
