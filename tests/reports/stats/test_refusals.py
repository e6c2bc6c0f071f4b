"""What is refused, and what is missing is counted."""

import numpy as np
import pytest

from reports.stats import (
    factor,
    full_rankings,
    grids,
    groups,
    hidden_cells,
    indices,
    multi,
    nets,
    raking,
    ranking,
    reliability,
    tabulate,
    trends,
    trimming,
    waves,
)
from reports.stats import weighted_quantiles as wq
from reports.stats.design import design
from reports.stats.estimates import compared, domain_difference, domain_mean, scored
from reports.stats.independence import independence
from reports.stats.spline import spline
from reports.stats.weights import summary

nan = float("nan")
everybody = np.ones(4, np.bool_)


@pytest.mark.parametrize("w", [[1, nan, 1], [1, -1, 1], [0, 0, 0], [[1, 2]], [1, float("inf"), 1]])
def test_bad_weights(w):
    with pytest.raises(ValueError, match="weights must be"):
        design(w)
    with pytest.raises(ValueError):
        summary(np.array(w))


def test_bad_designs():
    w = np.ones(4)
    with pytest.raises(ValueError, match="two strata"):
        design(w, strata=[1, 1, 2, 2], clusters=[1, 2, 1, 2])
    assert design(w, strata=[1, 1, 2, 2], clusters=[1, 2, 1, 2], nested=True).units.tolist() == [2, 2]
    with pytest.raises(ValueError, match="one label"):
        design(w, strata=[1, 1])
    with pytest.raises(ValueError, match="smaller than the sample"):
        design(w, population=[3, 3, 3, 3])
    with pytest.raises(ValueError, match="one positive number"):
        design(w, population=[9, 9, 9, 8])
    with pytest.raises(ValueError, match="not both"):
        design(w, strata=[1, 1, 2, 2], population=[0.5, 0.5, 9, 9])


def test_a_stratum_with_one_unit():
    y = np.array([1.0, 2.0, 4.0, 8.0])
    lonely = design(np.ones(4), strata=[1, 1, 1, 2])
    with pytest.raises(ValueError, match="single first-stage unit"):
        domain_mean(y, everybody, lonely)
    # Outside the domain it does no harm; drawn with certainty it has no variance.
    assert domain_mean(y, np.array([True, True, True, False]), lonely).n == 3
    certain = design(np.ones(4), strata=[1, 1, 1, 2], population=[9, 9, 9, 1])
    assert domain_mean(y, everybody, certain).se > 0


def test_a_census_has_no_error():
    found = domain_mean(np.array([1.0, 2.0, 4.0, 8.0]), everybody, design(np.ones(4), population=[4] * 4))
    assert (found.value, found.se) == (3.75, 0.0)


def test_a_missing_value_is_never_dropped_silently():
    y, d = np.array([1.0, nan, 3.0, 4.0]), design(np.ones(4))
    with pytest.raises(ValueError, match="no value"):
        domain_mean(y, everybody, d)
    found = domain_mean(y, ~np.isnan(y), d)
    assert (found.n, found.excluded) == (3, 1)
    assert domain_mean(y, np.zeros(4, np.bool_), d) is None
    with pytest.raises(ValueError, match="missing"):
        groups.mean_of_values(y)
    with pytest.raises(ValueError, match="overlapping"):
        domain_difference(y, everybody, everybody, d)
    assert domain_difference(y, np.array([True] * 3 + [False]) & ~np.isnan(y), ~everybody, d) is None
    with pytest.raises(ValueError, match="degree of freedom"):
        compared(0.1, 0.1, 0)
    assert compared(0.0, 0.0, 5).p is None
    assert np.isnan(scored(np.array([1.0, 9.0]), [(1, 100)])).tolist() == [False, True]


