"""Complementary suppression: always safe, and close to the least."""

import numpy as np

from reports.disclosure.suppression import complementary
from reports.stats.hidden_cells import bounds, disclosed, smallest_safe

SLACK = 1
"""Cells that the quick method may hide beyond the least."""


def safe(table, limit, most):
    table = np.array(table)
    primary = (table > 0) & (table < limit)
    found = complementary(table, primary, most)
    if found is None:
        return None
    hidden = primary.copy()
    for cell in found.extra:
        assert table[cell] > 0
        hidden[cell] = True
    assert disclosed(table, hidden) == []
    assert all(cell.lo < cell.hi for cell in bounds(table, hidden))
    return found


def test_random_tables_are_safe_and_near_the_least(capsys):
    chance = np.random.default_rng(5)
    over = []
    for _ in range(120):
        shape = chance.integers(2, 4), chance.integers(2, 5)
        table = chance.poisson(chance.choice([4, 9, 20]), shape)
        primary = (table > 0) & (table < 4)
        least = smallest_safe(table, primary)
        quick = safe(table, 4, -1)
        if least is None:
            assert quick is None or quick.extra == ()
            continue
        assert quick is not None
        over.append(len(quick.extra) - len(least.extra))
    with capsys.disabled():
        print(
            f"\nsuppression: {np.mean(np.array(over) == 0):.0%} at the least, {max(over)} cells over at most"
        )
    assert min(over) >= 0
    assert max(over) <= SLACK
    assert np.mean(np.array(over) == 0) > 0.8


def test_zeros_stay_open_and_nothing_is_hidden_without_need():
    assert safe([[20, 30], [40, 50]], 5, -1).extra == ()
    assert safe([[3, 30, 0], [40, 3, 20], [0, 25, 30]], 5, -1) is not None
