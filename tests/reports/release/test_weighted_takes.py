"""What the weighted audit takes for unchanged at a glance is unchanged when it is printed anew."""

from dataclasses import replace

import numpy as np
import pytest

from reports.disclosure.protect import protect
from reports.release import assembly
from reports.release.assembly import Counting
from reports.release.weighted_audit import Audit
from reports.release.weighted_shifts import Shift, shifted
from reports.release.weighted_takes import keeps, takes
from tests.reports.release.test_weighted_build import counted  # noqa: F401

ITEMS = ["issue", "seg", "recommend", "platforms", "circles", "persona", "principles"]


@pytest.fixture(params=ITEMS)
def rows(request, counted):  # noqa: F811
    """(audit, one row of a group by raking cell, as published unweighted, whether its shares stand alone)."""
    d, _, parts, weighed = counted
    counting = Counting(d)
    tabulator = next(each for each in counting.tabulators if each.item.id == request.param)
    exact = counting.exact(tabulator, assembly.scan(parts, counting.queries()))
    layered = counting.layered(tabulator, exact, parts, weighed)
    item = protect(exact).item
    audit = Audit(exact.item, layered[""][0][0], item.topline.groups[0].rows[0], weighed.weights, weighed.n)
    found = []
    for name, table in {"": item.topline, **item.banners}.items():
        for g, group in enumerate(table.groups):
            at = layered[name][g][0]
            cells = at.row.cells
            alone = [audit.is_many and c.code not in audit.anchors and not c.missing for c in cells]
            found.append((at, group.rows[0], np.array(alone, np.bool_)))
    return audit, found


def test_what_a_group_takes_changes_nothing_that_is_printed(rows):
    audit, found = rows
    chance = np.random.default_rng(5)
    tried = 0
    for at, row, alone in found:
        if row.status == "withheld":
            continue  # what status it would have had is not printed
        ways = np.argwhere(takes(at, row, audit.w, audit.design, alone))
        for k, less, more in ways[chance.permutation(len(ways))[:6]].tolist():
            none = len(at.cells)
            after = shifted(at, Shift(k, None if less == none else less, None if more == none else more))
            assert after is not None
            assert audit._same(at, after, row)
            tried += 1
    assert tried > 20 or audit.item.kind == "ranking"
    assert tried == 0 or audit.item.kind != "ranking"


def test_what_keeps_a_group_changes_nothing_that_is_printed(rows):
    audit, found = rows
    chance = np.random.default_rng(6)
    kept = 0
    for at, row, _ in found:
        if at.ranks is not None or not row.is_shown:
            continue
        change = np.zeros((200, *at.cells.shape), np.int64)
        draws, codes = np.arange(200), [p for p, c in enumerate(at.row.cells) if not c.missing]
        for sign in (1, -1, 1, -1):
            places, cells = chance.choice(codes, 200), chance.integers(0, at.cells.shape[1], 200)
            np.add.at(change, (draws, places, cells), sign)

        there = ((at.cells + change) >= 0).all(axis=(1, 2)) & (change.sum(axis=1) == 0).all(axis=1)
        for each in change[there & keeps(at, row, audit.w, audit.design, change)][:6]:
            assert audit._same(at, replace(at, cells=at.cells + each), row)
            kept += 1
    assert kept > 10 or audit.item.kind == "ranking"
