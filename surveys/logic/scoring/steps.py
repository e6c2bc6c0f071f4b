"""One class per way of making a score: what it is worth for one respondent, and why it may be missing.

`Encoded` is variable -> value as made by surveys.logic.encoding; values below 0 are missing codes. Scores
on 0 … 100 unless the class says otherwise. A value of None is a missing score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

Encoded = Mapping[str, int | float | str]
Score = float | str | None
Scores = Mapping[str, Score]
NOT_ASKED = -1


class Step(Protocol):
    """A derived variable ready to be worked out."""

    @property
    def id(self) -> str: ...

    def values(self, encoded: Encoded, scores: Scores) -> dict[str, Score]:
        """Its own value under its id, and those of its parts. Never empty."""

    def reason(self, encoded: Encoded, scores: Scores) -> str:
        """Why the value is missing, as a sentence to the respondent."""


def valid(encoded: Encoded, variable: str) -> float | None:
    """The number answered, None for a missing code or a variable that is not there."""
    value = encoded.get(variable)
    return value if isinstance(value, int | float) and value >= 0 else None


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _not_asked(encoded: Encoded, variables: tuple[str, ...]) -> bool:
    return all(encoded.get(variable, NOT_ASKED) == NOT_ASKED for variable in variables)


@dataclass(frozen=True)
class Scale:
    """Mean of the valid items, low … high stretched to 0 … 100."""

    id: str
    items: tuple[tuple[str, bool], ...]
    """(variable, reverse-coded)"""
    low: int
    high: int
    min_valid: int
    recode: Mapping[int | float | str | None, int | None]
    """Value -> what it counts as; None leaves it out. Other missing codes are always left out."""

    def _valid(self, encoded: Encoded) -> list[float]:
        found = []
        for variable, is_reversed in self.items:
            value = encoded.get(variable)
            worth = self.recode[value] if value in self.recode else valid(encoded, variable)
            if worth is not None:
                found.append(self.low + self.high - worth if is_reversed else worth)
        return found

    def values(self, encoded: Encoded, scores: Scores) -> dict[str, Score]:
        found = self._valid(encoded)
        if len(found) < self.min_valid:
            return {self.id: None}
        return {self.id: 100 * (mean(found) - self.low) / (self.high - self.low)}

    def reason(self, encoded: Encoded, scores: Scores) -> str:
        if _not_asked(encoded, tuple(variable for variable, _ in self.items)):
            return "You were not asked the statements behind this score."
        count = len(self._valid(encoded))
        return (
            f"This score needs an answer to at least {self.min_valid} of its {len(self.items)} statements; "
            f"you answered {count or 'none'} of them."
        )


@dataclass(frozen=True)
class Comparison:
    score: str
    sign: str
    bound: float

    def holds(self, value: float) -> bool:
        return {
            ">=": value >= self.bound,
            ">": value > self.bound,
            "<=": value <= self.bound,
            "<": value < self.bound,
        }[self.sign]


@dataclass(frozen=True)
class Near:
    """Closer to a cut than a step of the scale."""

    score: str
    cut: float
    distance: float


@dataclass(frozen=True)
class Typology:
    """The first rule whose comparisons all hold gives the code. `<id>_borderline` is 1 near a cut, else 0."""

    id: str
    needs: tuple[str, ...]
    rules: tuple[tuple[str, tuple[Comparison, ...]], ...]
    near: tuple[Near, ...]
    labels: Mapping[str, str]

    def values(self, encoded: Encoded, scores: Scores) -> dict[str, Score]:
        known = {need: value for need in self.needs if isinstance(value := scores[need], int | float)}
        code: Score = None
        borderline: Score = None
        if len(known) == len(self.needs):
            code = next(
                (code for code, parts in self.rules if all(p.holds(known[p.score]) for p in parts)), None
            )
            borderline = int(any(abs(known[n.score] - n.cut) < n.distance for n in self.near))
        return {self.id: code} | ({f"{self.id}_borderline": borderline} if self.near else {})

    def reason(self, encoded: Encoded, scores: Scores) -> str:
        lacking = [f"“{self.labels[need]}”" for need in self.needs if scores[need] is None]
        if not lacking:
            return "Your scores fall under none of the types."
        names = " and ".join(lacking)
        return f"This needs {len(self.needs)} scores; {names} could not be worked out from your answers."


@dataclass(frozen=True)
class Spread:
    """Component: mean distance of a matrix's answered rows from its midpoint, as a share of the largest."""

    id: str
    variables: tuple[str, ...]
    middle: int
    reach: int

    def value(self, encoded: Encoded, scores: Scores) -> Score:
        found = [
            abs(v - self.middle) / self.reach
            for name in self.variables
            if (v := valid(encoded, name)) is not None
        ]
        return 100 * mean(found) if found else None


