"""Letters of a weighted banner: t of the linearised variances of every pair of groups, Holm's correction."""

from collections.abc import Sequence

import numpy as np

from reports.release.layers import Layers, sums_of, yes_or_no
from reports.release.letters import MOST, TESTED
from reports.release_format import Kind
from reports.stats.arrays import Floats
from reports.stats.column_tests import column_letter, letters, unweighted_pairs, weighted_pairs
from reports.stats.multiplicity import holm


def are_tested(kind: Kind, groups: Sequence[Layers], *, disjoint: bool) -> bool:
    return kind in TESTED and disjoint and 2 <= len(groups) <= MOST


def weighted_marks(
    groups: Sequence[Layers], place: int, w: Floats, design: int, shown: Sequence[bool]
) -> list[str]:
    """Of one cell, by group; none stands at or for a group that is not shown."""
    hits, bases = (
        np.stack(each, axis=1) for each in zip(*(sums_of(at, place, w) for at in groups), strict=True)
    )
    tests = weighted_pairs(yes_or_no(hits, bases, design))[0]
    return _readable(letters(tests, holm([test.p for test in tests]), len(groups)), shown)


def unweighted_marks(groups: Sequence[Layers], place: int, shown: Sequence[bool]) -> list[str]:
    """The same by pooled z."""
    counts = [[int(at.cells[place].sum()) for at in groups]]
    tests = unweighted_pairs(counts, [int(at.base.sum()) for at in groups])[0]
    return _readable(letters(tests, holm([test.p for test in tests]), len(groups)), shown)


def _readable(marks: Sequence[str], shown: Sequence[bool]) -> list[str]:
    names = {column_letter(i) for i, each in enumerate(shown) if each}
    return [
        "".join(name for name in mark if name in names) if each else ""
        for mark, each in zip(marks, shown, strict=True)
    ]
