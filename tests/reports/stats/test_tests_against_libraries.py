"""Tests of unweighted tables and means, and corrections, against scipy and statsmodels on random data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.contingency_tables import Table as LibraryTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oneway import anova_oneway
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
)

from reports.stats import (
    column_tests,
    fisher,
    full_rankings,
    groups,
    intervals,
    multiplicity,
    trends,
    waves,
)
from reports.stats import distributions as own
from reports.stats.independence import independence
from tests.reports.stats.samples import sample


@given(n=st.integers(1, 3_000), share=st.floats(0, 1))
def test_intervals_of_counts(n, share):
    k = round(share * n)
    for method, found in (
        ("beta", intervals.clopper_pearson(k, n)),
        ("agresti_coull", intervals.agresti_coull(k, n)),
        ("jeffreys", intervals.jeffreys(k, n)),
        ("normal", intervals.wald(k, n)),
    ):
        lo, hi = proportion_confint(k, n, method=method)
        # The library clips to 0…1, and gives 0 and 1 for the exact interval's ends.
        clipped = [min(1.0, max(0.0, v)) for v in found]
        assert clipped == pytest.approx([max(0.0, lo), min(1.0, hi)], abs=1e-9)


@given(st.integers(1, 500), st.integers(1, 500), st.floats(0, 1), st.floats(0, 1))
def test_two_shares(n1, n2, a, b):
    x1, x2 = round(a * n1), round(b * n2)
    change = waves.share_change(x1, n1, x2, n2)
    assert change.newcombe == pytest.approx(
        confint_proportions_2indep(x2, n2, x1, n1, method="newcomb"), abs=1e-9
    )
    found = column_tests.pooled_z(x2, n2, x1, n1)
    if found is None:
        assert (x1 + x2) in (0, n1 + n2)
        assert change.z is None
        return
    z, p = proportions_ztest([x2, x1], [n2, n1])
    assert found == pytest.approx((z, p), rel=1e-9, abs=1e-12)
    assert (change.z, change.p) == pytest.approx(found, abs=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_corrections(seed):
    rng = np.random.default_rng(seed)
    p = rng.choice([0.0, 1.0, 0.01, *rng.random(20)], 1 + 3 * seed).tolist()
    for name, adjust in (
        ("holm", multiplicity.holm),
        ("fdr_bh", multiplicity.benjamini_hochberg),
        ("bonferroni", multiplicity.bonferroni),
    ):
        assert adjust(p) == pytest.approx(multipletests(p, method=name)[1], abs=1e-12)


def test_what_was_not_tested_is_no_test():
    assert multiplicity.holm([None, 0.01, None, 0.04]) == [None, 0.02, None, 0.04]
    assert multiplicity.benjamini_hochberg([None, 0.01, None, 0.04]) == [None, 0.02, None, 0.04]
    assert multiplicity.bonferroni([]) == []


tables = st.lists(st.lists(st.integers(1, 60), min_size=3, max_size=3), min_size=2, max_size=5)


@given(tables)
def test_independence(rows):
    found = independence(rows)
    x2, p, df, expected = scipy_stats.chi2_contingency(rows, correction=False)
    assert (found.x2, found.p, found.df) == pytest.approx((x2, p, df), rel=1e-9, abs=1e-12)
    assert found.expected == pytest.approx(expected)
    g = scipy_stats.chi2_contingency(rows, correction=False, lambda_="log-likelihood")
    assert (found.g, found.p_g) == pytest.approx((g.statistic, g.pvalue), rel=1e-9, abs=1e-10)
    assert found.cramers_v == pytest.approx(
        scipy_stats.contingency.association(np.array(rows), method="cramer"), abs=1e-12
    )
    assert found.adjusted_residuals == pytest.approx(
        LibraryTable(np.array(rows), shift_zeros=False).standardized_resids
    )
    assert 0.0 <= found.cramers_v_corrected <= 1.0


@given(st.lists(st.lists(st.integers(1, 20), min_size=2, max_size=2), min_size=2, max_size=2))
def test_two_by_two(rows):
    found = independence(rows)
    yates = scipy_stats.chi2_contingency(rows)
    assert (found.yates_x2, found.yates_p) == pytest.approx((yates.statistic, yates.pvalue), abs=1e-10)
    assert fisher.fisher(rows) == pytest.approx(scipy_stats.fisher_exact(rows).pvalue, rel=1e-7)


def test_fisher_beyond_two_by_two():
    """Against a published example (job satisfaction; R's help page of fisher.test), and by brute force."""
    jobs = [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]]
    assert fisher.fisher(jobs) == pytest.approx(0.7827, abs=5e-5)
    small = np.array([[3, 0, 1], [0, 2, 2]])
    assert fisher.fisher(small) == pytest.approx(_by_brute_force(small))
    with pytest.raises(ValueError, match="too many"):
        fisher.fisher(np.full((6, 6), 20))
    with pytest.raises(ValueError, match="two rows"):
        fisher.fisher([[1, 2], [0, 0]])


