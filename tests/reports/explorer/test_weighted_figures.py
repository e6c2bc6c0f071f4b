"""Weighted figures of the explorer beside those of svy and statsmodels, from raking to letters."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest
import svy
from scipy import stats
from statsmodels.stats.multitest import multipletests

from tests.oracles import synth
from tests.reports.explorer.aiming import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey_of_svy():
    """The 400 as svy weights and sees them: `weights` are svy's own raking, unknown levels at their share."""
    rows = list(synth.rows())
    gender = np.array([{1: 1, 2: 2}.get(row["gender"], 0) for row in rows])
    work = np.array([row["work_status"] if row["work_status"] in (1, 2, 3) else 0 for row in rows])
    shares = {}
    for name, codes, known in (
        ("gender", gender, {1: 0.45, 2: 0.55}),
        ("work", work, {1: 0.40, 2: 0.35, 3: 0.25}),
    ):
        unknown = float((codes == 0).mean())
        shares[name] = {0: unknown} | {code: share * (1 - unknown) for code, share in known.items()}
    frame = pl.DataFrame({"gender": gender, "work": work, "one": np.ones(len(rows))})
    raked = svy.Sample(frame, svy.Design(wgt="one")).weighting.rake(shares=shares, tol=1e-12, max_iter=1000)
    weights = raked.data["rk_wgt"].to_numpy()
    return rows, work, weights / weights.mean()


def means(weights, domain, values):
    """Domain -> svy's (n, estimate, standard error) in the design of everybody."""
    frame = pl.DataFrame({"y": values.astype(float), "domain": domain, "w": weights})
    found = svy.Sample(frame, svy.Design(wgt="w")).estimation.mean("y", by="domain").estimates
    return {int(each.by_level[0]): (each.n, each.est, each.se) for each in found}


@pytest.mark.parametrize("question, has_letters", [("issue", False), ("policy", True)])
def test_shares_intervals_and_letters_are_those_of_svy(aimed, survey_of_svy, question, has_letters):
    """Every answer by work status: share, standard error, logit interval, t, Holm, letters."""
    rows, work, weights = survey_of_svy
    answers = np.array([row[question] for row in rows])
    domain = np.where((answers >= 0) & (work > 0), work, 0)
    found = asked(aimed, row=[question], by=["work_status"], weights=["targets"])
    (table,) = found.sheet.tables
    assert found.weights.weighed.weights.max() < 3.0
    compared, printed = 0, ""
    groups = [code for code in (1, 2, 3) if (domain == code).any()]
    pairs = list(combinations(groups, 2))
    for line, level in zip(table.lines, table.variable.valid, strict=False):
        expected = means(weights, domain, np.where(answers == level.value, 1.0, 0.0))
        for code in groups:
            n, p, se = expected[code]
            figure = line.figures[code]
            assert (figure.n, figure.count) == (n, ((answers == level.value) & (domain == code)).sum())
            assert (figure.value, figure.se) == pytest.approx((p, se), rel=1e-7)
            half = stats.t.ppf(0.975, n - 1) * se / (p * (1 - p))
            ends = 1 / (1 + np.exp(-(np.log(p / (1 - p)) + np.array([-half, half]))))
            assert (figure.lo, figure.hi) == pytest.approx(tuple(ends), rel=1e-7)
            assert figure.weight == pytest.approx(weights[(answers == level.value) & (domain == code)].sum())
            compared += 1
        p = []
        for a, b in pairs:
            (n1, p1, se1), (n2, p2, se2) = expected[a], expected[b]
            t = (p1 - p2) / np.hypot(se1, se2)
            p.append(2 * stats.t.sf(abs(t), n1 + n2 - 2))
            test = next(each for each in line.tests if (each.a, each.b) == (a - 1, b - 1))
            assert (test.statistic, test.p) == pytest.approx((t, p[-1]), rel=1e-6)
        letters = dict.fromkeys(groups, "")
        for (a, b), is_different in zip(pairs, multipletests(p, method="holm")[0], strict=True):
            if is_different:
                high, low = (a, b) if expected[a][1] > expected[b][1] else (b, a)
                letters[high] += "ABC"[low - 1]
        assert [line.figures[code].letters for code in groups] == list(letters.values())
        printed += "".join(letters.values())
    assert compared == len(groups) * len(table.variable.valid)
    assert bool(printed) is has_letters