def test_quantiles_at_the_ends():
    x, d = np.array([3.0, 1.0, 2.0, 9.0]), design(np.ones(4))
    assert wq.weighted_quantile(x, everybody, d, 0.5) == 2.5
    assert wq.weighted_quantile(x, everybody, d, 0.5, wq.mathematical) == 2.0
    assert [
        wq.weighted_quantile(x, everybody, d, p, rule)
        for p in (0, 1)
        for rule in (wq.school, wq.interpolated)
    ] == [
        1.0,
        1.0,
        9.0,
        9.0,
    ]
    assert wq.woodruff(x, everybody, d, 0.5) == (None, None)
    assert wq.woodruff(x, ~everybody, d, 0.5) is None
    with pytest.raises(ValueError):
        wq.school(np.array([]), np.array([]), 0.5)
    assert wq.interpolated(np.array([7.0]), np.array([1.0]), 0.3) == 7.0


def test_tables_too_small():
    with pytest.raises(ValueError, match="two rows"):
        independence([[1, 2]])
    with pytest.raises(ValueError, match="empty"):
        independence([[1, 0], [2, 0]])
    with pytest.raises(ValueError, match="missing code"):
        tabulate.histogram(np.array([-7, 1]))
    assert tabulate.histogram(np.array([-2, 0, 2, 2])).tolist() == [1, 0, 2, 0, 0, 0, 0, 1, 0]


def test_groups_too_small():
    with pytest.raises(ValueError, match="2 values"):
        groups.welch_anova([np.array([1.0]), np.array([1.0, 2.0])])
    flat = [np.ones(3), np.ones(3)]
    assert groups.anova(flat) is groups.welch_anova(flat) is groups.kruskal(flat) is None


def test_raking_that_cannot_be():
    with pytest.raises(ValueError, match="join it with another"):
        raking.margin("sex", np.array([0, 0, 0]), np.array([0.5, 0.5]))
    with pytest.raises(ValueError, match="no target"):
        raking.margin("sex", np.array([0, 1, 2]), np.array([0.5, 0.5]))
    with pytest.raises(ValueError, match="positive"):
        raking.margin("sex", np.array([0, 1, 1]), np.array([1.0, 0.0]))
    with pytest.raises(ValueError, match="start weights"):
        raking.rake(np.array([1.0, 0.0]), [raking.margin("sex", np.array([0, 1]), np.ones(2))])
    # Everybody young is a man and everybody old a woman: half and half cannot meet 80 and 20.
    sex = raking.margin("sex", np.array([0, 0, 1, 1]), np.array([0.5, 0.5]))
    age = raking.margin("age", np.array([0, 0, 1, 1]), np.array([0.8, 0.2]))
    with pytest.raises(raking.NotConverged) as stopped:
        raking.rake(np.ones(4), [sex, age])
    assert stopped.value.iterations == 1000
    with pytest.raises(raking.NotConverged, match="under this cap"):
        trimming.rake_capped(np.ones(4), [age], 1.2)
    with pytest.raises(ValueError, match="cap must be above"):
        trimming.rake_capped(np.ones(4), [age], 1.0)
    with pytest.raises(raking.NotConverged, match="bounds"):
        trimming.trim_strict(np.array([1.0, 2.0, 9.0]), 0.1, 2.0)
    assert raking.rake(
        np.ones(40), [raking.margin("x", np.repeat([0, 1], [1, 39]), np.array([0.03, 0.97]))]
    ).small == (("x", 0),)


