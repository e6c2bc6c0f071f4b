"""Weighted estimates against statsmodels and against sums written out by hand, on random surveys."""

import numpy as np
import pytest
import statsmodels.api as sm

from reports.stats import calibration, cells, column_tests, raking, rao_scott, trends, trimming, weights
from reports.stats.design import design
from reports.stats.estimates import domain_difference, domain_mean, domain_total
from tests.reports.stats.samples import sample

SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mean_is_a_regression_on_a_constant(seed):
    """HC1 of a weighted regression is the design's standard error when the base is the whole design."""
    s = sample(seed)
    base = ~np.isnan(s.score)
    y, w = s.score[base], s.weights[base]
    found = domain_mean(y, np.ones(len(y), np.bool_), design(w))
    library = sm.WLS(y, np.ones(len(y)), weights=w).fit(cov_type="HC1")
    assert (found.value, found.se) == pytest.approx((library.params[0], library.bse[0]), rel=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_clusters(seed):
    """The same with clusters, whose small-sample factor in the library is (n−1)/n off ours."""
    s = sample(seed)
    base = ~np.isnan(s.score)
    y, w, c = s.score[base], s.weights[base], s.clusters[base]
    found = domain_mean(y, np.ones(len(y), np.bool_), design(w, clusters=c))
    library = sm.WLS(y, np.ones(len(y)), weights=w).fit(
        cov_type="cluster", cov_kwds={"groups": c, "use_correction": False}
    )
    count = len(np.unique(c))
    assert found.se == pytest.approx(library.bse[0] * np.sqrt(count / (count - 1)), rel=1e-10)
    assert found.df == count - 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_domain_keeps_the_design(seed):
    """Formula of a domain written out: n of the design, squares of the domain."""
    s = sample(seed)
    base = (s.group == 1) & ~np.isnan(s.score)
    found = domain_mean(s.score, base, design(s.weights))
    w, y = s.weights[base], s.score[base]
    m = float(w @ y / w.sum())
    v = s.n / (s.n - 1) * float((w**2) @ (y - m) ** 2) / w.sum() ** 2
    assert (found.value, found.se**2, found.n, found.excluded, found.df) == (
        pytest.approx(m),
        pytest.approx(v),
        int(base.sum()),
        s.n - int(base.sum()),
        int(base.sum()) - 1,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_strata_add_up(seed):
    """The variance of a total over strata is the sum of those of the strata."""
    s = sample(seed)
    y = np.where(np.isnan(s.score), 0.0, s.score)
    everybody = np.ones(s.n, np.bool_)
    total, se = domain_total(y, everybody, design(s.weights, strata=s.strata))
    parts = [
        domain_total(y[s.strata == h], everybody[s.strata == h], design(s.weights[s.strata == h]))
        for h in np.unique(s.strata)
    ]
    assert total == pytest.approx(sum(t for t, _ in parts))
    assert se**2 == pytest.approx(sum(e**2 for _, e in parts))


@pytest.mark.parametrize("seed", SEEDS)
def test_sums_of_cells_are_enough(seed):
    """Counts, Σw and Σw² give the same table as the rows, for shares, differences and Rao–Scott."""
    s = sample(seed)
    by_rows = cells.from_rows(s.answer, s.group, (4, 3), design(s.weights, clusters=np.arange(s.n)))
    counts, totals, squares = (np.zeros((4, 3)) for _ in range(3))
    inside = (s.answer >= 0) & (s.group >= 0)
    place = (s.answer[inside], s.group[inside])
    for table, values in ((counts, 1.0), (totals, s.weights[inside]), (squares, s.weights[inside] ** 2)):
        np.add.at(table, place, values)
    by_sums = cells.from_sums(counts, totals, squares, s.n)
    assert by_rows.excluded == by_sums.excluded == int((~inside).sum())
    for row in range(4):
        for column in range(3):
            a, b = cells.share(by_rows, row, column), cells.share(by_sums, row, column)
            assert (a.value, a.se, a.df, a.n_eff) == pytest.approx((b.value, b.se, b.df, b.n_eff))
            direct = domain_mean((s.answer == row) * 1.0, inside & (s.group == column), design(s.weights))
            assert (a.value, a.se, a.deff) == pytest.approx((direct.value, direct.se, direct.deff))
    first, second = rao_scott.rao_scott(by_rows), rao_scott.rao_scott(by_sums)
    assert (first.f, first.p, first.df1, first.df2) == pytest.approx(
        (second.f, second.p, second.df1, second.df2)
    )
    scores = np.array([0.0, 1.0, 2.0, 3.0])
    value, se = cells.mean_of_cells(by_sums, scores, 0)
    direct = domain_mean(s.answer.astype(float), inside & (s.group == 0), design(s.weights))
    assert (value, se) == pytest.approx((direct.value, direct.se))


@pytest.mark.parametrize("seed", SEEDS)
def test_columns_are_compared_as_groups_are(seed):
    s = sample(seed)
    inside = (s.answer >= 0) & (s.group >= 0)
    table = cells.from_rows(s.answer, s.group, (4, 3), design(s.weights))
    tests = column_tests.weighted_pairs(table)
    for row, each in enumerate(tests):
        for test in each:
            direct = domain_difference(
                (s.answer == row) * 1.0,
                inside & (s.group == test.a),
                inside & (s.group == test.b),
                design(s.weights),
            )
            assert (test.difference, test.se, test.df, test.p) == pytest.approx(
                (direct.value, direct.se, direct.df, direct.p)
            )
            assert test.df == int((inside & np.isin(s.group, (test.a, test.b))).sum()) - 2


@pytest.mark.parametrize("seed", SEEDS)
def test_equal_weights_are_no_weights(seed):
    """Rao–Scott's F is near Pearson's X² over its degrees of freedom; Kish's deff is 1."""
    s = sample(seed, 2_000)
    table = cells.from_rows(s.answer, s.group, (4, 3), design(np.ones(s.n)))
    found = rao_scott.rao_scott(table)
    assert found.mean_deff == pytest.approx(1.0, abs=0.01)
    assert found.f == pytest.approx(found.x2 / found.df, rel=0.01)
    assert cells.column_kish_deff(table, 0) == 1.0


def margins_of(s, seed):
    rng = np.random.default_rng(seed + 100)
    return [
        raking.margin("answer", s.answer, rng.dirichlet([20.0] * 4)),
        raking.margin("group", s.group, rng.dirichlet([20.0] * 3)),
        raking.margin("strata", s.strata, rng.dirichlet([20.0] * 4)),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_raking_meets_its_margins_and_keeps_the_unknown(seed):
    s = sample(seed)
    margins = margins_of(s, seed)
    raked = raking.rake(s.weights, margins)
    assert raked.weights.mean() == pytest.approx(1.0)
    for m in margins:
        assert raking.achieved(raked.weights, m) == pytest.approx(m.targets, abs=1e-9)
        unknown = m.category < 0
        assert raked.unknown[m.name] == int(unknown.sum())
        assert raked.weights[unknown].sum() == pytest.approx(s.weights[unknown].sum(), rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_raking_is_exponential_calibration(seed):
    s = sample(seed)
    known = (s.answer >= 0) & (s.group >= 0)
    margins = [raking.margin(m.name, m.category[known], m.targets) for m in margins_of(s, seed)]
    start = s.weights[known]
    raked = raking.rake(start, margins, 1e-13).weights
    assert raked == pytest.approx(calibration.exponential(start, margins), rel=1e-10)
    y, everybody = s.answer[known].astype(float), np.ones(len(start), np.bool_)
    fixed = domain_mean(y, everybody, design(raked)).se
    # The answer itself is a margin: its mean is known, and calibration leaves no error.
    assert calibration.calibrated_se(y, everybody, design(raked), margins, rounds=200) < 1e-6 * fixed


@pytest.mark.parametrize("seed", SEEDS)
def test_trimming(seed):
    s = sample(seed)
    margins = margins_of(s, seed)
    capped = trimming.rake_capped(s.weights, margins, 3.5)
    assert capped.weights.max() <= 3.5 + 1e-9
    for m in margins:
        assert raking.achieved(capped.weights, m) == pytest.approx(m.targets, abs=1e-9)
    strict = trimming.trim_strict(s.weights, 0.4, 2.5)
    assert strict.min() >= 0.4
    assert strict.max() == pytest.approx(2.5)
    assert strict.sum() == pytest.approx(s.weights.sum())
    cut = trimming.trim_quantiles(s.weights)
    assert cut.sum() == pytest.approx(s.weights.sum())
    assert weights.kish_deff(cut) < weights.kish_deff(s.weights)


@pytest.mark.parametrize("seed", range(3))
def test_lines(seed):
    s = sample(seed)
    x = np.where(s.group < 0, np.nan, s.group.astype(float))
    complete = ~np.isnan(x) & ~np.isnan(s.score)
    found = trends.line(s.score, x)
    library = sm.OLS(s.score[complete], sm.add_constant(x[complete])).fit()
    assert (found.slope, found.se, found.p) == pytest.approx(
        (library.params[1], library.bse[1], library.pvalues[1])
    )
    assert (found.n, found.excluded) == (int(complete.sum()), s.n - int(complete.sum()))
    y = np.where(np.isnan(s.score), np.nan, (s.score > 6) * 1.0)
    logistic = trends.logistic_line(y, x)
    fitted = sm.Logit(y[complete], sm.add_constant(x[complete])).fit(disp=0, tol=1e-12)
    assert (logistic.slope, logistic.se, logistic.p) == pytest.approx(
        (fitted.params[1], fitted.bse[1], fitted.pvalues[1]), rel=1e-7
    )


@pytest.mark.parametrize("n", [311, 1_437, 20_000])
def test_raking_ends_where_rounding_does(n):
    """No sample is so large that a tolerance below its rounding errors is never met."""
    s = sample(7, n)
    margins = margins_of(s, 7)
    raked = raking.rake(s.weights, margins, tolerance=0.0)
    assert raked.error < 1e-11
