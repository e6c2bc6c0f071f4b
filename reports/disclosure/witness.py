"""Other counts that would have been published alike: for most protected cells they show at once, in whole
people, that nobody can tell the cell; no linear programme is needed.

Three kinds of change leave every other table as it is: two people of different groups swap their answers; a
person moves from one group to another; in the topline, somebody answers otherwise, and in each banner one
group (or the people in none) has that change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from reports.disclosure import letters
from reports.disclosure.block import Block, Side
from reports.disclosure.moves import MOST, Moves, free, moves
from reports.stats.arrays import Ints

#: Ways that are tried before the cell is left to the linear programme.
WAYS = 12

Change = Mapping[tuple[int, int], int]
"""(group, code) -> people more or less; the group after the last is the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """All moves of one banner, the rest last: (groups + 1, …)."""

    side: Side
    up: Ints
    down: Ints
    swap: Ints
    enter: Ints
    leave: Ints
    with_letters: bool


def room(block: Block, side: Side) -> Room:
    each = [moves(block, group) for group in side.groups]
    if side.disjoint:
        each.append(free(side.rest, side.rest_n))
    return Room(
        side,
        up=np.stack([m.up for m in each]),
        down=np.stack([m.down for m in each]),
        swap=np.stack([m.swap for m in each]),
        enter=np.stack([m.enter for m in each]),
        leave=np.stack([m.leave for m in each]),
        with_letters=letters.has_letters(side),
    )


def is_open(block: Block, at: Room, group: int, code: int) -> bool:
    """Three whole numbers or more are possible for a group's cell."""
    more = _furthest(block, at, group, code, 1)
    if more >= MOST:
        return True
    less = _furthest(block, at, group, code, -1)
    return less >= MOST or more + less >= MOST


def _furthest(block: Block, at: Room, group: int, code: int, sign: int) -> int:
    for d in range(MOST, 0, -1):
        ways = _ways(block, at, group, code, sign, d)
        for _, change in zip(range(WAYS), ways, strict=False):
            if not at.with_letters or _letters_same(at.side, change):
                return d
    return 0


def _ways(block: Block, at: Room, group: int, code: int, sign: int, d: int) -> Iterator[Change]:
    if not at.side.disjoint:
        yield from _by_membership(block, at, group, code, sign, d)
        return
    if block.is_many and block.codes[code] not in block.anchors:
        own, others = (at.up, at.down) if sign > 0 else (at.down, at.up)
        if own[group, code] >= d:
            found = _shared(others[:, code], group, d)
            if found is not None:
                yield {(group, code): sign * d} | {(h, code): -sign * k for h, k in found.items()}
    forth = at.swap[group, :, code] if sign > 0 else at.swap[group, code, :]
    back = at.swap[:, code, :] if sign > 0 else at.swap[:, :, code]
    for j in np.flatnonzero(forth >= d):
        found = _shared(back[:, j], group, d)
        if found is not None:
            change = {(group, code): sign * d, (group, int(j)): -sign * d}
            for h, k in found.items():
                change |= {(h, code): -sign * k, (h, int(j)): sign * k}
            yield change
    own, others = (at.enter, at.leave) if sign > 0 else (at.leave, at.enter)
    if own[group, code] >= d and not at.with_letters and _shared(others[:, code], group, d):
        yield {(group, code): sign * d}


def _shared(room_of: Ints, without: int, d: int) -> dict[int, int] | None:
    """Groups that take d people between them, each a part of it; None if they can't."""
    found: dict[int, int] = {}
    for h in np.argsort(-room_of, kind="stable"):
        if h == without:
            continue
        part = min(d, int(room_of[h]))
        if part <= 0:
            return None
        found[int(h)] = part
        d -= part
        if d == 0:
            return found
    return None


def _by_membership(block: Block, at: Room, group: int, code: int, sign: int, d: int) -> Iterator[Change]:
    """Groups that overlap: somebody joins the group and somebody leaves it, whoever else they stand with.
    `rest` is not known, so that people outside this group are counted from the topline.
    """
    inside = at.side.groups[group]
    outside = (
        at.side.rest + sum((g.counts for g in at.side.groups), np.zeros_like(at.side.rest)) - inside.counts
    )
    if block.is_many and block.codes[code] not in block.anchors:
        outside_n = at.side.rest_n + sum(g.n for g in at.side.groups) - inside.n
        takes = outside[code] if sign > 0 else outside_n - outside[code]
        gives = inside.n - inside.counts[code] if sign > 0 else inside.counts[code]
        if min(takes, gives, (at.up if sign > 0 else at.down)[group, code]) >= d:
            yield {(group, code): sign * d}
    for j in range(len(block.codes)):
        swap = at.swap[group, j, code] if sign > 0 else at.swap[group, code, j]
        if swap >= d and outside[code if sign > 0 else j] >= d:
            yield {(group, code): sign * d, (group, j): -sign * d}


def _letters_same(side: Side, change: Change) -> bool:
    groups = side.groups
    sizes = np.array([[g.exact.base for g in groups]], np.int64)
    mask = letters.visible(side)
    for code in {code for _, code in change}:
        counts = np.array([[g.counts[code] for g in groups]], np.int64)
        before = letters.higher(counts, sizes)[0]
        for (group, changed), d in change.items():
            if changed == code and group < len(groups):
                counts[0, group] += d
        if ((letters.higher(counts, sizes)[0] != before) & mask).any():
            return False
    return True


def is_open_on_top(block: Block, top: Moves, rooms: list[Room], code: int) -> bool:
    """The same for a cell of the topline: each banner has to take the change."""
    more = _furthest_on_top(block, top, rooms, code, 1)
    if more >= MOST:
        return True
    less = _furthest_on_top(block, top, rooms, code, -1)
    return less >= MOST or more + less >= MOST


def _furthest_on_top(block: Block, top: Moves, rooms: list[Room], code: int, sign: int) -> int:
    for d in range(MOST, 0, -1):
        for j in (None, *range(len(block.codes))):
            if _top_takes(block, top, code, j, sign, d) and all(
                _banner_takes(block, at, code, j, sign, d) for at in rooms
            ):
                return d
    return 0


def _top_takes(block: Block, top: Moves, code: int, j: int | None, sign: int, d: int) -> bool:
    if j is None:
        alone = top.up if sign > 0 else top.down
        return block.is_many and block.codes[code] not in block.anchors and bool(alone[code] >= d)
    return bool((top.swap[j, code] if sign > 0 else top.swap[code, j]) >= d)


def _banner_takes(block: Block, at: Room, code: int, j: int | None, sign: int, d: int) -> bool:
    """One group (or the rest) has the whole change; letters stay as they are."""
    if j is None:
        each = (at.up if sign > 0 else at.down)[:, code]
    else:
        each = at.swap[:, j, code] if sign > 0 else at.swap[:, code, j]
    if not at.side.disjoint and j is not None and at.side.rest[j if sign > 0 else code] >= d:
        return True  # somebody who is in no group at all
    for h in np.argsort(-each, kind="stable"):
        if each[h] < d:
            return False
        change = {(int(h), code): sign * d}
        if j is not None:
            change[int(h), j] = -sign * d
        if not at.with_letters or _letters_same(at.side, change):
            return True
    return False


def top_moves(block: Block) -> Moves:
    return moves(block, block.top, is_top=True)
