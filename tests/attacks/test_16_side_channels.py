"""Row 16: means, letters and the words of charts tell no more than the cells."""

import json
import re
from dataclasses import replace

import numpy as np

from reports.charts import ChartContext, draw
from reports.disclosure.control import publish
from reports.disclosure.protect import protect
from reports.release_format import Group, Table
from tests.attacks import tables
from tests.attacks.sizes import size

DRAWS = size(5, 300)


def tellable(item, truth, survey):
    """Small cells left with fewer than three numbers, of how many."""
    attack = tables.known(item, tables.everybody_in_a_group(survey))
    names = sorted(name for name in tables.small_cells(truth) if name in attack.place)
    found = sum(np.floor(high + 1e-6) - np.ceil(low - 1e-6) + 1 < 3 for low, high in attack.ranges(names))
    return int(found), len(names)


def test_means_and_letters_narrow_no_protected_cell(capsys):
    chance = np.random.default_rng(16)
    without = with_control = cells = dropped = 0
    for _ in range(DRAWS):
        survey = tables.survey(chance, kind="likert", most=250, segments=2)
        truth = tables.exact(survey, letters=True)
        # Without the control: the rounded tables with their means at two decimals, and nothing withheld.
        loose = {name: _rounded(table) for name, table in truth.banners.items()}
        bare = replace(truth.item, topline=_rounded(truth.topline), banners=loose)
        without += _by_exact_means(bare, truth)
        released = protect(truth)
        dropped += released.letters_dropped
        found, tried = tellable(released.item, truth, survey)
        with_control, cells = with_control + found, cells + tried
    with capsys.disabled():
        print(
            f"\nrow 16: without, {without} groups told by an exact mean; with, {with_control} small cells "
            f"of {cells}; letters dropped in {dropped} of {DRAWS}"
        )
    assert without > 0, "The attacker has to win first."
    assert with_control == 0


def _rounded(exact):
    groups = tuple(Group(g.code, g.label, tuple(publish(row) for row in g.rows)) for g in exact.groups)
    return Table(exact.base_kind, groups)


def _by_exact_means(item, truth):
    """Groups whose exact base and sum are given back by a mean that was not rounded."""
    found = 0
    for name, table in item.banners.items():
        for group, exact in zip(table.groups, truth.banners[name].groups, strict=True):
            row, real = group.rows[0], exact.rows[0]
            if not row.cells or real.mean is None:
                continue
            # Rounded base, exact mean: few tables of counts have it.
            fits = set()
            for n in range(row.base - 2, row.base + 3):
                total = real.mean.value * n
                if abs(total - round(total)) < 1e-9:
                    fits.add((n, round(total)))
            found += len(fits) == 1
    return found


def test_a_chart_says_no_number_that_was_not_released():
    """Sentences, alt texts, tooltips and tables: every number of people in them is a released one."""
    chance = np.random.default_rng(17)
    context = ChartContext(
        "S", 1, "2026-01-01", "2026-02-01", 1, False, "s0", "Segment", "https://example.org/"
    )
    seen = 0
    for _ in range(4):
        truth = tables.exact(tables.survey(chance, kind="single", most=250, segments=1))
        item = protect(truth).item
        table = item.banners.get("s0")
        if table is None:
            continue
        chart = draw(item, table, context)
        text = f"{chart.sentence} {chart.svg} {json.dumps(chart.spec)}" if not chart.reason else chart.reason
        bases = {row.base for group in table.groups for row in group.rows}
        for number in re.findall(r"\bn\s*=\s*([\d,]+)", text):
            seen += 1
            assert int(number.replace(",", "")) in bases
    assert seen > 0