def test_waves_and_lines():
    with pytest.raises(ValueError, match="both waves"):
        waves.share_change(1, 2, 0, 0)
    same = waves.share_change(0, 10, 0, 20)
    assert (same.z, same.p, same.p_unpooled, same.change) == (None, None, None, 0.0)
    x = np.array([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="three rows"):
        trends.line(np.array([1.0, nan, 2.0]), x)
    with pytest.raises(ValueError, match="stands on the line"):
        trends.line(x, x)
    with pytest.raises(ValueError, match="0 and 1"):
        trends.logistic_line(x, x)
    assert trends.cochran_armitage([0, 0], [5, 5], [1, 2]) is None


def test_scales():
    items = np.array([[1.0, 2, 3], [2, 2, nan], [3, 1, 2], [4, 5, 5]])
    assert (reliability.reliability(items).n, reliability.reliability(items).excluded) == (3, 1)
    assert factor.one_factor(items).excluded == 1
    with pytest.raises(ValueError, match="that vary"):
        reliability.reliability(np.ones((5, 2)))
    with pytest.raises(ValueError, match="three items"):
        factor.one_factor(items[:, :2])
    with pytest.raises(ValueError, match="share fewer"):
        reliability.pairwise_alpha(np.array([[1.0, nan], [nan, 2.0], [1.0, nan]]))
    with pytest.raises(ValueError, match="outside the scale"):
        indices.keyed(np.array([[6.0]]), np.array([False]), 1, 5)
    with pytest.raises(ValueError, match="one valid item"):
        indices.scale_scores(items, 1, 5, 0)
    assert np.isnan(indices.scale_scores(items, 1, 5, 3)).tolist() == [False, True, False, False]


def test_answers():
    with pytest.raises(ValueError, match="1 if chosen"):
        multi.multi_select(np.array([[2.0]]))
    assert multi.multi_select(np.array([[nan, 1.0]])) is None
    nothing = multi.multi_select(np.zeros((2, 2)))
    assert (nothing.nobody, nothing.mean_of_choosers, nothing.options[0].of_responses) == (2, None, None)
    assert multi.weighted_multi_select(np.zeros((2, 2)), design(np.ones(2))) is None
    row = grids.grid_row(np.array([[1, 0], [-1, 1], [1, 1], [-2, -2]]), np.array([0, 0, 1, -2]))
    assert (row.n, row.excluded, row.counts) == (2, 2, (1, 1))
    with pytest.raises(ValueError, match="overlap"):
        nets.boxes(np.array([1.0]), 3, 2)
    with pytest.raises(ValueError, match="above the number"):
        ranking.ranked_counts(np.array([[4]]), 0, 3)
    with pytest.raises(ValueError, match="complete ranking"):
        full_rankings.full_ranking(np.array([[1.0, 1.0]]))
    assert full_rankings.full_ranking(np.array([[1.0, 2.0], [nan, 1.0]])).excluded == 1
    assert full_rankings.friedman(np.ones((3, 2))) is None
    with pytest.raises(ValueError, match="two items"):
        full_rankings.friedman(np.ones((3, 1)))


def test_hidden_cells():
    table = [[1, 9], [8, 7]]
    alone = np.array([[True, False], [False, False]])
    assert hidden_cells.disclosed(table, alone) == [(0, 0)]
    best = hidden_cells.smallest_safe(table, alone)
    assert (len(best.extra), best.patterns, best.lost) == (3, 1, 24)
    assert [(c.lo, c.hi) for c in hidden_cells.bounds(table, np.ones((2, 2), np.bool_))] == [
        (0, 9),
        (0, 9),
        (1, 10),
        (6, 15),
    ]
    assert hidden_cells.bounds(table, ~np.ones((2, 2), np.bool_)) == []
    assert hidden_cells.smallest_safe(table, ~np.ones((2, 2), np.bool_)) is None
    with pytest.raises(ValueError, match="counts"):
        hidden_cells.disclosed([[-1]], np.array([[True]]))
    with pytest.raises(ValueError, match="exhaustive"):
        hidden_cells.smallest_safe(np.ones((5, 5)), np.eye(5, dtype=np.bool_), most=10)


def test_spline_needs_points_in_order():
    with pytest.raises(ValueError, match="rising"):
        spline(np.array([1.0, 1.0, 2.0, 3.0]), np.ones(4), np.ones(1))
    x = np.array([0.0, 1.0, 2.0, 4.0, 5.0])
    assert spline(x, x**3, np.array([0.5, 3.0])) == pytest.approx([0.125, 27.0])
