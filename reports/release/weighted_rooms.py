"""One row of an item in all its banners: who could have answered otherwise without anything printed telling.

In one banner two people of one raking cell and of different groups exchange their answers: all other tables
stay as they are. Or somebody answers otherwise, everyone's table does not show it, and each other banner has
a group that does not show it either. The second is what is left where nobody can change groups: in a banner
by a variable that was weighted by.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from reports.release.layers import Layers
from reports.release.weighted_shifts import Shift, Side, rest_of
from reports.release.weighted_takes import keeps, takes
from reports.release_format import Row
from reports.stats.arrays import Bools, Floats, Ints

WAYS = 6
"""Of the ways that no share or mean tells, how many are tried with the letters."""
NOWHERE = -2
PAIRS = 200
"""Exchanges of two that are looked at, those of the most similar weights."""
APART = 4
"""Overlapping groups: of so many people outside each group somebody is in none of them."""

Change = tuple[int, int, Shift]
"""A side's place, its group's, and what happens there."""


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """Of one banner. `groups`: what each group takes (see `takes`); `rest`: likewise those in no group; None
    where groups overlap. `outside` (groups, codes + 1, raking cells): people with this answer who are not in
    the group; the last place is anybody.
    """

    side: Side
    groups: tuple[Bools, ...]
    rest: Bools | None
    outside: Ints
    places: Ints

    def alone(self, g: int) -> Bools:
        """(raking cells, codes + 1, 1): somebody with this answer need not stand in any other group."""
        others = [far > APART for h, far in enumerate(self.outside) if h != g]
        free = reduce(np.logical_and, others, np.ones(self.outside.shape[1:], np.bool_))
        free[-1] = True
        return np.asarray(free.T[:, :, None], np.bool_)

    def taken(self, g: int) -> Bools:
        """By this group, whoever else stands with its people."""
        return self.groups[g] if self.side.disjoint else self.groups[g] & self.alone(g)

    def anywhere(self) -> Bools:
        every = [self.taken(g) for g in range(len(self.groups))]
        return reduce(np.logical_or, every if self.rest is None else [*every, self.rest])

    def elsewhere(self, g: int) -> Bools:
        """By another group, or by the people in none; where groups overlap, by a change of who is in it."""
        if self.rest is None:
            # Back from a shift in the group: who joins it has the answer `less`.
            joins = (self.outside[g] > 0).T[:, :, None]
            joins[:, -1] = True
            return np.asarray(np.broadcast_to(joins, self.groups[g].shape), np.bool_)
        others = [each for h, each in enumerate(self.groups) if h != g]
        return reduce(np.logical_or, others, self.rest)

    def holder(self, way: tuple[int, int, int], without: int = -1) -> int:
        """A group that takes it; −1 for the people in none."""
        if self.rest is not None and self.rest[way]:
            return -1
        return next(
            (g for g in range(len(self.groups)) if g != without and self.taken(g)[way]),
            -1,
        )

    def holds(self, pairs: Ints, w: Floats, design: int) -> Ints:
        """(pairs, 2): the groups in which the two people of an exchange may stand, −1 for the people in no
        group; −2 if there are none. `pairs` (pairs, 4): raking cell, less, more, the other's raking cell.
        """
        k, less, more, k2 = pairs.T
        found = np.full((len(pairs), 2), NOWHERE)
        if self.rest is not None:
            found[self.rest[k, less, more], 0] = -1
            found[self.rest[k2, more, less], 1] = -1
        taken = [self.taken(g) for g in range(len(self.groups))]
        for g, each in enumerate(taken):
            one, other = each[k, less, more], each[k2, more, less]
            found[(found[:, 0] == NOWHERE) & one & (found[:, 1] != g), 0] = g
            found[(found[:, 1] == NOWHERE) & other & (found[:, 0] != g), 1] = g
        for g, at in enumerate(self.side.groups):
            left = (found == NOWHERE).any(axis=1)
            if self.rest is None:
                alone = self.alone(g)[:, :, 0]
                left &= alone[k, less] & alone[k2, more]
            none = len(at.cells)
            for kind, place in ((k, less), (k2, more)):
                left &= (place == none) | (at.cells[np.minimum(place, none - 1), kind] > 0)
            if left.any():
                change = _exchange(pairs[left], at)
                kept = keeps(at, self.side.rows[g], w, design, change, is_weighted=self.side.is_weighted)
                found[np.flatnonzero(left)[kept]] = g
        return found


class Rooms:
    """`alone` (codes of the topline,): cells that one person may be in besides others."""

    def __init__(
        self, top: Layers, top_row: Row, w: Floats, design: int, alone: Bools, sides: Sequence[Side]
    ) -> None:
        self.layers, self.row, self.w, self.design = top, top_row, w, design
        self.top = takes(top, top_row, w, design, alone)
        self.rooms = [_room(top, side, w, design, alone) for side in sides]
        self._anywhere = [_on_top(room, room.anywhere(), self.top.shape) for room in self.rooms]
        self._every: dict[int, Bools] = {}

    def every_other(self, s: int) -> Bools:
        """What everyone's table and all banners but one take; −1: all of them."""
        if s not in self._every:
            others = [each for t, each in enumerate(self._anywhere) if t != s]
            self._every[s] = reduce(np.logical_and, others, self.top)
        return self._every[s]

    def of_group(self, s: int, g: int, c: int, sign: int) -> Iterator[list[Change]]:
        """Ways to have one person more, or less, in a cell of a banner's group."""
        room = self.rooms[s]
        for way in _ways(room.groups[g] & room.elsewhere(g).transpose(0, 2, 1), c, sign):
            shift = _shift(way, room.groups[g].shape[1] - 1)
            found = [(s, g, shift)]
            if room.rest is not None and (h := room.holder((way[0], way[2], way[1]), g)) >= 0:
                found.append((s, h, shift.back))
            yield found
        places = room.places
        coupled = self.every_other(s)[np.ix_(np.arange(len(self.top)), places, places)]
        for k, less, more in _ways(room.taken(g) & coupled, c, sign):
            way = (k, less, more)
            top_way = (k, int(places[less]), int(places[more]))
            yield [(s, g, _shift(way, len(places) - 1)), *self._others(top_way, s)]
        yield from self._of_two(s, g, c, sign)

    def _of_two(self, s: int, g: int, c: int, sign: int) -> Iterator[list[Change]]:
        """People of different raking cells exchange their answers, one of them in the group: everyone's table
        has as many people with each answer, and in each other banner the two stand where it does not show.
        """
        room = self.rooms[s]
        own = room.taken(g)
        back = [each & room.alone(h) if room.rest is None else each for h, each in enumerate(room.groups)]
        back[g] = np.zeros_like(own)
        every = reduce(np.logical_or, back if room.rest is None else [*back, room.rest])
        found = []
        for k, o in np.argwhere(own[:, :, c] if sign > 0 else own[:, c, :]):
            less, more = (o, c) if sign > 0 else (c, o)
            found += [(k, less, more, k2) for k2 in np.flatnonzero(every[:, more, less]) if k2 != k]
        if not found or not self.rooms:
            return
        pairs = np.array(found, np.int64)
        pairs = pairs[np.argsort(np.abs(self.w[pairs[:, 0]] - self.w[pairs[:, 3]]), kind="stable")][:PAIRS]
        on_top = pairs.copy()
        on_top[:, 1:3] = room.places[pairs[:, 1:3]]
        pairs = pairs[keeps(self.layers, self.row, self.w, self.design, _exchange(on_top, self.layers))]
        fits, held = np.ones(len(pairs), np.bool_), {}
        for t, each in enumerate(self.rooms):
            if t != s and fits.any():
                held[t] = each.holds(pairs, self.w, self.design)
                fits &= (held[t] > NOWHERE).all(axis=1)
        for i in np.flatnonzero(fits)[:WAYS].tolist():
            k, less, more, k2 = pairs[i].tolist()
            first, second = (_shift(way, own.shape[1] - 1) for way in ((k, less, more), (k2, more, less)))
            way: list[Change] = [(s, g, first)]
            h = next((h for h, each in enumerate(back) if each[k2, more, less]), -1)
            if h >= 0 and not (room.rest is not None and room.rest[k2, more, less]):
                way.append((s, h, second))
            for t, where in held.items():
                way += [(t, int(h), x) for h, x in zip(where[i], (first, second), strict=True) if h >= 0]
            yield way

    def of_everyone(self, c: int, sign: int) -> Iterator[list[Change]]:
        """The same of everyone's table; `c`: its cell."""
        for way in _ways(self.every_other(-1), c, sign):
            yield self._others(way, -1)

    def _others(self, top_way: tuple[int, int, int], without: int) -> list[Change]:
        found: list[Change] = []
        for t, room in enumerate(self.rooms):
            if t == without:
                continue
            back = {int(p): i for i, p in enumerate(room.places)}
            way = (top_way[0], back[top_way[1]], back[top_way[2]])
            if (h := room.holder(way)) >= 0:
                found.append((t, h, _shift(way, len(room.places) - 1)))
        return found


