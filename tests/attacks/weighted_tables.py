"""Random surveys that are weighted, and Mallory who knows how: everybody's raking cell and weight, how many
people each cell has, and the unweighted tables besides the weighted ones.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import pytest

from reports.disclosure.exact import ExactItem
from reports.disclosure.protect import Protected, protect
from reports.disclosure.rounding import STEP
from reports.release.layers import is_tiny, layers
from reports.release.weighted_audit import Audit
from reports.release.weighted_item import protect_weighted
from reports.release_format import Estimate, Item, Row, Table
from tests.attacks import tables

SMALLEST = 0.05
"""Of a category that is weighted by, as `raking_cells` has it; it has at least ten people too."""


@dataclass(frozen=True)
class Weighted:
    """`cell` (n,): everybody's raking cell; `w` (cells,). `category`: of each level of the first banner and,
    last, of those in none; empty where that banner was not weighted by.
    """

    survey: tables.Survey
    cell: np.ndarray
    w: np.ndarray
    category: tuple[int, ...]

    @property
    def people(self) -> np.ndarray:
        return np.bincount(self.cell, minlength=len(self.w))

    def may_stand(self, level: int, k: int) -> bool:
        """Whether somebody of a raking cell may be in a level of the first banner, for all she knows."""
        if not self.category:
            return True
        group = self.survey.groups[0][self.cell == k]
        return self.category[level] == self.category[int(group[0])]


def weighted(chance: np.random.Generator, survey: tables.Survey) -> Weighted | None:
    """By the survey's first banner, or by something that is published nowhere, or by both. None where there
    are no weights from 0.2 to 3.
    """
    n, first = len(survey.answer), survey.groups[0]
    margins, category = [chance.choice(2, n, p=(0.4, 0.6))], ()
    if chance.random() < 0.7:
        category = _categories(first)
        margins = [*margins, np.array(category)[first]][int(chance.integers(0, 2)) :]
    kinds, cell = np.unique(np.stack(margins, axis=1), axis=0, return_inverse=True)
    people = np.bincount(cell.ravel())
    w = np.ones(len(people))
    goals = []
    for column in kinds.T:
        tilted = [(column == v, people[column == v].sum() * chance.uniform(0.6, 1.6)) for v in set(column)]
        goals.append([(where, goal * n / sum(g for _, g in tilted)) for where, goal in tilted])
    for _ in range(200):
        for margin in goals:
            for where, goal in margin:
                w[where] *= goal / (people[where] @ w[where])
    return Weighted(survey, cell.ravel(), w, category) if w.min() >= 0.2 and w.max() <= 3.0 else None


def _categories(group: np.ndarray) -> tuple[int, ...]:
    """Small levels, and those in none where they are few, are counted with the largest."""
    sizes = np.bincount(group + 1, minlength=int(group.max(initial=0)) + 2)
    largest = int(sizes[1:].argmax())
    smallest = max(10, SMALLEST * len(group))
    found = [level if n >= smallest else largest for level, n in enumerate(sizes[1:].tolist())]
    return (*found, len(found) if sizes[0] >= smallest else largest)


def layered(each: Weighted, e: ExactItem) -> dict[str, list[list[object]]]:
    """The tables of an item by raking cell."""
    s = each.survey
    whole = np.ones(len(s.answer), bool)
    assert e.topline is not None

    def by_cell(row: object, who: np.ndarray, *, topline: bool) -> object:
        def part(k: int) -> object:
            mine = who & (each.cell == k)
            return tables._row(s, mine, int((mine & (s.answer == -1)).sum()) if topline else None)

        return layers(e.item, row, [part(k) for k in range(len(each.w))])

    found = {"": [[by_cell(e.topline.groups[0].rows[0], whole, topline=True)]]}
    for name, table in e.banners.items():
        group = s.groups[int(name[1:])]
        found[name] = [
            [by_cell(g.rows[0], group == level, topline=False)] for level, g in enumerate(table.groups)
        ]
    return found


@contextmanager
def control_off() -> Iterator[None]:
    """Weighted figures in place of all that an unweighted release shows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Audit, "leaks_of_banner", lambda *_, **__: False)
        patch.setattr(Audit, "leaks_of_topline", lambda *_: False)
        yield


def released(each: Weighted, e: ExactItem) -> Protected:
    return protect_weighted(e, layered(each, e), each.w, len(each.survey.answer))


