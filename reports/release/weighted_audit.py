"""Can anybody work out a protected cell from weighted figures? The audit of one row of an item in all its
tables.

The strongest reader is assumed to know everybody's raking cell and weight, the weighted tables, and the
unweighted ones that the rules would allow of the same answers. A cell passes if three whole numbers are
possible for it: people exchange their answers, everything that a reader has is computed anew, and it has to
be the same to the last digit. Exchanges are drawn by chance, from a fixed beginning. A cell for which none is
found counts as told: more may be hidden than is needed, never less.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from reports.disclosure.block import MANY
from reports.disclosure.control import publish
from reports.disclosure.rounding import to_five
from reports.release.layers import Layers, plain, weighted
from reports.release.weighted_letters import are_tested, unweighted_marks, weighted_marks
from reports.release.weighted_rooms import Change, Rooms
from reports.release.weighted_shifts import (
    TRIED,
    Place,
    Shift,
    Side,
    accompanied,
    combinations,
    is_small,
    rest_of,
    shifted,
    three_possible,
)
from reports.release.weighted_takes import keeps, takes
from reports.release_format import Item, Row
from reports.stats.arrays import Bools, Floats, Ints


class Audit:
    """Of one row. `w` (raking cells,); `design`: people of the analysis. `valid_is_known`: the number of
    valid answers is printed and tells more than the cells do.
    """

    def __init__(
        self, item: Item, top: Layers, top_row: Row, w: Floats, design: int, *, valid_is_known: bool = True
    ) -> None:
        self.item = item
        self.top = top
        self.top_row = top_row
        self.w = w
        self.design = design
        self.valid_is_known = valid_is_known
        self.views = [np.ones(len(w)), w]
        self.codes = [cell.code for cell in top.row.cells]
        self.missing = [cell.missing for cell in top.row.cells]
        self.is_many = item.kind in MANY
        self.anchors = {o.code for o in item.options if o.anchor} | {c.code for c in item.columns if c.anchor}
        self.chance = np.random.default_rng(0)
        self._faces: dict[tuple[int, bool], object] = {}
        self._marks: dict[tuple[str, int, bool], list[str]] = {}
        self.look_at([], {})

    def look_at(self, sides: Sequence[Side], lettered: Mapping[str, bool]) -> None:
        """From now on these banners are what a reader has besides everyone's table. `lettered`: whether a
        banner prints weighted letters in this row.

        What is found safe beside them stays safe when some of it is withheld.
        """
        alone = [
            self.is_many and not cell.missing and cell.code not in self.anchors for cell in self.top.row.cells
        ]
        self._sides, self._lettered = list(sides), dict(lettered)
        self._rooms = Rooms(
            self.top, self.top_row, self.w, self.design, np.array(alone, np.bool_), self._sides
        )

    # ---------------------------------------------------------------- what a reader has

    def _face(self, at: Layers, row: Row, is_weighted: bool) -> object:
        """Everything about one group, as published unweighted and weighted, without letters."""
        before = publish(plain(at))
        if not row.is_shown:
            return before.status, before.base, before.valid, before.asked
        if not is_weighted:
            return self._bare(before)
        return self._bare(before), self._bare(publish(weighted(at, self.w, self.design)))

    def _bare(self, row: Row) -> Row:
        valid = row.valid if self.valid_is_known else None
        return replace(row, valid=valid, cells=tuple(replace(cell, letters="") for cell in row.cells))

    def _same(self, before: Layers, after: Layers, row: Row, is_weighted: bool = True) -> bool:
        key = id(before), is_weighted
        if key not in self._faces:
            self._faces[key] = self._face(before, row, is_weighted)
        return self._face(after, row, is_weighted) == self._faces[key]

    def _letters_same(self, side: Side, after: Sequence[Layers], with_letters: bool) -> bool:
        """`with_letters`: weighted ones are printed."""
        if not are_tested(self.item.kind, side.groups, disjoint=side.disjoint):
            return True
        kinds = [kind for kind, printed in ((False, side.has_letters), (True, with_letters)) if printed]
        for p in range(len(side.groups[0].cells)) if kinds else ():
            if all(
                np.array_equal(a.cells[p], b.cells[p]) and np.array_equal(a.base, b.base)
                for a, b in zip(side.groups, after, strict=True)
            ):
                continue
            for kind in kinds:
                key = (side.name, p, kind)
                if key not in self._marks:
                    self._marks[key] = self.marks(side.groups, p, side.shown, is_weighted=kind)
                if self.marks(after, p, side.shown, is_weighted=kind) != self._marks[key]:
                    return False
        return True

    def marks(
        self, groups: Sequence[Layers], place: int, shown: Sequence[bool], *, is_weighted: bool
    ) -> list[str]:
        """Letters of one cell by group."""
        if is_weighted:
            return weighted_marks(groups, place, self.w, self.design, shown)
        return unweighted_marks(groups, place, shown)

    def _rest_looks_same(self, side: Side, rest: Layers) -> bool:
        """A reader may know how many are in none of the groups, to the nearest 5."""
        n = int(self.top.valid.sum() - sum(at.valid.sum() for at in side.groups))
        return to_five(int(rest.valid.sum())) == to_five(n)

    # ---------------------------------------------------------------- a banner's own cells

    def leaks_of_banner(self, side: Side, *, with_letters: bool) -> bool:
        """Whether a protected cell of its groups, or the size of one, can be told: tried by people of one
        raking cell who change places in this banner, so that all other tables stay as they are.
        """
        return any(not self._is_safe(side, g, with_letters) for g in range(len(side.groups)))

    def _is_safe(self, side: Side, g: int, with_letters: bool) -> bool:
        at = side.groups[g]

        def passing(ways: Iterable[Sequence[Shift]]) -> bool:
            return any(self._exchanged(side, g, shifts, with_letters) for shifts in ways)

        if is_small(int(at.valid.sum())) and not three_possible(
            lambda sign, d: passing(self._moves(side, g, sign, d))
        ):
            return False
        lettered = self._lettered | {side.name: with_letters}
        s = next(i for i, each in enumerate(self._sides) if each.name == side.name)
        for c, cell in enumerate(at.row.cells):
            if cell.ranked is not None and (is_small(cell.count) or is_small(cell.ranked.first)):
                return False  # a ranking is an answer as a whole: no exchange is tried
            if is_small(cell.count) and not self._is_open(
                lambda sign, c=c: self._any(self._rooms.of_group(s, g, c, sign), lettered),  # type: ignore[misc]
                self._possible(
                    at, side.rows[g], c, passing, self._rooms.rooms[s].elsewhere(g), side.is_weighted
                ),
            ):
                return False
        near = at.borderline
        return (
            near is None
            or not is_small(int(near.sum()))
            or three_possible(
                lambda sign, d: passing(
                    [Shift(k, None, None, borderline=sign)] * d for k in range(len(self.w))
                )
            )
        )

    def _is_open(self, by_one: Callable[[int], bool], possible: Callable[[int, int], bool]) -> bool:
        """Three whole numbers: one more and one less, and where that is not found, what chance finds."""
        one = {sign: by_one(sign) for sign in (1, -1)}
        if all(one.values()):
            return True
        return three_possible(lambda sign, d: (d == 1 and one[sign]) or possible(sign, d))

    def _any(self, ways: Iterable[list[Change]], lettered: Mapping[str, bool]) -> bool:
        """Whether one of the ways, which no share or mean tells, leaves the letters as they are too."""
        return any(self._letters_stay(way, lettered) for way in ways)

    def _letters_stay(self, way: list[Change], lettered: Mapping[str, bool]) -> bool:
        for s in {s for s, _, _ in way}:
            side = self._sides[s]
            if not side.has_letters and not lettered.get(side.name, False):
                continue
            after = list(side.groups)
            for t, g, shift in way:
                if t == s and (taken := shifted(after[g], shift)) is not None:
                    after[g] = taken
            if not self._letters_same(side, after, lettered.get(side.name, False)):
                return False
        return True

    def _possible(
        self,
        at: Layers,
        row: Row,
        c: int,
        passing: Callable[[Iterable[Sequence[Shift]]], bool],
        taken: Bools | None = None,
        is_weighted: bool = True,
    ) -> Callable[[int, int], bool]:
        others = self._others(at, c)
        views = self.views[: 1 + is_weighted] if row.is_shown else []
        pool = self._pool(at, taken)

        def keeps_all(change: Ints) -> Bools:
            return keeps(at, row, self.w, self.design, change, is_weighted=is_weighted)

        quick = None if taken is None else keeps_all

        def possible(sign: int, d: int) -> bool:
            drawn = combinations(at, c, sign * d, others, views, self.chance, taken, quick)
            if passing([Shift(*each) for each in found] for found in drawn):
                return True
            drawn = accompanied(at, c, sign * d, pool, keeps_all, self.chance)
            return passing([Shift(*each) for each in found] for found in drawn)

        return possible

    def _pool(self, at: Layers, taken: Bools | None) -> Ints:
        """(ways, 3): who may answer otherwise at all, so that others take it in return."""
        free = Row(None, "withheld", None, None, None)
        alone = np.array(
            [self.is_many and not c.missing and c.code not in self.anchors for c in at.row.cells], np.bool_
        )
        may = takes(at, free, self.w, self.design, alone)
        return np.argwhere(may if taken is None else may & taken.transpose(0, 2, 1))

    def _others(self, at: Layers, c: int) -> list[Place]:
        """Cells that somebody may come from or go to."""
        cells = at.row.cells
        others: list[Place] = [p for p in range(len(cells)) if p != c]
        if self.is_many and not cells[c].missing and cells[c].code not in self.anchors:
            others = [None, *others]
        return others

    def _moves(self, side: Side, g: int, sign: int, d: int) -> Iterable[Sequence[Shift]]:
        """People come into the group, or leave it, whatever they answer."""
        at = side.groups[g]
        others = [each.cells for h, each in enumerate(side.groups) if h != g]
        there = sum(others, rest_of(self.top, side).cells if side.disjoint else 0) if sign > 0 else at.cells
        found = np.argwhere(there > 0)
        for drawn in self.chance.integers(0, max(1, len(found)), (4 * TRIED * bool(len(found)), d)):
            yield [
                Shift(k, None, c, sign) if sign > 0 else Shift(k, c, None, sign)
                for c, k in found[drawn].tolist()
            ]

    def _exchanged(self, side: Side, g: int, shifts: Sequence[Shift], with_letters: bool) -> bool:
        """Whether all looks the same after these shifts in a group and their other halves elsewhere."""
        after = list(side.groups)
        rest = rest_of(self.top, side) if side.disjoint else None
        for shift in shifts:
            here = shifted(after[g], shift)
            if here is None:
                return False
            after[g] = here
        if not self._same(side.groups[g], after[g], side.rows[g], side.is_weighted):
            return False
        for shift in shifts:
            if rest is None:
                # Overlapping groups: somebody joins, somebody leaves, whoever else they stand with.
                if shift.more is not None and self._outside(side, g, shift.more, shift.k) < len(shifts):
                    return False
                continue
            taken = shifted(rest, shift.back) if not shift.borderline else rest
            if taken is not None and self._rest_looks_same(side, taken):
                rest = taken
            elif not self._placed(side, after, shift.back, without=g):
                return False
        return self._letters_same(side, after, with_letters)

    def _placed(self, side: Side, after: list[Layers], shift: Shift, without: int | None = None) -> bool:
        """Find a group that takes a shift and looks the same; change it in `after`."""
        for h, group in enumerate(after):
            if h == without or (not side.disjoint and not self._alone(side, h, shift)):
                continue
            taken = shifted(group, shift)
            if taken is not None and self._same(side.groups[h], taken, side.rows[h], side.is_weighted):
                after[h] = taken
                return True
        return False

    def _outside(self, side: Side, g: int, place: int, k: int) -> int:
        """People of the topline with this answer who are not in the group."""
        own = side.groups[g].row.cells[place].code
        return int(self.top.cells[self.codes.index(own), k] - side.groups[g].cells[place, k])

    def _alone(self, side: Side, g: int | None, shift: Shift) -> bool:
        """Overlapping groups: people with this answer need not stand in any group but the g-th. With as many
        of them as can be concerned.
        """
        return shift.less is None or all(
            self._outside(side, h, shift.less, shift.k) > TRIED // 8
            for h in range(len(side.groups))
            if h != g
        )

    # ---------------------------------------------------------------- the topline's own cells

    def leaks_of_topline(self) -> bool:
        """The same for everyone's table: somebody answers otherwise, and each banner takes it."""
        sides, lettered = self._sides, self._lettered

        def passing(ways: Iterable[Sequence[Shift]]) -> bool:
            return any(self._answered(shifts, sides, lettered) for shifts in ways)

        for c, cell in enumerate(self.top.row.cells):
            if cell.ranked is not None:
                if is_small(cell.count) or is_small(cell.ranked.first):
                    return True
            elif is_small(cell.count) and not self._is_open(
                lambda sign, c=c: self._any(self._rooms.of_everyone(c, sign), self._lettered),  # type: ignore[misc]
                self._possible(self.top, self.top_row, c, passing),
            ):
                return True
        for p, cell in enumerate(self.top.row.outside):
            if is_small(cell.count) and not three_possible(
                lambda sign, d, p=p: self._outside_is_open(p, sign * d)  # type: ignore[misc]
            ):
                return True
        near = self.top.borderline
        return bool(
            near is not None
            and is_small(int(near.sum()))
            and not three_possible(
                lambda sign, d: passing(
                    [Shift(k, None, None, borderline=sign)] * d for k in range(len(self.w))
                )
            )
        )

    def _answered(self, shifts: Sequence[Shift], sides: Sequence[Side], lettered: Mapping[str, bool]) -> bool:
        """People answer otherwise, and nothing that is printed tells."""
        sized = [replace(each, size=self._size(each)) for each in shifts]
        after: Layers | None = self.top
        for shift in sized:
            after = None if after is None else shifted(after, shift)
        if after is None or not self._same(self.top, after, self.top_row):
            return False
        return all(self._takes(side, sized, lettered.get(side.name, False)) for side in sides)

    def _size(self, shift: Shift) -> int:
        """Whether somebody comes to the valid answers from 'no answer', or goes there."""
        left = shift.less is not None and self.missing[shift.less]
        came = shift.more is not None and self.missing[shift.more]
        return int(left) - int(came)

    def _takes(self, side: Side, shifts: Sequence[Shift], with_letters: bool) -> bool:
        """The people may stand in one of the groups, or in none."""
        own = [cell.code for cell in side.groups[0].row.cells]
        after = list(side.groups)
        rest = rest_of(self.top, side) if side.disjoint else None
        for shift in shifts:
            less, more = (
                None if p is None or self.missing[p] else own.index(self.codes[p])
                for p in (shift.less, shift.more)
            )
            here = replace(shift, less=less, more=more)
            taken = shifted(rest, here) if rest is not None and not here.borderline else None
            if taken is not None and self._rest_looks_same(side, taken):
                rest = taken
            elif rest is None and not here.borderline and self._alone(side, None, here):
                continue
            elif not self._placed(side, after, here):
                return False
        return self._letters_same(side, after, with_letters)

    def _outside_is_open(self, p: int, d: int) -> bool:
        """Cells beside the base, as 'does not apply' and 'no answer' of a grid, exchange people."""
        for q in range(len(self.top.outside)):
            for k in range(len(self.w)):
                outside = self.top.outside.copy()
                outside[p, k] += d
                outside[q, k] -= d
                if q == p or outside[:, k].min() < 0:
                    continue
                if self._same(self.top, replace(self.top, outside=outside), self.top_row):
                    return True
        return False
