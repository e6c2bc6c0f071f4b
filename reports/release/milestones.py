"""Which tables of a wave may be published anew, and which stay as they are.

Two releases of one wave can be subtracted. So a table is renewed only if in each of its groups nobody changed
since each of its public versions, or at least ten did. Whoever was amended counts as one who left and one
who came, so that no old answer has to be kept to find out where somebody stood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reports.disclosure.exact import ExactItem, ExactTable
from reports.disclosure.renewal import FEWEST_CHANGES, may_renew
from reports.release_format import Item, ReleaseDoc, Table

TOPLINE = ""
"""Name of an item's own table among its banners."""

Bases = Mapping[str, Sequence[int]]
"""Group and row -> the numbers of people that the row's figures rest on: its base, valid answers, asked."""
Counts = Mapping[str, Bases]
"""A table's name ("" or the segment) -> its bases. Exact: never published."""

NOBODY = (0, 0, 0)
GONE = (
    "An earlier release of this question was taken back, and too few answers have changed since to "
    "publish it anew: the two could be subtracted."
)
SOME_GONE = (
    "Some comparisons can’t be published anew: too few answers changed since a release that was taken back."
)
OTHER_WEIGHTS = (
    "Weighted and unweighted figures of this question would rest on different people, and who tells them "
    "apart could learn about few of them. So it stays as an earlier release has it."
)
SOME_OTHER_WEIGHTS = (
    "Some comparisons are left out: an earlier release has them weighted otherwise and of other people, and "
    "the two could be subtracted."
)


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of an earlier release to compare with: exact bases of the tables that it renewed, by item,
    and for each how near it comes to an older version (`room`: the least number of changes that is not 0).
    """

    counts: Mapping[str, Counts]
    room: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release of the same wave that readers have seen, and today's exact bases of those whose answers have
    not changed since (by item; empty where nothing was kept to tell).
    """

    doc: ReleaseDoc
    stands: bool
    """False: revoked. Readers may have kept it, but its tables are not shown again."""
    record: Record | None = None
    unchanged: Mapping[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ruling:
    """On one table. `room` is what its record will say."""

    renew: bool
    room: int | None = None


def people(exact: ExactItem) -> dict[str, dict[str, tuple[int, ...]]]:
    """The bases of all tables of an item."""
    tables = {TOPLINE: exact.topline, **exact.banners} if exact.topline else dict(exact.banners)
    return {name: _bases(table) for name, table in tables.items() if table is not None}


def _bases(table: ExactTable) -> dict[str, tuple[int, ...]]:
    return {
        f"{group.code}/{row.row or ''}": (row.base, row.valid, row.base if row.asked is None else row.asked)
        for group in table.groups
        for row in group.rows
    }


def changes(now: Bases, unchanged: Bases, before: Bases) -> list[int]:
    """How many came into each base or left it; the larger of the two, which is never more than the number of
    people. Raise ValueError if more are unchanged than there were.
    """
    found = []
    for place in now.keys() | before.keys():
        bases = (each.get(place, NOBODY) for each in (now, unchanged, before))
        for n, same, was in zip(*bases, strict=True):
            if same > min(n, was):
                raise ValueError(f"{place}: {same} people unchanged, of {was} before and {n} now.")
            found.append(max(n - same, was - same))
    return found


def ruling(item: str, table: str, now: Bases, past: Sequence[Earlier]) -> Ruling:
    """Whether a table may be published as it is now. `past`: oldest first.

    A version of which nothing is kept any more counts as compared if a later version was compared with it and
    is kept; the changes since that one then take from the room between the two. One that can't be compared
    stops the table for good.
    """
    versions = [each for each in past if renewed(each.doc, item, table)]
    rooms: list[int] = []
    is_open_end = False
    for version in versions:
        kept = version.record.counts.get(item, {}).get(table) if version.record else None
        if version.record is None or kept is None:
            is_open_end = True
            continue
        is_open_end = False
        found = changes(now, version.unchanged.get(item, {}).get(table, {}), kept)
        if not may_renew(found):
            return Ruling(renew=False)
        rooms += [n for n in found if n]
        room = version.record.room.get(item, {}).get(table)
        if room is not None:
            left = room - max(found, default=0)
            if left < FEWEST_CHANGES and any(found):
                return Ruling(renew=False)
            rooms.append(left)
    return Ruling(renew=not is_open_end, room=min(rooms, default=None))


def same_people(item: str, table: str, now: Bases, past: Sequence[Earlier]) -> bool:
    """Whether every version of a table rests on just the people it rests on now. Weighted and unweighted
    figures of one table are published only then: the audit of weighted figures supposes that a reader has
    both, of the same answers.
    """
    for version in past:
        if renewed(version.doc, item, table):
            kept = version.record.counts.get(item, {}).get(table) if version.record else None
            if kept is None or any(changes(now, version.unchanged.get(item, {}).get(table, {}), kept)):
                return False
    return True


def renewed(doc: ReleaseDoc, item: str, table: str) -> bool:
    """Whether a release brought this table in a new version."""
    found = named(doc.item(item), table)
    return found is not None and not found.since


def named(item: Item | None, table: str) -> Table | None:
    if item is None:
        return None
    return item.topline if table == TOPLINE else item.banners.get(table)


def only(exact: ExactItem, tables: Sequence[str]) -> ExactItem:
    """An item with its own table and some of its comparisons.

    Its own table is there even where the old one stays: the audit then supposes that readers have it too, and
    so that they know more than they will.
    """
    return replace(
        exact,
        banners={name: table for name, table in exact.banners.items() if name in tables},
    )


def versions(item: str, past: Sequence[Earlier]) -> list[Item]:
    """The item in each earlier release, with the tables that were new in it: everything readers may have."""
    found = []
    for each in past:
        known = each.doc.item(item)
        if known is not None:
            banners = {name: table for name, table in known.banners.items() if not table.since}
            topline = known.topline if known.topline is not None and not known.topline.since else None
            found.append(replace(known, topline=topline, banners=banners))
    return [each for each in found if each.topline is not None or each.banners]


def kept(item: Item, table: str, levels: Sequence[str], past: Sequence[Earlier]) -> Table | None:
    """The version that stays public, with the date of its release; None if there is none that still fits the
    questionnaire (`levels`: codes of the table's groups).
    """
    for each in reversed(past):
        before = each.doc.item(item.id)
        found = named(before, table)
        if each.stands and before is not None and found is not None:
            fits = shape(before) == shape(item) and [group.code for group in found.groups] == list(levels)
            return replace(found, since=found.since or each.doc.release.date) if fits else None
    return None


def shape(item: Item) -> tuple[Any, ...]:
    """What a table of the item has to look like."""
    return (
        item.kind,
        [o.code for o in item.options],
        [r.code for r in item.rows],
        [c.code for c in item.columns],
    )


def merged(
    item: Item, wanted: Mapping[str, Sequence[str]], past: Sequence[Earlier], *, is_weighted: bool = False
) -> Item:
    """`item`, with its new tables, and in place of those that are `wanted` but not renewed what stays of
    earlier releases that are weighted as this one is. `wanted`: a table's name -> codes of its groups.
    """
    alike = [each for each in past if each.doc.is_weighted == is_weighted]
    mixed = len(alike) < len(past)
    topline, banners, gone = item.topline, dict(item.banners), False
    for name, levels in wanted.items():
        old = kept(item, name, levels, alike)
        if name == TOPLINE:
            topline = old
        elif old is not None:
            banners[name] = old
        else:
            gone = True
    reason = item.reason or (
        (OTHER_WEIGHTS if mixed else GONE) if topline is None and TOPLINE in wanted else ""
    )
    no_banners = item.no_banners or ((SOME_OTHER_WEIGHTS if mixed else SOME_GONE) if gone else "")
    return replace(item, topline=topline, banners=banners, reason=reason, no_banners=no_banners)


def steady(now: int, before: int | None) -> int:
    """A count beside the tables, held where a handful of people would move it."""
    return before if before is not None and 0 < abs(now - before) < FEWEST_CHANGES else now


def due(completes: int, released: int) -> int | None:
    """The largest milestone that has been reached, if it is larger than the last one that was released: 100,
    250, 500, 1,000, 2,500, 5,000 and so on.
    """
    reached, scale = 0, 100
    while scale <= completes:
        reached = max(step * scale // 2 for step in (2, 5, 10) if step * scale // 2 <= completes)
        scale *= 10
    return reached if reached > released else None