@dataclass(frozen=True)
class Practice:
    """Component: mean practice value over the answered variables, if at least `min_valid` have one."""

    id: str
    variables: tuple[str, ...]
    worth: Mapping[float, float]
    min_valid: int

    def value(self, encoded: Encoded, scores: Scores) -> Score:
        answered = [value for name in self.variables if (value := valid(encoded, name)) is not None]
        found = [self.worth[value] for value in answered if value in self.worth]
        return mean(found) if len(found) >= self.min_valid else None


@dataclass(frozen=True)
class Same:
    """Component: another score."""

    id: str
    score: str

    def value(self, encoded: Encoded, scores: Scores) -> Score:
        return scores[self.score]


@dataclass(frozen=True)
class Composite:
    """Mean of the available components, if there are at least `min_valid`."""

    id: str
    components: tuple[Spread | Practice | Same, ...]
    min_valid: int

    def values(self, encoded: Encoded, scores: Scores) -> dict[str, Score]:
        parts = {component.id: component.value(encoded, scores) for component in self.components}
        found = [value for value in parts.values() if isinstance(value, int | float)]
        return {self.id: mean(found) if len(found) >= self.min_valid else None, **parts}

    def reason(self, encoded: Encoded, scores: Scores) -> str:
        count = sum(component.value(encoded, scores) is not None for component in self.components)
        return (
            f"This score is put together from {len(self.components)} parts and needs at least "
            f"{self.min_valid}; your answers give {count or 'none'}."
        )


@dataclass(frozen=True)
class Difference:
    """One score minus another, -100 … 100."""

    id: str
    plus: str
    minus: str
    labels: Mapping[str, str]

    def values(self, encoded: Encoded, scores: Scores) -> dict[str, Score]:
        plus, minus = scores[self.plus], scores[self.minus]
        if isinstance(plus, int | float) and isinstance(minus, int | float):
            return {self.id: plus - minus}
        return {self.id: None}

    def reason(self, encoded: Encoded, scores: Scores) -> str:
        lacking = [f"“{self.labels[part]}”" for part in (self.plus, self.minus) if scores[part] is None]
        return f"This compares two scores; {' and '.join(lacking)} could not be worked out from your answers."


@dataclass(frozen=True)
class Mixing:
    """Share of the places in use where at least one work row and at least one private row meet."""

    id: str
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(row variable prefix, domain, all column codes)"""
    places: tuple[str, ...]
    min_rows: int

    def _answered(self, encoded: Encoded) -> int:
        return sum(
            any(valid(encoded, f"{row}__{column}") for column in columns) for row, _, columns in self.rows
        )

    def values(self, encoded: Encoded, scores: Scores) -> dict[str, Score]:
        used = mixed = 0
        for place in self.places:
            domains = [domain for row, domain, _ in self.rows if encoded.get(f"{row}__{place}") == 1]
            used += bool(domains)
            mixed += "work" in domains and "private" in domains
        enough = self._answered(encoded) >= self.min_rows and used > 0
        return {self.id: 100 * mixed / used if enough else None}

    def reason(self, encoded: Encoded, scores: Scores) -> str:
        if _not_asked(
            encoded, tuple(f"{row}__{column}" for row, _, columns in self.rows for column in columns)
        ):
            return "You were not asked where you are connected with these groups of people."
        count = self._answered(encoded)
        if count < self.min_rows:
            return (
                f"This needs an answer for at least {self.min_rows} of {len(self.rows)} groups of people; "
                f"you answered for {count or 'none'}."
            )
        return (
            "You named no place online where you are connected with any of these groups, so none can overlap."
        )


@dataclass(frozen=True)
class Grouping:
    """Answers of a question gathered into fewer groups; the value is a group's code."""

    id: str
    variable: str
    group_of: Mapping[int, str]
    question: str

    def values(self, encoded: Encoded, scores: Scores) -> dict[str, Score]:
        value = encoded.get(self.variable)
        return {self.id: self.group_of.get(value) if isinstance(value, int) else None}

    def reason(self, encoded: Encoded, scores: Scores) -> str:
        if _not_asked(encoded, (self.variable,)):
            return f"You were not asked “{self.question}”"
        return f"You gave no answer that belongs to one of the groups to “{self.question}”"


@dataclass(frozen=True)
class Count:
    """How many options of a multi question are selected, exclusive ones not counted. Not on 0 … 100."""

    id: str
    variables: tuple[str, ...]
    explicit_missing: tuple[str, ...]
    question: str

    def values(self, encoded: Encoded, scores: Scores) -> dict[str, Score]:
        found = [valid(encoded, variable) for variable in self.variables]
        refused = any(encoded.get(variable) == 1 for variable in self.explicit_missing)
        return {self.id: None if refused or None in found else sum(value == 1 for value in found)}

    def reason(self, encoded: Encoded, scores: Scores) -> str:
        if _not_asked(encoded, self.variables):
            return f"You were not asked “{self.question}”"
        return f"You gave no answer to “{self.question}”"
