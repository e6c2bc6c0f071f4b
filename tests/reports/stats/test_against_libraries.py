"""Own statistics against scipy, statsmodels and numpy on random data."""

import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import proportion_confint

from reports.stats import means, nets, proportions, quantiles, ranking, student, tabulate
from reports.stats.bins import bin_edges, bin_of


@pytest.mark.parametrize("df", [1, 1.5, 2, 3, 7, 29, 57.31, 384, 1_000, 100_000, 1_000_000])
@pytest.mark.parametrize("p", [0.5, 0.6, 0.9, 0.975, 0.995, 0.9999])
def test_t_quantile(p, df):
    assert student.t_quantile(p, df) == pytest.approx(scipy_stats.t.ppf(p, df), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("p, df", [(0.4, 3), (1.0, 3), (0.975, 0), (0.975, -1)])
def test_t_quantile_refuses_what_it_cannot_do(p, df):
    with pytest.raises(ValueError, match="t_quantile needs"):
        student.t_quantile(p, df)


@given(t=st.floats(-30, 30), df=st.floats(1, 5_000))
@example(t=1.755e-07, df=512.0)
def test_t_two_sided(t, df):
    assert student.t_two_sided(t, df) == pytest.approx(2 * scipy_stats.t.sf(abs(t), df), rel=1e-7, abs=1e-12)


@given(n=st.integers(1, 5_000), share=st.floats(0, 1))
def test_wilson(n, share):
    k = round(share * n)
    found = proportions.proportion(k, n)
    assert found is not None
    assert (found.lo, found.hi) == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-12)


def test_no_answers_no_estimate():
    assert proportions.proportion(0, 0) is None
    assert means.mean(0, 0.0, 0.0) is None
    assert nets.net(0, 0, 0) is None
    assert nets.nps([0] * 11, (0, 6), (7, 8), (9, 10)) is None
    assert ranking.ranked([[5, 0], [0, 0]], 2) is None
    assert quantiles.median([1.0, 2.0], [0, 0]) is None
    assert quantiles.quantile_type2([1.0], [0], 0.5) is None
    assert tabulate.crosstab(np.zeros((2, 1), np.int64)).column_shares == ((None,), (None,))


def test_one_answer_has_a_mean_without_an_interval():
    assert means.mean(1, 7.0, 49.0) == means.Mean(1, 7.0, None, None, None, None)
    assert nets.net(1, 0, 1) == nets.Net(1, 1.0, None, None, None)


@given(
    st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 9)), min_size=1, unique_by=lambda pair: pair[0])
)
def test_quantiles(pairs):
    values, counts = [float(v) for v, _ in pairs], [c for _, c in pairs]
    spread = np.repeat(values, counts)
    for p in (0.1, 0.25, 0.5, 0.75, 0.9):
        assert quantiles.quantile_type7(values, counts, p) == pytest.approx(np.quantile(spread, p))
        school = np.quantile(spread, p, method="averaged_inverted_cdf")
        assert quantiles.quantile_type2(values, counts, p) == pytest.approx(school)


def test_mean_and_welch():
    rng = random.Random(3)
    a, b = [rng.gauss(5, 2) for _ in range(60)], [rng.gauss(5.5, 1) for _ in range(41)]
    first, second = (means.mean(len(x), sum(x), sum(v * v for v in x)) for x in (a, b))
    assert first is not None
    assert second is not None
    assert (first.lo, first.hi) == pytest.approx(
        scipy_stats.t.interval(0.95, 59, np.mean(a), scipy_stats.sem(a)), rel=1e-9
    )
    found, expected = means.welch(first, second), scipy_stats.ttest_ind(a, b, equal_var=False)
    assert found is not None
    assert (found.t, found.p, found.df) == pytest.approx(
        (expected.statistic, expected.pvalue, expected.df), rel=1e-8
    )


def test_welch_needs_spread():
    flat = means.mean(5, 10.0, 20.0)
    assert flat is not None
    assert means.welch(flat, flat) is None


def test_ranking_by_hand():
    """Three options, up to two. A first, B second; A alone; B first, C second."""
    counts_of_a = [[0, 0, 0], [0, 1, 0], [1, 1, 0]]
    found = ranking.ranked(counts_of_a, 3)
    assert found == ranking.Ranked(
        n=3,
        ranked=2,
        first=2,
        share_ranked=2 / 3,
        share_first=2 / 3,
        mean_rank=1.0,
        points=4,
        borda_mean=(2 + 2 + 0) / 3,
        borda=100 * (4 / 3) / 2,
    )


@pytest.mark.parametrize(
    "value, place",
    [(0, 0), (9.999, 0), (10, 1), (29.999999999999996, 3), (99.9, 9), (100, 9), (-5, 0), (120, 9)],
)
def test_bins_hold_their_lower_end(value, place):
    assert bin_of(value, 0, 100) == place


def test_bin_edges():
    assert bin_edges(-100, 100) == (-100, -80, -60, -40, -20, 0, 20, 40, 60, 80, 100)
