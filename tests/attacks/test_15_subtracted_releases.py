"""Row 15, the numbers: should a table ever be renewed after few people came, the audit still looks at what
has been added to each cell since the version before.

The rulings of test_15_differences_in_time.py keep such tables back; this is the second lock behind them.
"""

from dataclasses import replace

import numpy as np

from reports.disclosure.protect import protect
from reports.release_format import Item
from tests.attacks import tables
from tests.attacks.sizes import size

DRAWS = size(12, 300)
CAME = (0.02, 0.15)
"""The share of the people who came between two releases."""


def added(
    truth: tables.ExactItem, then: tables.ExactItem, now: Item, before: Item
) -> dict[tuple[str, str, str], int]:
    """(table, group, cell) -> fewer than ten people who were added to a cell that both releases show; that
    nobody was added says what none of those who came has answered.
    """
    found = {}
    for name, table in now.banners.items():
        if name not in before.banners:
            continue
        for place, group in enumerate(table.groups):
            if not (group.rows[0].is_shown and before.banners[name].groups[place].rows[0].is_shown):
                continue
            first, second = (
                then.banners[name].groups[place].rows[0],
                truth.banners[name].groups[place].rows[0],
            )
            for old, new in zip(first.cells, second.cells, strict=True):
                if 0 <= new.count - old.count < 10:
                    found[tables.SINCE + name, group.code, new.code] = new.count - old.count
    return found


def told(
    truth: tables.ExactItem, then: tables.ExactItem, now: Item, before: Item, whole: dict[str, bool]
) -> list[int]:
    """For each small addition: how many whole numbers of people Mallory holds possible.

    She also knows the exact topline of today, which the audit grants her.
    """
    small = added(truth, then, now, before)
    if not small:
        return []
    attack = tables.known_twice(before, now, whole)
    assert truth.topline is not None
    for cell in truth.topline.groups[0].rows[0].cells:
        attack.say({attack.place["top", "", cell.code]: 1.0}, cell.count, cell.count)
    names = sorted(small)
    widths = []
    for name, (low, high) in zip(names, attack.ranges(names, of_whole=True), strict=True):
        assert low - 1e-6 <= small[name] <= high + 1e-6, "Mallory's programme is wrong."
        widths.append(int(np.floor(high + 1e-6) - np.ceil(low - 1e-6) + 1))
    return widths


def test_what_was_added_to_a_cell_is_never_known_to_fewer_than_three_numbers(capsys):
    chance = np.random.default_rng(15)
    without: list[int] = []
    with_it: list[int] = []
    for _ in range(DRAWS):
        survey = tables.survey(chance, kind="likert", most=200, segments=1)
        stays = chance.random(len(survey.answer)) > chance.uniform(*CAME)
        earlier = replace(
            survey, answer=survey.answer[stays], groups=tuple(group[stays] for group in survey.groups)
        )
        then, truth = _same_groups(tables.exact(earlier), tables.exact(survey))
        if then is None:
            continue
        before = protect(then).item
        whole = tables.everybody_in_a_group(survey)
        without += told(truth, then, protect(truth).item, before, whole)
        with_it += told(truth, then, protect(truth, [before]).item, before, whole)
    narrow = sum(width < 3 for width in without)
    with capsys.disabled():
        print(
            f"\nrow 15, numbers: without the past, {narrow} of {len(without)} small additions told; with it, "
            f"{sum(width < 3 for width in with_it)} of {len(with_it)}; {DRAWS} pairs of releases"
        )
    assert narrow > 0, "The attacker has to win first."
    assert [width for width in with_it if width < 3] == []
    assert len(with_it) > DRAWS // 10


def _same_groups(
    then: tables.ExactItem, now: tables.ExactItem
) -> tuple[tables.ExactItem | None, tables.ExactItem]:
    """A draw in which a group or an option had nobody before is no pair."""
    same = all(
        [g.code for g in then.banners[name].groups] == [g.code for g in table.groups]
        for name, table in now.banners.items()
    )
    return (then if same else None), now


def test_two_numbers_that_round_to_one_do_not_hide_the_past():
    """61 valid answers of 63 people are printed as 65 of 65. Nobody joined the group of 56, and the audit
    has to know that the reader can tell.
    """
    answer = np.array([1] * 60 + [0, -1, -1, 1, -1])
    group = np.array([0] * 56 + [1] * 4 + [-1] * 5)
    survey = tables.Survey(3, answer, (group,), "likert")
    earlier = tables.Survey(3, answer[:63], (group[:63],), "likert")
    then, truth = _same_groups(tables.exact(earlier), tables.exact(survey))
    assert then is not None
    before, whole = protect(then).item, tables.everybody_in_a_group(survey)
    assert min(told(truth, then, protect(truth).item, before, whole)) < 3, "The attacker has to win first."
    assert [n for n in told(truth, then, protect(truth, [before]).item, before, whole) if n < 3] == []
