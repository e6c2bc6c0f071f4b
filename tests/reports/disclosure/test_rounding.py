"""What rounding promises, for every small count and for random large ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.disclosure import rounding, thresholds
from reports.stats.proportions import wilson


@pytest.mark.parametrize(
    "n, rounded",
    [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15), (52, 50), (53, 55), (1001, 1000)],
)
def test_to_five(n, rounded):
    assert rounding.to_five(n) == rounded


@pytest.mark.parametrize(
    "n, status",
    [
        (0, "hidden"),
        (9, "hidden"),
        (10, "few"),
        (29, "few"),
        (30, "care"),
        (49, "care"),
        (50, "shown"),
        (9999, "shown"),
    ],
)
def test_thresholds(n, status):
    assert thresholds.status(n) == status


@pytest.mark.parametrize("n, shown", [(0, None), (9, None), (10, 10), (14, 15)])
def test_the_base_of_a_small_group_is_not_shown(n, shown):
    assert rounding.released_base(n) == shown


def test_interval_holds_the_exact_one_for_every_small_table():
    """For every count of every base, what is released covers Wilson's interval of the exact share."""
    for n in range(30, 300):
        base = rounding.to_five(n)
        for k in range(n + 1):
            lo, hi = rounding.share_interval(rounding.steps(k, n) * 5 / base, base)
            exact_lo, exact_hi = wilson(k / n, n)
            assert lo <= exact_lo + 1e-9, (k, n)
            assert hi >= exact_hi - 1e-9, (k, n)


@given(n=st.integers(10, 10**7), share=st.floats(0, 1))
def test_share_is_nearest_on_the_grid(n, share):
    k = round(share * n)
    base, steps = rounding.to_five(n), rounding.steps(k, n)
    assert 0 <= steps <= base // 5
    assert abs(steps * 5 / base - k / n) <= 2.5 / base + 1e-12


def test_no_small_count_is_recovered_from_share_and_base():
    """Row 14 of the threats: all (count, base) pairs that give the same release, for protected
    counts 1 to 9.
    """
    seen: dict[tuple[int, int], set[int]] = {}
    for n in range(30, 400):
        for k in range(n + 1):
            seen.setdefault((rounding.to_five(n), rounding.steps(k, n)), set()).add(k)
    narrow = {key: ks for key, ks in seen.items() if ks & set(range(1, 10)) and max(ks) - min(ks) < 2}
    assert narrow == {}


def test_a_second_rounding_would_give_counts_away():
    """Why a cell's count is its share times the base: printing the count's own rounding too tells
    17 of 53.
    """
    both: dict[tuple[int, int, int], set[int]] = {}
    for n in range(30, 400):
        for k in range(n + 1):
            key = (rounding.to_five(n), rounding.steps(k, n), rounding.to_five(k))
            both.setdefault(key, set()).add(k)
    assert any(len(ks) == 1 for ks in both.values())
    assert both[(55, rounding.steps(17, 53), 15)] == {17}


@pytest.mark.parametrize(
    "value, decimals, rounded",
    [(2.25, 1, 2.3), (-2.25, 1, -2.3), (49.5, 0, 50.0), (-0.2, 0, 0.0), (1.05, 1, 1.1)],
)
def test_to_decimals(value, decimals, rounded):
    assert rounding.to_decimals(value, decimals) == rounded


@given(st.floats(-100, 100), st.floats(0, 50), st.integers(0, 2))
def test_outward_never_narrows(lo, width, decimals):
    found = rounding.outward(lo, lo + width, decimals)
    assert found[0] <= lo + 1e-8
    assert found[1] >= lo + width - 1e-8