def _exchange(pairs: Ints, at: Layers) -> Ints:
    """(pairs, codes, raking cells): more people in each cell; the place after the last is no cell."""
    codes, cells = at.cells.shape
    moved = np.zeros((len(pairs), codes + 1, cells), np.int64)
    draws = np.arange(len(pairs))
    k, less, more, k2 = pairs.T
    for place, kind, sign in ((less, k, -1), (more, k, 1), (more, k2, -1), (less, k2, 1)):
        np.add.at(moved, (draws, place, kind), sign)
    return moved[:, :codes]


def _ways(found: Bools, c: int, sign: int) -> list[tuple[int, int, int]]:
    """Few of those that change a cell, from far apart."""
    pairs = np.argwhere(found[:, :, c] if sign > 0 else found[:, c, :])
    chosen = pairs[np.unique(np.linspace(0, len(pairs) - 1, WAYS).astype(int))] if len(pairs) else pairs
    return [(int(k), int(o), c) if sign > 0 else (int(k), c, int(o)) for k, o in chosen]


def _shift(way: tuple[int, int, int], none: int) -> Shift:
    k, less, more = way
    return Shift(k, None if less == none else less, None if more == none else more)


def _room(top: Layers, side: Side, w: Floats, design: int, alone: Bools) -> Room:
    codes = [cell.code for cell in top.row.cells]
    own = [codes.index(cell.code) for cell in side.groups[0].row.cells]
    groups = tuple(
        takes(at, row, w, design, alone[own], is_weighted=side.is_weighted)
        for at, row in zip(side.groups, side.rows, strict=True)
    )
    everyone = np.concatenate([top.cells[own], top.valid[None]])
    outside = np.stack([everyone - np.concatenate([at.cells, at.valid[None]]) for at in side.groups])
    rest = None
    if side.disjoint:
        # Of those in no group nothing is printed: whoever is there may answer otherwise.
        gone = Row(None, "withheld", None, None, None)
        rest = takes(rest_of(top, side), gone, w, design, alone[own], is_weighted=False)
    return Room(side, groups, rest, outside, np.array([*own, len(codes)]))


def _on_top(room: Room, found: Bools, shape: tuple[int, ...]) -> Bools:
    """By the topline's places; what it has besides is not taken."""
    wide = np.zeros(shape, np.bool_)
    wide[np.ix_(np.arange(shape[0]), room.places, room.places)] = found
    return wide