def _by_brute_force(table):
    """Every 2 × 3 table with these margins, by the multivariate hypergeometric law."""
    columns, draws = table.sum(axis=0), int(table[0].sum())
    law = scipy_stats.multivariate_hypergeom(columns, draws)
    rows = [
        (a, b, draws - a - b)
        for a in range(columns[0] + 1)
        for b in range(columns[1] + 1)
        if 0 <= draws - a - b <= columns[2]
    ]
    observed = law.pmf(table[0])
    return sum(p for p in (law.pmf(row) for row in rows) if p <= observed * (1 + 1e-7))


@pytest.mark.parametrize("seed", range(5))
def test_several_groups(seed):
    s = sample(seed)
    x = [s.score[(s.group == g) & ~np.isnan(s.score)] for g in range(3)]
    anova, welch, kruskal = groups.anova(x), groups.welch_anova(x), groups.kruskal(x)
    expected = scipy_stats.f_oneway(*x)
    assert (anova.f, anova.p) == pytest.approx(tuple(expected), rel=1e-9)
    library = anova_oneway(x, use_var="unequal", welch_correction=True)
    assert (welch.f, welch.p, welch.df2) == pytest.approx(
        (library.statistic, library.pvalue, library.df_denom), rel=1e-9
    )
    assert (kruskal.h, kruskal.p) == pytest.approx(tuple(scipy_stats.kruskal(*x)), rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_rankings(seed):
    rng = np.random.default_rng(seed)
    ranks = np.array([rng.permutation(5) + 1 for _ in range(40)], np.float64)
    found = full_rankings.friedman(ranks)
    assert (found.x2, found.p) == pytest.approx(tuple(scipy_stats.friedmanchisquare(*ranks.T)))
    with_ties = np.minimum(ranks, 3.0)
    tied = full_rankings.friedman(with_ties)
    assert (tied.x2, tied.p) == pytest.approx(tuple(scipy_stats.friedmanchisquare(*with_ties.T)))
    shares = full_rankings.preferences(ranks)
    assert np.nansum(shares) == pytest.approx(10.0)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(40, 80)), min_size=3, max_size=6))
def test_trend_of_shares(pairs):
    counts, sizes = (np.array(v) for v in zip(*pairs, strict=True))
    found = trends.cochran_armitage(counts, sizes, np.arange(len(pairs)))
    if counts.sum() == 0:
        assert found is None
        return
    library = LibraryTable(np.column_stack([counts, sizes - counts]), shift_zeros=False)
    test = library.test_ordinal_association(row_scores=np.arange(len(pairs)), col_scores=np.array([1, 0]))
    # The library's variance has divisor N − 1, Armitage's N.
    total = sizes.sum()
    assert found.x2 == pytest.approx(test.zscore**2 * total / (total - 1), rel=1e-8, abs=1e-10)


@given(st.floats(-40, 40), st.floats(1, 500), st.floats(1, 500))
def test_tails(x, a, b):
    assert own.normal_two_sided(x) == pytest.approx(2 * scipy_stats.norm.sf(abs(x)), rel=1e-10)
    assert own.t_two_sided(x, a) == pytest.approx(2 * scipy_stats.t.sf(abs(x), a), rel=1e-8)
    assert own.chi2_tail(abs(x), a) == pytest.approx(scipy_stats.chi2.sf(abs(x), a), rel=1e-8)
    assert own.f_tail(abs(x), a, b) == pytest.approx(scipy_stats.f.sf(abs(x), a, b), rel=1e-7)
