"""The small grammar in which the instrument's schema is written.

Every kind checks one value, adding "path: message" to a list of problems, and arranges mappings in the
schema's order (a database may give keys back in another one).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*\Z")
IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
LONGEST_CODE = 40
#: C0 controls but tab and newline, DEL, C1 controls and lone surrogates: no person writes them in a wording.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Kind(Protocol):
    def check(self, value: Any, path: str, problems: list[str]) -> None: ...

    def arrange(self, value: Any) -> Any: ...


def shown(value: Any) -> str:
    """How a wrong value is quoted in a message."""
    if value is True or value is False:
        return f'{str(value).lower()} (write it in quotation marks if you mean a word such as "yes" or "no")'
    return "nothing" if value is None else repr(value)[:80]


@dataclass(frozen=True)
class Leaf:
    """A kind without parts."""

    def arrange(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class Text(Leaf):
    longest: int = 2000

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        if not isinstance(value, str):
            problems.append(f"{path}: text expected, not {shown(value)}")
        elif not value.strip():
            problems.append(f"{path}: this may not be empty")
        elif len(value) > self.longest:
            problems.append(f"{path}: longer than {self.longest} characters")
        elif UNPRINTABLE.search(value):
            problems.append(f"{path}: contains a character that cannot be printed")


@dataclass(frozen=True)
class Name(Leaf):
    """A code; with `starts_with_letter` the id of a question, section or score."""

    starts_with_letter: bool = False

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        pattern = IDENTIFIER if self.starts_with_letter else CODE
        if not isinstance(value, str):
            problems.append(f"{path}: a code in lower-case letters expected, not {shown(value)}")
        elif len(value) > LONGEST_CODE or not pattern.match(value):
            problems.append(
                f"{path}: {shown(value)} is not a code: use up to {LONGEST_CODE} lower-case letters, digits "
                "and single underscores between them"
                + (", beginning with a letter" if self.starts_with_letter else "")
            )


@dataclass(frozen=True)
class Number(Leaf):
    """A finite number; a whole one if `whole`."""

    minimum: float = -1e9
    maximum: float = 1e9
    whole: bool = False

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        wanted = int if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, wanted) or not math.isfinite(value):
            problems.append(f"{path}: a {'whole ' if self.whole else ''}number expected, not {shown(value)}")
        elif not self.minimum <= value <= self.maximum:
            problems.append(f"{path}: {value} is not between {self.minimum:g} and {self.maximum:g}")


@dataclass(frozen=True)
class Flag(Leaf):
    """true or false; with `only`, just that one."""

    only: bool | None = None

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        if not isinstance(value, bool):
            problems.append(f"{path}: true or false expected, not {shown(value)}")
        elif self.only is not None and value is not self.only:
            problems.append(f"{path}: only {str(self.only).lower()} is possible here")


@dataclass(frozen=True)
class OneOf(Leaf):
    values: tuple[str, ...]

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        if not isinstance(value, str) or value not in self.values:
            problems.append(f"{path}: {shown(value)} is not one of: {', '.join(self.values)}")


@dataclass(frozen=True)
class Either(Leaf):
    """The first kind for values of the given types, else the second. For leaves only."""

    types: tuple[type, ...]
    first: Kind
    second: Kind

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        kind = self.first if type(value) in self.types else self.second
        kind.check(value, path, problems)


@dataclass(frozen=True)
class Listing:
    """A list. In paths, items are named by their id or code, those without by their place from 0."""

    item: Kind
    least: int = 1
    most: int = 2000

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        if not isinstance(value, list):
            problems.append(f"{path}: a list expected, not {shown(value)}")
            return
        if not self.least <= len(value) <= self.most:
            problems.append(f"{path}: {len(value)} entries; there must be {self.least} to {self.most}")
        for place, item in enumerate(value):
            self.item.check(item, f"{path}[{_name(item, place)}]", problems)

    def arrange(self, value: Any) -> Any:
        return [self.item.arrange(item) for item in value]


def _name(item: Any, place: int) -> str:
    if isinstance(item, Mapping):
        for key in ("id", "code"):
            if isinstance(item.get(key), str):
                return str(item[key])
    return str(place)


@dataclass(frozen=True)
class Record:
    """A mapping with known keys, in the order in which they are written out."""

    required: Mapping[str, Kind]
    optional: Mapping[str, Kind]
    order: tuple[str, ...] = ()

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        if not isinstance(value, Mapping):
            problems.append(f"{path or 'the file'}: keys and values expected, not {shown(value)}")
            return
        before = f"{path}." if path else ""
        for key, inner in value.items():
            kind = self.required.get(key) or self.optional.get(key)
            if kind is None:
                known = ", ".join(self._keys())
                problems.append(f"{before}{key}: unknown key; known here: {known}")
            else:
                kind.check(inner, f"{before}{key}", problems)
        problems += [f"{before}{key}: missing" for key in self.required if key not in value]

    def arrange(self, value: Any) -> Any:
        kinds = {**self.required, **self.optional}
        return {key: kinds[key].arrange(value[key]) for key in self._keys() if key in value}

    def _keys(self) -> tuple[str, ...]:
        rest = tuple(key for key in (*self.required, *self.optional) if key not in self.order)
        return tuple(key for key in self.order if key in self.required or key in self.optional) + rest


@dataclass(frozen=True)
class Table:
    """A mapping from names that the editor chooses to values of one kind."""

    value: Kind
    key: re.Pattern[str] = IDENTIFIER
    most: int = 200

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        if not isinstance(value, Mapping):
            problems.append(f"{path}: keys and values expected, not {shown(value)}")
            return
        if not 1 <= len(value) <= self.most:
            problems.append(f"{path}: {len(value)} entries; there must be 1 to {self.most}")
        for key, inner in value.items():
            if not isinstance(key, str) or not self.key.match(key) or len(key) > LONGEST_CODE:
                problems.append(f"{path}.{key}: {shown(key)} cannot stand here as a key")
            self.value.check(inner, f"{path}.{key}", problems)

    def arrange(self, value: Any) -> Any:
        return {key: self.value.arrange(inner) for key, inner in value.items()}


@dataclass(frozen=True)
class Condition(Leaf):
    """The shape of a condition; what it names is checked with the whole questionnaire at hand."""

    deepest: int = 20

    def check(self, value: Any, path: str, problems: list[str]) -> None:
        self._check(value, path, problems, 1)

    def _check(self, value: Any, path: str, problems: list[str], depth: int) -> None:
        if depth > self.deepest:
            problems.append(f"{path}: conditions are nested more than {self.deepest} deep")
            return
        keys = set(value) if isinstance(value, Mapping) else set()
        if keys in ({"all"}, {"any"}):
            (word,) = keys
            parts = value[word]
            if not isinstance(parts, list) or not 1 <= len(parts) <= 50:
                problems.append(f"{path}.{word}: a list of 1 to 50 conditions expected")
                return
            for place, part in enumerate(parts):
                self._check(part, f"{path}.{word}[{place}]", problems, depth + 1)
        elif keys == {"not"}:
            self._check(value["not"], f"{path}.not", problems, depth + 1)
        elif keys == {"answered"}:
            Name(starts_with_letter=True).check(value["answered"], f"{path}.answered", problems)
        elif keys in ({"q", "in"}, {"q", "any_of"}):
            (word,) = keys - {"q"}
            Name(starts_with_letter=True).check(value["q"], f"{path}.q", problems)
            Listing(Name()).check(value[word], f"{path}.{word}", problems)
        else:
            problems.append(
                f"{path}: not a condition; write {{q, in}}, {{q, any_of}}, {{answered}}, "
                "{all}, {any} or {not}"
            )
