"""What a release changes for readers, compared with the one before it. Released numbers only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.release.milestones import TOPLINE, named
from reports.release_format import Item, ReleaseDoc, Row, Table

LARGEST = 20
"""Changes of shares that are listed."""


@dataclass(frozen=True, slots=True)
class Change:
    """A share that is in both releases. `before`, `after`: 0…1."""

    where: "Place"
    answer: str
    before: float
    after: float

    @property
    def points(self) -> float:
        return 100 * (self.after - self.before)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a table, in words. `segment` is empty for everyone."""

    item: str
    segment: str
    group: str
    row: str


@dataclass(frozen=True, slots=True)
class Diff:
    """`renewed`, `kept`, `added`, `gone`: numbers of tables. `shown` and `hidden`: rows of groups that have
    estimates only after, or only before.
    """

    is_first: bool
    renewed: int
    kept: int
    added: int
    gone: int
    largest: tuple[Change, ...]
    shown: tuple[Place, ...]
    hidden: tuple[Place, ...]
    weighting: str = ""
    """What changed in how answers count, a sentence; empty if nothing did."""

    @property
    def tables(self) -> int:
        return self.renewed + self.kept + self.added


def compare(before: ReleaseDoc | None, after: ReleaseDoc) -> Diff:
    """`before`: the release that readers see now; None if there is none."""
    renewed = kept = added = 0
    changes: list[Change] = []
    shown: list[Place] = []
    hidden: list[Place] = []
    for item in after.items:
        old = before.item(item.id) if before else None
        for name, table in _tables(item):
            former = named(old, name)
            kept += bool(table.since)
            added += former is None and not table.since
            renewed += former is not None and not table.since
            if former is None or table.since:
                continue
            for place, then, now in _rows(after, item, name, former, table):
                if then.is_shown and now.is_shown:
                    changes += _changes(item, place, then, now)
                elif now.is_shown:
                    shown.append(place)
                elif then.is_shown:
                    hidden.append(place)
    have = {(item.id, name) for item in after.items for name, _ in _tables(item)}
    had = {(item.id, name) for item in (before.items if before else ()) for name, _ in _tables(item)}
    largest = sorted(changes, key=lambda each: -abs(each.points))[:LARGEST]
    return Diff(
        is_first=before is None,
        renewed=renewed,
        kept=kept,
        added=added,
        gone=len(had - have),
        largest=tuple(each for each in largest if each.points),
        shown=tuple(shown),
        hidden=tuple(hidden),
        weighting=_weighting(before, after),
    )


def in_words(diff: Diff) -> str:
    """For the list of changes that readers see."""
    return " ".join(each for each in (_tables_in_words(diff), diff.weighting) if each)


def _weighting(before: ReleaseDoc | None, after: ReleaseDoc) -> str:
    if before is None:
        return "The figures are weighted." if after.is_weighted else ""
    if before.is_weighted == after.is_weighted:
        return ""
    if after.is_weighted:
        return "The figures are weighted now; before, every answer counted the same."
    return "Every answer counts the same now; before, the figures were weighted."


def _tables_in_words(diff: Diff) -> str:
    if diff.is_first:
        return f"The first results of this wave: {diff.added:,} tables."
    said = (
        (diff.renewed, "newly counted"),
        (diff.added, "new"),
        (diff.kept, "as they were"),
        (diff.gone, "no longer shown"),
    )
    parts = [f"{n:,} {what}" for n, what in said if n]
    return f"Tables: {', '.join(parts)}." if parts else "Nothing changed."


def _tables(item: Item) -> list[tuple[str, Table]]:
    own = [(TOPLINE, item.topline)] if item.topline is not None else []
    return [*own, *item.banners.items()]


def _rows(
    doc: ReleaseDoc, item: Item, segment: str, before: Table, after: Table
) -> Iterator[tuple[Place, Row, Row]]:
    labels = {row.code: row.label for row in item.rows}
    found = doc.segment(segment) if segment else None
    for group in after.groups:
        former = before.group(group.code)
        for row in group.rows:
            then = former.row(row.row) if former else None
            if then is not None:
                label = labels.get(row.row or "", row.row or "")
                yield Place(_name(item), found.label if found else segment, group.label, label), then, row


def _changes(item: Item, place: Place, before: Row, after: Row) -> Sequence[Change]:
    labels = {o.code: o.label for o in item.options} | {c.code: c.label for c in item.columns}
    pairs = [(before.cell(cell.code), cell) for cell in after.cells]
    return [
        Change(place, labels.get(now.code, now.code), then.share, now.share)
        for then, now in pairs
        if then is not None and then.share != now.share
    ]


def _name(item: Item) -> str:
    return f"{item.number}. {item.text}" if item.number else item.text
