"""Which tables are counted in one pass: four of them, two columns by two others, are one histogram of four
columns, and each is what remains of it when the other two are added up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from reports.dataset.queries import Condition, Joint

Some = TypeVar("Some")


@dataclass(frozen=True, slots=True)
class Together:
    """Every one of `rows` by every one of `columns`, among the same rows of the data."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    within: str
    where: tuple[Condition, ...]

    def queries(self) -> list[tuple[Joint, tuple[int, int]]]:
        """Each table, and the axes of the histogram (rows, then columns) that it has."""
        return [
            (Joint((row, column), self.within, self.where), (i, len(self.rows) + j))
            for i, row in enumerate(self.rows)
            for j, column in enumerate(self.columns)
        ]


def together(queries: Iterable[object]) -> Iterator[Together]:
    """Groups of at least two tables out of these queries; no table is in two of them."""
    columns: dict[tuple[str, str, tuple[Condition, ...]], list[str]] = {}
    for query in queries:
        if isinstance(query, Joint) and len(query.columns) == 2:
            row, column = query.columns
            columns.setdefault((row, query.within, query.where), []).append(column)
    rows: dict[tuple[tuple[str, ...], str, tuple[Condition, ...]], list[str]] = {}
    for (row, within, where), crossed in columns.items():
        rows.setdefault((tuple(crossed), within, where), []).append(row)
    for (names, within, where), members in rows.items():
        for two in _twos(members):
            for other_two in _twos(names):
                if len(two) * len(other_two) > 1:
                    yield Together(two, other_two, within, where)


def alone(queries: Iterable[object]) -> Mapping[tuple[str, tuple[Condition, ...]], list[Joint]]:
    """The tables of one column, by the `within` and `where` of at least two of them."""
    found: dict[tuple[str, tuple[Condition, ...]], list[Joint]] = {}
    for query in queries:
        if isinstance(query, Joint) and len(query.columns) == 1:
            found.setdefault((query.within, query.where), []).append(query)
    return {among: alike for among, alike in found.items() if len(alike) > 1}


def _twos(names: Sequence[Some]) -> Iterator[tuple[Some, ...]]:
    for start in range(0, len(names), 2):
        yield tuple(names[start : start + 2])