def test_bases_and_the_cost_are_those_of_the_rows(aimed, survey_of_svy):
    rows, work, weights = survey_of_svy
    valid = np.array([row["issue"] >= 0 for row in rows])
    found = asked(aimed, row=["issue"], by=["work_status"], weights=["targets"])
    (table,) = found.sheet.tables
    for place, inside in enumerate([valid, *(valid & (work == code) for code in (1, 2, 3))]):
        w = weights[inside]
        assert table.base[place] == inside.sum()
        assert table.weight[place] == pytest.approx(w.sum(), rel=1e-8)
        assert table.effective[place] == pytest.approx(w.sum() ** 2 / (w @ w), rel=1e-8)
    weighed = found.weights.weighed
    assert weighed.design_effect == pytest.approx(len(weights) * (weights @ weights) / weights.sum() ** 2)
    assert (found.weights.smallest, found.weights.largest) == pytest.approx((weights.min(), weights.max()))
    (line, *_) = found.weights.margins[1].lines
    assert (line.people, line.weight) == ((work == 1).sum(), pytest.approx(weights[work == 1].mean()))
    assert line.sample == pytest.approx((work == 1).sum() / (work > 0).sum())


def test_the_association_is_rao_and_scott_s(aimed, survey_of_svy):
    """svy sees the people of the table alone, we the design of everybody: n/(n−1) is another number."""
    rows, work, weights = survey_of_svy
    answers = np.array([row["issue"] for row in rows])
    inside = (answers >= 0) & (work > 0)
    frame = pl.DataFrame({"answer": answers[inside], "group": work[inside], "w": weights[inside]})
    theirs = svy.Sample(frame, svy.Design(wgt="w")).categorical.tabulate("answer", "group").stats.f
    (table,) = asked(
        aimed,
        row=["issue"],
        by=["work_status"],
        where=[f"work_status:{code}" for code in ("inhouse", "agency", "self")],
        weights=["targets"],
    ).sheet.tables
    (found,) = table.associations
    n = int(inside.sum())
    f = theirs.value * (n / (n - 1)) / (len(rows) / (len(rows) - 1))
    assert found.method == "Rao–Scott"
    assert (found.n, found.statistic, found.df, found.df2) == (
        n,
        pytest.approx(f),
        pytest.approx(theirs.df_num),
        pytest.approx(theirs.df_den),
    )
    assert found.p == pytest.approx(stats.f.sf(f, theirs.df_num, theirs.df_den))


def test_the_net_promoter_score_is_the_mean_of_its_points(aimed, survey_of_svy):
    rows, work, weights = survey_of_svy
    marks = np.array([row["recommend"] for row in rows])
    points = np.select([marks >= 9, marks >= 7, marks >= 0], [100.0, 0.0, -100.0], 0.0)
    n, score, se = means(weights, (marks >= 0).astype(int), points)[1]
    (table,) = asked(aimed, row=["recommend"], weights=["targets"]).sheet.tables
    figure = next(line for line in table.lines if line.kind == "net").figures[0]
    half = stats.t.ppf(0.975, n - 1) * se
    assert (figure.n, figure.value, figure.se) == (n, pytest.approx(score), pytest.approx(se))
    assert (figure.lo, figure.hi) == pytest.approx((score - half, score + half))


def test_a_filter_is_a_domain_and_changes_no_weight(aimed):
    """The same group as a filter and as a column."""
    column = asked(aimed, row=["issue"], by=["work_status"], weights=["targets"])
    filtered = asked(aimed, row=["issue"], where=["work_status:agency"], weights=["targets"])
    assert filtered.weights.weighed.n == 400
    for one, other in zip(column.sheet.tables[0].lines, filtered.sheet.tables[0].lines, strict=True):
        a, b = one.figures[2], other.figures[0]
        assert (a.n, a.count, a.value, a.se, a.lo) == pytest.approx((b.n, b.count, b.value, b.se, b.lo))
