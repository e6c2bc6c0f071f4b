"""The instrument's derived variables, written as sentences, recognised exactly and turned into steps.

A sentence that is not known here is a fault of the instrument, never a guess.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.logic.definition import Definition, Question
from surveys.logic.scoring.steps import (
    Comparison,
    Composite,
    Count,
    Difference,
    Grouping,
    Mixing,
    Near,
    Practice,
    Same,
    Scale,
    Spread,
    Step,
    Typology,
)

NUMBER = r"-?\d+(?:\.\d+)?"
SCALE = re.compile(r"100 \* \(mean\(valid( items after reversing)?\) - (\d+)\) / (\d+)\Z")
SCALE_FROM_ZERO = re.compile(r"100 \* mean\(valid( items after reversing)?\) / (\d+)\Z")
DIFFERENCE = re.compile(r"(\w+) - (\w+) \(missing if either is missing\)\Z")
COUNT = re.compile(r"number of selected (\w+) \(0 if none\)\Z")
MIXING = re.compile(
    r"places = columns (?P<places>\w+(?:, \w+)*) with at least one \w+ of any domain; "
    r"mixed = places with at least one 'work' (?P<row>\w+) and at least one 'private' (?P=row); "
    r"100 \* mixed / places\Z"
)
MIXING_MISSING = re.compile(
    r"missing if fewer than (?P<least>\d+) of the (?P<all>\d+) (?P<row>\w+) rows are answered "
    r"\(a row is answered if any column incl\. [\w/]+ is chosen\) or places = 0\Z"
)
SPREAD = re.compile(r"100 \* mean over answered (\w+) of abs\((\w+) - (\d+)\) / (\d+)\Z")
PRACTICE_ONE = re.compile(r"practice value of the chosen (\w+) option\Z")
PRACTICE_ROWS = re.compile(r"mean of practice values over answered (\w+) rows\Z")
COMPOSITE = "mean of available components"
EITHER_MISSING = "missing if either score is missing"
COMPARISON = re.compile(rf"(\w+) (>=|>|<=|<) ({NUMBER})\Z")
BORDERLINE = re.compile(r"true if (.+?)(?: \([^()]*\))?\Z")
NEAR = re.compile(rf"abs\((\w+) - ({NUMBER})\) < ({NUMBER})\Z")

ALWAYS = frozenset({"id", "label", "range", "meaning", "kind", "note"})
#: The key that tells a shape -> (the `kind` it must be, further keys it needs, further keys it may have).
SHAPES: Mapping[str, tuple[str | None, frozenset[str], frozenset[str]]] = {
    "items": (
        "reflective_scale",
        frozenset({"formula", "min_valid"}),
        frozenset({"recode", "reliability", "bands"}),
    ),
    "rules": ("typology", frozenset({"needs", "missing"}), frozenset({"borderline"})),
    "components": ("formative_composite", frozenset({"formula", "min_valid"}), frozenset({"bands"})),
    "map_from": (None, frozenset({"map"}), frozenset()),
    "formula": (None, frozenset(), frozenset({"missing", "bands"})),
}


class Fault(Exception):
    """One thing wrong with one derived variable: (key, message)."""


@dataclass
class Reader:
    """Turns entries into steps, in order; an entry may name only what stands before it."""

    d: Definition
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Numeric scores read so far -> lowest and highest value."""
    labels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._readers: Mapping[
            str, Callable[[Mapping[str, Any]], tuple[Step, tuple[float, float] | None]]
        ] = {
            "items": self._items,
            "rules": self._rules,
            "components": self._components,
            "map_from": self._map_from,
            "formula": self._formula,
        }

    def read(self, entry: Mapping[str, Any]) -> Step:
        """Raise Fault if the entry is not understood."""
        shape = next((key for key in SHAPES if key in entry), None)
        if shape is None:
            raise Fault("formula", "missing")
        kind, needed, possible = SHAPES[shape]
        for key in sorted(needed - set(entry)):
            raise Fault(key, "missing")
        for key in sorted(set(entry) - ALWAYS - {shape} - needed - possible):
            raise Fault(key, f"has no meaning beside {shape}")
        if entry.get("kind") != kind:
            raise Fault("kind", f"a derived variable with {shape} is {kind or 'of no kind'}")
        self.labels[entry["id"]] = entry.get("label", entry["id"])
        step, span = self._readers[shape](entry)
        if "range" in entry and tuple(entry["range"]) != span:
            raise Fault("range", f"the formula gives {_span(span)}")
        if span is not None:
            self.ranges[entry["id"]] = span
        return step

    # One method per shape: entry -> (step, lowest and highest value; None if not a number on a fixed scale)

    def _items(self, entry: Mapping[str, Any]) -> tuple[Scale, tuple[float, float]]:
        known = SCALE.match(entry["formula"])
        from_zero = SCALE_FROM_ZERO.match(entry["formula"])
        if known:
            reversing, low, width = known[1], int(known[2]), int(known[3])
        elif from_zero:
            reversing, low, width = from_zero[1], 0, int(from_zero[2])
        else:
            raise Fault("formula", "not a formula known here for a scale")
        recode: dict[int | float | str | None, int | None]
        recode = {int(k): None if v == "missing" else int(v) for k, v in entry.get("recode", {}).items()}
        if width < 1:
            raise Fault("formula", "divides by nothing")
        items = tuple((item.removeprefix("-"), item.startswith("-")) for item in entry["items"])
        for variable, _ in items:
            for value in self._points(variable):
                recoded = recode.get(value, value if value >= 0 else None)
                if recoded is not None and not low <= recoded <= low + width:
                    raise Fault(
                        "formula", f"the value {value} of {variable} lies outside {low} to {low + width}"
                    )
        for variable, is_reversed in items:
            keyed = self._keyed(variable)
            if keyed and is_reversed != (keyed == "-"):
                raise Fault("items", f"{variable} is keyed {keyed} in its question")
        if any(is_reversed for _, is_reversed in items) != bool(reversing):
            raise Fault("formula", "says “after reversing” if and only if an item begins with “-”")
        if entry["min_valid"] > len(items):
            raise Fault("min_valid", f"there are only {len(items)} items")
        if len({variable for variable, _ in items}) < len(items):
            raise Fault("items", "an item stands here twice")
        return Scale(entry["id"], items, low, low + width, entry["min_valid"], recode), (0, 100)

    def _points(self, variable: str) -> list[int]:
        """Values that a matrix row or single question may take."""
        question_id, _, row = variable.partition("__")
        q = self.d.by_id.get(question_id)
        rows = {row.code for row in q.rows} if q and q.type == "matrix_single" else {""}
        if q is None or q.type not in ("matrix_single", "single") or row not in rows:
            raise Fault("items", f"{variable} is no row of a matrix and no single question")
        return [option.value for option in q.options]

    def _keyed(self, variable: str) -> str:
        question_id, _, row_code = variable.partition("__")
        return next((row.keyed for row in self.d.question(question_id).rows if row.code == row_code), "")

    def _rules(self, entry: Mapping[str, Any]) -> tuple[Typology, None]:
        needs = tuple(self._score(name, "needs") for name in entry["needs"])
        if entry["missing"] != EITHER_MISSING:
            raise Fault("missing", f"the sentence known here is “{EITHER_MISSING}”")
        rules = []
        for rule in entry["rules"]:
            found = [COMPARISON.match(part) for part in rule["if"].split(" and ")]
            parts = tuple(Comparison(m[1], m[2], float(m[3])) for m in found if m)
            if len(parts) < len(found):
                raise Fault(
                    "rules", f"“{rule['if']}” is not made of comparisons such as “score >= 50” joined by and"
                )
            rules.append((rule["code"], parts))
        near: list[Near] = []
        if "borderline" in entry:
            sentence = BORDERLINE.match(entry["borderline"])
            terms = [NEAR.match(term) for term in sentence[1].split(" or ")] if sentence else [None]
            near = [Near(m[1], float(m[2]), float(m[3])) for m in terms if m]
            if len(near) < len(terms):
                raise Fault("borderline", "not of the form “true if abs(score - 50) < 5 or …”")
        named = {part.score for _, parts in rules for part in parts} | {part.score for part in near}
        if not named <= set(needs):
            raise Fault("needs", f"does not list {', '.join(sorted(named - set(needs)))}")
        _once("rules", (code for code, _ in rules))
        return Typology(entry["id"], needs, tuple(rules), tuple(near), dict(self.labels)), None

    def _components(self, entry: Mapping[str, Any]) -> tuple[Composite, tuple[float, float]]:
        if entry["formula"] != COMPOSITE:
            raise Fault("formula", f"the formula known here is “{COMPOSITE}”")
        parts = tuple(self._component(part) for part in entry["components"])
        if entry["min_valid"] > len(parts):
            raise Fault("min_valid", f"there are only {len(parts)} components")
        return Composite(entry["id"], parts, entry["min_valid"]), (0, 100)

    def _component(self, part: Mapping[str, Any]) -> Spread | Practice | Same:
        formula, least = part["formula"], part.get("min_valid", 1)
        if formula in self.ranges:
            if self.ranges[formula] != (0, 100):
                raise Fault("components", f"{formula} does not run from 0 to 100")
            return Same(part["id"], formula)
        if m := SPREAD.match(formula):
            q = self._question(m[2], "matrix_single", "components")
            middle, reach = int(m[3]), int(m[4])
            if q.rows_from is None or q.rows_from.question != m[1]:
                raise Fault("components", f"the rows of {q.id} do not come from {m[1]}")
            values = [option.value for option in q.options if option.value >= 0]
            if (min(values), max(values)) != (middle - reach, middle + reach):
                raise Fault("components", f"{q.id} does not run from {middle - reach} to {middle + reach}")
            return Spread(part["id"], tuple(f"{q.id}__{row.code}" for row in q.rows), middle, reach)
        if m := PRACTICE_ONE.match(formula):
            q = self._question(m[1], "single", "components")
            return Practice(part["id"], (q.id,), _worth(q), 1)
        if m := PRACTICE_ROWS.match(formula):
            q = self._question(m[1], "matrix_single", "components")
            if least > len(q.rows):
                raise Fault("components", f"{q.id} has only {len(q.rows)} rows")
            return Practice(part["id"], tuple(f"{q.id}__{row.code}" for row in q.rows), _worth(q), least)
        raise Fault("components", f"“{formula}” is not a formula known here")

    def _map_from(self, entry: Mapping[str, Any]) -> tuple[Grouping, None]:
        q = self._question(entry["map_from"], "single", "map_from")
        values = {option.code: option.value for option in q.options}
        pairs = [(code, group) for group, codes in entry["map"].items() for code in codes]
        for code, _ in pairs:
            if values.get(code, -1) < 0:
                raise Fault("map", f"{code} is not an answer to {q.id}")
        _once("map", (code for code, _ in pairs))
        return Grouping(entry["id"], q.id, {values[code]: group for code, group in pairs}, q.text), None

    def _formula(self, entry: Mapping[str, Any]) -> tuple[Step, tuple[float, float] | None]:
        if m := MIXING.match(entry["formula"]):
            return self._mixing(entry, m), (0, 100)
        if "missing" in entry:
            raise Fault("missing", "has no meaning beside this formula")
        if m := DIFFERENCE.match(entry["formula"]):
            plus, minus = self._score(m[1], "formula"), self._score(m[2], "formula")
            low, high = self.ranges[plus], self.ranges[minus]
            return Difference(entry["id"], plus, minus, dict(self.labels)), (
                low[0] - high[1],
                low[1] - high[0],
            )
        if m := COUNT.match(entry["formula"]):
            q = self._question(m[1], "multi", "formula")
            counted = tuple(f"{q.id}__{o.code}" for o in q.options if not o.exclusive)
            missing = tuple(f"{q.id}__{o.code}" for o in q.options if o.is_missing)
            return Count(entry["id"], counted, missing, q.text), (0, len(counted))
        raise Fault("formula", f"“{entry['formula']}” is not a formula known here")

    def _mixing(self, entry: Mapping[str, Any], formula: re.Match[str]) -> Mixing:
        rule = MIXING_MISSING.match(entry.get("missing", ""))
        if rule is None or rule["row"] != formula["row"]:
            raise Fault(
                "missing", "must say from how many answered rows on there is a value, in the known sentence"
            )
        q = self._question(formula["row"], "matrix_multi", "formula")
        columns = tuple(column.code for column in q.columns)
        places = tuple(formula["places"].split(", "))
        if not set(places) <= set(columns):
            raise Fault("formula", f"{', '.join(sorted(set(places) - set(columns)))} is no column of {q.id}")
        if int(rule["all"]) != len(q.rows) or int(rule["least"]) > len(q.rows):
            raise Fault("missing", f"{q.id} has {len(q.rows)} rows")
        if not {"work", "private"} <= {row.domain for row in q.rows}:
            raise Fault("formula", f"{q.id} has no rows of the domains work and private")
        rows = tuple((f"{q.id}__{row.code}", row.domain, columns) for row in q.rows)
        return Mixing(entry["id"], rows, places, int(rule["least"]))

    def _question(self, name: str, type_name: str, key: str) -> Question:
        """The question of that id; sentences may use the singular of it."""
        found = next((q for word in (name, f"{name}s") if (q := self.d.by_id.get(word))), None)
        if found is None or found.type != type_name:
            raise Fault(key, f"{name} is no question of type {type_name}")
        return found

    def _score(self, name: str, key: str) -> str:
        if name not in self.ranges:
            raise Fault(key, f"{name} is no score in numbers that stands before this one")
        return name


def _worth(q: Question) -> dict[float, float]:
    found: dict[float, float] = {o.value: o.practice for o in q.options if o.practice is not None}
    if not found:
        raise Fault("components", f"no option of {q.id} has a practice value")
    return found


def _once(key: str, codes: Iterable[str]) -> None:
    listed = list(codes)
    if len(set(listed)) < len(listed):
        raise Fault(key, "a code stands here twice")


def _span(span: tuple[float, float] | None) -> str:
    return f"{span[0]:g} to {span[1]:g}" if span else "no number"
