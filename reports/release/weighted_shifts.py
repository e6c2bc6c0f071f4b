"""Other answers of the same people: what the audit of weighted figures tries out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from reports.disclosure.rounding import STEP, to_five
from reports.disclosure.thresholds import SMALLEST_BASE
from reports.release.layers import Layers, is_tiny
from reports.release_format import Row
from reports.stats.arrays import Bools, Floats, Ints

FARTHEST = 2
"""With the true number itself, enough for three whole numbers."""
SAMPLE = 2_048
"""Combinations of shifts that are drawn for a cell, a direction and a number of people."""
LOOKED_AT = 8
TRIED = 32
"""Of those that leave all shares on their steps, how many are looked at whole."""

Place = int | None
"""A cell of a row; None: no other cell is concerned."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One row of the item in a banner. `rows`: as an unweighted release would print it. `is_weighted`: false
    where the weighted figures are withheld; a reader may have the unweighted ones all the same.
    """

    name: str
    disjoint: bool
    groups: tuple[Layers, ...]
    rows: tuple[Row, ...]
    is_weighted: bool = True

    @property
    def shown(self) -> tuple[bool, ...]:
        return tuple(row.is_shown for row in self.rows)

    @property
    def has_letters(self) -> bool:
        """Unweighted ones."""
        return any(cell.letters for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Shift:
    """One person of raking cell `k` answers `more` in place of `less`. `size`: 1 more in the base, or less;
    `borderline`: 1 more near the border of two types, or less.
    """

    k: int
    less: Place
    more: Place
    size: int = 0
    borderline: int = 0

    @property
    def back(self) -> "Shift":
        return Shift(self.k, self.more, self.less, -self.size, -self.borderline)


def shifted(at: Layers, shift: Shift) -> Layers | None:
    """None where there is nobody to shift."""
    k = shift.k
    if shift.borderline:
        assert at.borderline is not None
        near = at.borderline.copy()
        near[k] += shift.borderline
        return replace(at, borderline=near) if 0 <= near[k] <= at.valid[k] else None
    cells = at.cells.copy()
    if shift.less is not None:
        cells[shift.less, k] -= 1
    if shift.more is not None:
        cells[shift.more, k] += 1
    base, valid = at.base, at.valid
    if shift.size:
        valid = valid.copy()
        valid[k] += shift.size
        base = valid if at.asked is None else base
    if cells[:, k].min(initial=0) < 0 or valid[k] < 0:
        return None
    if cells[:, k].max(initial=0) > max(int(base[k]), int(valid[k])):
        return None
    if shift.more is None and not shift.size and _answers(at, cells[:, k]) < valid[k]:
        return None  # somebody would be left without any answer
    return replace(at, cells=cells, base=base, valid=valid)


def _answers(at: Layers, cells: Ints) -> int:
    return sum(int(n) for cell, n in zip(at.row.cells, cells, strict=True) if not cell.missing)


def rest_of(top: Layers, side: Side) -> Layers:
    """Those of the topline who are in none of a banner's groups, which share nobody."""
    codes = [cell.code for cell in top.row.cells]
    first = side.groups[0]
    everyone = top.cells[[codes.index(cell.code) for cell in first.row.cells]]
    valid = np.asarray(top.valid - sum(at.valid for at in side.groups), np.int64)
    cells = np.asarray(everyone - sum(at.cells for at in side.groups), np.int64)
    return replace(first, cells=cells, base=valid, valid=valid)


def is_small(count: int) -> bool:
    """Of so many people nobody may tell the number."""
    return 1 <= count < SMALLEST_BASE


def three_possible(possible: Callable[[int, int], bool]) -> bool:
    """Whether two more whole numbers are possible besides the true one. `possible`: in this direction (1, −1)
    and by so many.
    """
    found = 0
    for sign in (1, -1):
        found += next((d for d in range(FARTHEST, 0, -1) if possible(sign, d)), 0)
        if found >= FARTHEST:
            return True
    return False