def to_a_decimal(each: Weighted, e: ExactItem) -> Item:
    """Without any control: percentages with one decimal, in all groups that an unweighted release shows."""
    with control_off():
        item = released(each, e).item
    found = layered(each, e)

    def finer(name: str, table: Table) -> Table:
        groups = []
        for at, group in zip(found[name], table.groups, strict=True):
            share = at[0].cells @ each.w / max(1e-9, float(at[0].base @ each.w))
            cells = tuple(
                replace(cell, share=round(float(x), 3))
                for cell, x in zip(group.rows[0].cells, share, strict=False)
            )
            groups.append(replace(group, rows=(replace(group.rows[0], cells=cells),)))
        return replace(table, groups=tuple(groups))

    assert item.topline is not None
    banners = {name: finer(name, table) for name, table in item.banners.items()}
    return replace(item, topline=finer("", item.topline), banners=banners)


def plain(e: ExactItem) -> Item:
    """What she may have of the same answers without weights."""
    return protect(e).item


# ------------------------------------------------------------------ the attack


def known(
    bare: Item, item: Item, each: Weighted, whole: dict[str, bool], *, half: float | None = None
) -> tables.Attack:
    """Mallory reads both releases. `half`: how far a weighted share may be from the printed one, where it is
    not half a step of the grid.
    """
    attack = tables.known(bare, whole)
    codes = [o.code for o in bare.options if not o.missing]
    assert bare.topline is not None
    for k, people in enumerate(each.people.tolist()):
        parts = {attack.var("top", "", f"{c}/{k}"): 1.0 for c in [*codes, tables.BLANK]}
        attack.say(parts, people, people)
    _add_up(attack, "top", "", [*codes, tables.BLANK], len(each.w))
    for name, table in bare.banners.items():
        for g, group in enumerate(table.groups):
            for k in range(len(each.w)):
                never = name == "s0" and not each.may_stand(g, k)
                for c in codes:
                    attack.var(name, group.code, f"{c}/{k}", high=0.0 if never else None)
            _add_up(attack, name, group.code, codes, len(each.w))
        for c in codes:
            for k in range(len(each.w)):
                terms = {attack.var(name, group.code, f"{c}/{k}"): 1.0 for group in table.groups}
                terms[attack.var("top", "", f"{c}/{k}")] = -1.0
                attack.say(terms, 0 if whole[name] else -np.inf, 0)
    if item.topline is not None:
        _read(attack, "top", "", item.topline.groups[0].rows[0], bare.topline.groups[0].rows[0], each.w, half)
    for name, table in item.banners.items():
        for group, before in zip(table.groups, bare.banners[name].groups, strict=True):
            _read(attack, name, group.code, group.rows[0], before.rows[0], each.w, half)
    return attack


def _add_up(attack: tables.Attack, table: str, group: str, codes: Sequence[str], cells: int) -> None:
    for c in codes:
        terms = {attack.var(table, group, f"{c}/{k}"): 1.0 for k in range(cells)}
        attack.say(terms | {attack.var(table, group, c): -1.0}, 0, 0)


def _read(
    attack: tables.Attack,
    table: str,
    group: str,
    row: Row,
    before: Row,
    w: np.ndarray,
    half: float | None,
) -> None:
    """A weighted row; `before`: the unweighted one, which tells the cells that stay unweighted."""
    if not row.is_shown or row.base is None:
        return
    codes = [cell.code for cell in row.cells]
    tiny = {c.code for c in before.cells if is_tiny(np.array([c.count]), before.base or 0)[0]}
    for cell in row.cells:
        if half is None and cell.code in tiny:
            continue
        for sign in (1, -1):
            edge = cell.share + sign * (STEP / 2 / row.base if half is None else half)
            terms = {
                attack.var(table, group, f"{c}/{k}"): float(w[k]) * ((c == cell.code) - edge)
                for c in codes
                for k in range(len(w))
            }
            attack.say(terms, *((-np.inf, 0) if sign > 0 else (0, np.inf)))
    mean = row.stats.get("mean")
    if isinstance(mean, Estimate):
        valid = [c for c in codes if c != tables.BLANK]
        for sign in (1, -1):
            edge = mean.value + sign * 0.05
            terms = {
                attack.var(table, group, f"{c}/{k}"): float(w[k]) * (i + 1.0 - edge)
                for i, c in enumerate(valid)
                for k in range(len(w))
            }
            attack.say(terms, *((-np.inf, 0) if sign > 0 else (0, np.inf)))
