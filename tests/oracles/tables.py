"""A data file of a reference data set, and the words in which a case names the rows it uses."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from reports.stats.arrays import Bools, Floats, Ints


class Unreadable(Exception):
    """A case speaks of something that the data or the vocabulary do not hold."""


@dataclass(eq=False)
class Column:
    """Texts (n,); an empty one is a missing value."""

    texts: list[str]
    name: str = ""

    @cached_property
    def present(self) -> Bools:
        return np.array([text != "" for text in self.texts], np.bool_)

    @cached_property
    def numbers(self) -> Floats:
        """NaN where missing. Raise Unreadable for a text that is no number."""
        try:
            return np.array([float(text) if text != "" else np.nan for text in self.texts])
        except ValueError as error:
            raise Unreadable(f"column {self.name} is not numeric: {error}") from None

    @cached_property
    def is_numeric(self) -> bool:
        try:
            _ = self.numbers
        except Unreadable:
            return False
        return True

    def equals(self, level: object) -> Bools:
        """Rows of a level: numbers compare as numbers, texts as texts or, in a numeric column, as the
        number that they name.
        """
        if isinstance(level, bool):
            level = "TRUE" if level else "FALSE"
        if isinstance(level, int | float):
            return self.numbers == float(level)
        texts = np.array([text == level for text in self.texts], np.bool_)
        if texts.any() or not self.is_numeric:
            return texts
        try:
            return self.numbers == float(str(level))
        except ValueError:
            return texts

    def places(self, levels: Sequence[object], other: bool = False) -> Ints:
        """The place of each row's value among the levels; −1 for none. With `other`, a value that is no
        level has the place after the last.
        """
        result = np.full(len(self.texts), -1, np.int64)
        if other:
            result[self.present] = len(levels)
        for i, level in enumerate(levels):
            result[self.equals(level) & self.present] = i
        return result

    def take(self, rows: Bools) -> "Column":
        return Column([text for text, kept in zip(self.texts, rows, strict=True) if kept], self.name)


@dataclass(eq=False)
class Table:
    columns: dict[str, Column]
    n: int
    extra: dict[str, Column] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Column:
        found = self.columns.get(name) or self.extra.get(name)
        if found is None:
            raise Unreadable(f"there is no column {name}")
        return found

    def take(self, rows: Bools) -> "Table":
        return Table(
            {name: column.take(rows) for name, column in self.columns.items()},
            int(rows.sum()),
            {name: column.take(rows) for name, column in self.extra.items()},
        )

    def matrix(self, names: Iterable[str]) -> Floats:
        return np.column_stack([self[name].numbers for name in names])


def read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        names = next(reader)
        rows = list(reader)
    return Table({name: Column([row[i] for row in rows], name) for i, name in enumerate(names)}, len(rows))


_CONDITION = re.compile(
    r"^\s*(?P<column>[\w.]+)\s*(?P<op>==|!=|>=|<=|>|<)\s*(?P<value>'[^']*'|\"[^\"]*\"|[-\w.]+)\s*$"
)
_PRESENT = re.compile(r"^\s*(?P<column>[\w.]+)\s+not\s+missing\s*$")
_WITH = re.compile(r"^\s*rows\s+with\s+non-missing\s+(?P<column>[\w.]+)\s*$")


def mask(table: Table, words: object) -> Bools:
    """The rows that a `filter` or `rows` names: conditions joined by `&`, `all`, or 1-based row numbers.
    A missing value meets no condition. Raise Unreadable for other words.
    """
    result = np.ones(table.n, np.bool_)
    if words is None or words == "all":
        return result
    if isinstance(words, list | int):
        numbers = np.array(words if isinstance(words, list) else [words], np.int64)
        result[:] = False
        result[numbers - 1] = True
        return result
    for part in str(words).split("&"):
        result &= _condition(table, part)
    return result


def _condition(table: Table, part: str) -> Bools:
    if match := _PRESENT.match(part) or _WITH.match(part):
        return table[match["column"]].present
    match = _CONDITION.match(part)
    if match is None:
        raise Unreadable(f"cannot read the rows {part!r}")
    column, value = table[match["column"]], match["value"]
    level: Any = value[1:-1] if value[0] in "'\"" else float(value)
    if match["op"] == "==":
        return column.equals(level) & column.present
    if match["op"] == "!=":
        return ~column.equals(level) & column.present
    x, y = column.numbers, float(level)
    with np.errstate(invalid="ignore"):
        return {">": x > y, "<": x < y, ">=": x >= y, "<=": x <= y}[match["op"]] & column.present