def combinations(
    at: Layers,
    place: int,
    change: int,
    others: list[Place],
    views: list[Floats],
    chance: np.random.Generator,
    taken: Bools | None = None,
    keeps: Callable[[Ints], Bools] | None = None,
) -> Iterator[list[tuple[int, Place, Place]]]:
    """Ways to have `change` more people in a cell, as (raking cell, less, more), drawn by chance, that leave
    all shares on their steps in each of the views (weights by raking cell).

    With as many people who come as it takes, and with one more who comes and one who goes. `taken`: what
    others take, one by one, in return (see `weighted_takes.takes`). `keeps`: of changes (draws, codes, raking
    cells), whether they change nothing that is printed.
    """
    come = [(k, other) for other in others for k in range(at.cells.shape[1]) if _may(at, other, k)]
    go = [(k, other) for other in others for k in np.flatnonzero(at.cells[place]).tolist()]
    if taken is not None:
        none = len(at.cells)
        come = [(k, o) for k, o in come if taken[k, place, none if o is None else o]]
        go = [(k, o) for k, o in go if taken[k, none if o is None else o, place]]
    sign = 1 if change > 0 else -1
    for signs in ([sign] * abs(change), [sign] * (abs(change) + 1) + [-sign]):
        pools = [come if each > 0 else go for each in signs]
        if any(not pool for pool in pools):
            continue
        drawn = np.stack([chance.integers(0, len(pool), SAMPLE) for pool in pools], axis=1)
        pairs = [np.array([(k, -1 if o is None else o) for k, o in pool], np.int64) for pool in pools]
        ks = np.stack([each[drawn[:, i], 0] for i, each in enumerate(pairs)], axis=1)
        partners = np.stack([each[drawn[:, i], 1] for i, each in enumerate(pairs)], axis=1)
        fits = _on_steps(at, place, np.array(signs), ks, partners, views)
        if keeps is not None:
            left = np.flatnonzero(fits)[: LOOKED_AT * TRIED]
            fits = np.zeros_like(fits)
            fits[left[keeps(_moved(at, place, np.array(signs), ks[left], partners[left]))]] = True
        for row in np.flatnonzero(fits)[:TRIED].tolist():
            found: list[tuple[int, Place, Place]] = []
            for each, k, other in zip(signs, ks[row].tolist(), partners[row].tolist(), strict=True):
                partner: Place = None if other < 0 else other
                found.append((k, partner, place) if each > 0 else (k, place, partner))
            yield found


def accompanied(
    at: Layers,
    place: int,
    change: int,
    pool: Ints,
    keeps: Callable[[Ints], Bools],
    chance: np.random.Generator,
) -> Iterator[list[tuple[int, Place, Place]]]:
    """The same, with two or three more people who answer otherwise besides, so that means and the other cells
    stay. `pool` (ways, 3): raking cell, less, more; `keeps`: of changes (draws, codes, raking cells).
    """
    none, sign = len(at.cells), 1 if change > 0 else -1
    own = pool[pool[:, 2 if sign > 0 else 1] == place]
    other = pool[(pool[:, 1] != place) & (pool[:, 2] != place)]
    if not len(own) or not len(other):
        return
    for company in (1, 2, 3):
        drawn = np.concatenate(
            [
                own[chance.integers(0, len(own), (SAMPLE // 4, abs(change)))],
                other[chance.integers(0, len(other), (SAMPLE // 4, company))],
            ],
            axis=1,
        )
        moved = np.zeros((len(drawn), none + 1, at.cells.shape[1]), np.int64)
        draws = np.arange(len(drawn))
        for i in range(drawn.shape[1]):
            k, less, more = drawn[:, i].T
            np.add.at(moved, (draws, less, k), -1)
            np.add.at(moved, (draws, more, k), 1)
        moved = moved[:, :none]
        fits = (moved.sum(axis=2)[:, place] == change) & (moved + at.cells >= 0).all(axis=(1, 2))
        fits[fits] = keeps(moved[fits])
        for row in np.flatnonzero(fits)[: TRIED // 4].tolist():
            yield [
                (k, None if less == none else less, None if more == none else more)
                for k, less, more in drawn[row].tolist()
            ]


def _may(at: Layers, other: Place, k: int) -> bool:
    """Somebody of the raking cell may leave that answer; without one named, somebody is there."""
    return bool(at.valid[k] > 0 if other is None else at.cells[other, k] > 0)


def _moved(at: Layers, place: int, signs: Ints, ks: Ints, partners: Ints) -> Ints:
    """(draws, codes, raking cells): more people in each cell; see `_on_steps`."""
    moved = np.zeros((len(ks), len(at.cells) + 1, at.cells.shape[1]), np.int64)
    draws = np.arange(len(ks))
    here = np.full_like(draws, place)
    for i, sign in enumerate(signs.tolist()):
        np.add.at(moved, (draws, here, ks[:, i]), sign)
        np.add.at(moved, (draws, partners[:, i], ks[:, i]), -sign)
    return moved[:, :-1]


def _on_steps(at: Layers, place: int, signs: Ints, ks: Ints, partners: Ints, views: list[Floats]) -> Bools:
    """(draws,): whether no share leaves its step; the first view is unweighted. `ks`, `partners` (draws,
    shifts); −1 for no other cell.
    """
    draws, size = np.arange(len(ks)), len(at.cells)
    fits = np.ones(len(ks), np.bool_)
    unit = to_five(int(at.base.sum())) / STEP
    tiny = is_tiny(at.cells.sum(axis=1), int(at.base.sum()))
    for w in views:
        total = float(at.base @ w)
        if total <= 0.0:
            continue
        moved = np.zeros((len(ks), size + 1))
        for i, sign in enumerate(signs.tolist()):
            each = sign * w[ks[:, i]]
            moved[:, place] += each
            np.add.at(moved, (draws, partners[:, i]), -each)  # −1: the last column, which nobody reads
        sums = at.cells @ w
        before = np.floor(sums * unit / total + 0.5)
        after = np.floor((sums + moved[:, :size]) * unit / total + 0.5)
        fits &= ((after == before) | (tiny & (w is not views[0]))).all(axis=1)
    return fits
