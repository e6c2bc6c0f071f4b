"""Letters of a banner: which groups' shares are really higher than which others', from exact counts.

Pooled z of every pair of groups, Holm's correction over the pairs of one answer (or row and answer), p < .05.
Groups with fewer than 30 valid answers are not tested, nor are groups that share people.
"""

from collections.abc import Sequence
from dataclasses import replace

from reports.disclosure.exact import ExactCell, ExactGroup, ExactRow, ExactTable
from reports.release_format import Kind
from reports.stats.column_tests import letters, unweighted_pairs
from reports.stats.multiplicity import holm

TESTED: frozenset[Kind] = frozenset(
    {"single", "multi", "likert", "matrix", "grid", "ranking", "vignette", "persona"}
)
"""Kinds whose banners show shares. The others show means, and single values of a scale are not compared."""

#: Beyond Z a letter would be two, and "AB" could be read in two ways.
MOST = 26


def lettered(kind: Kind, table: ExactTable) -> ExactTable:
    """The same banner, its cells with letters in the order of the groups: A is the first."""
    if kind not in TESTED or not table.disjoint or not 2 <= len(table.groups) <= MOST:
        return table
    rows = [_tested(each) for each in zip(*(group.rows for group in table.groups), strict=True)]
    return replace(
        table,
        groups=tuple(
            ExactGroup(group.code, group.label, tuple(row[place] for row in rows))
            for place, group in enumerate(table.groups)
        ),
    )


def _tested(rows: Sequence[ExactRow]) -> list[ExactRow]:
    """One row of the item in all groups."""
    sizes = [row.base for row in rows]
    counts = [[cell.count for cell in cells] for cells in zip(*(row.cells for row in rows), strict=True)]
    if not counts:
        return list(rows)
    found = [
        letters(tests, holm([test.p for test in tests]), len(rows))
        for tests in unweighted_pairs(counts, sizes)
    ]
    return [
        replace(
            row,
            cells=tuple(
                _marked(cell, "" if cell.missing else of_cell[place])
                for cell, of_cell in zip(row.cells, found, strict=True)
            ),
        )
        for place, row in enumerate(rows)
    ]


def _marked(cell: ExactCell, marks: str) -> ExactCell:
    return cell if cell.letters == marks else replace(cell, letters=marks)
