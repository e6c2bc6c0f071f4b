"""Whole surveys against svy (designs, intervals, Rao–Scott, raking) and weightipy (raking), on random
data.
"""

import numpy as np
import pandas as pd
import polars as pl
import pytest
import svy
import weightipy

from reports.stats import cells, intervals, raking, rao_scott
from reports.stats.design import design
from reports.stats.estimates import domain_mean
from tests.reports.stats.samples import Sample, sample

SEEDS = range(3)
#: The designs both sides are asked about: columns of the library, arguments of ours.
DESIGNS = {
    "weights": {},
    "strata": {"stratum": "strata"},
    "clusters": {"psu": "clusters"},
    "both": {"stratum": "strata", "psu": "clusters"},
}


def library(s: Sample, **columns: str) -> svy.Sample:
    frame = pl.DataFrame(
        {
            "answer": s.answer,
            "group": s.group,
            "score": np.nan_to_num(s.score),
            "weights": s.weights,
            "strata": s.strata,
            "clusters": s.clusters,
        }
    )
    return svy.Sample(frame, svy.Design(wgt="weights", **columns))


def own(s: Sample, **columns: str):
    return design(
        s.weights,
        strata=s.strata if "stratum" in columns else None,
        clusters=s.clusters if "psu" in columns else None,
    )


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("seed", SEEDS)
def test_means_of_groups(seed, name):
    s = sample(seed)
    y = np.nan_to_num(s.score)
    for theirs in library(s, **DESIGNS[name]).estimation.mean("score", by="group").estimates:
        ours = domain_mean(y, s.group == theirs.by_level[0], own(s, **DESIGNS[name]))
        assert (ours.value, ours.se, ours.n) == pytest.approx((theirs.est, theirs.se, theirs.n), rel=1e-10)


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("seed", SEEDS)
def test_shares_and_their_intervals(seed, name):
    """Over everybody, with the code for a missing answer as one more answer."""
    s = sample(seed)
    columns = DESIGNS[name]
    table = cells.from_rows(s.answer + 1, np.zeros(s.n, np.int64), (5, 1), own(s, **columns))
    for method, ours in (("logit", intervals.logit), ("beta", None)):
        found = library(s, **columns).estimation.prop("answer", ci_method=method, deff="wr").estimates
        for theirs in found:
            share = cells.share(table, int(theirs.y_level) + 1, 0)
            assert (share.value, share.se, share.df) == pytest.approx((theirs.est, theirs.se, theirs.df))
            ends = (
                ours(share.value, share.se, share.df)
                if ours
                else intervals.korn_graubard(share.value, share.se, share.n, share.df)
            )
            assert ends == pytest.approx((theirs.lci, theirs.uci), rel=1e-8)
            assert share.deff == pytest.approx(theirs.deff, rel=1e-8)


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("seed", SEEDS)
def test_independence(seed, name):
    s = sample(seed)
    columns = DESIGNS[name]
    table = cells.from_rows(s.answer + 1, s.group + 1, (5, 4), own(s, **columns))
    found = rao_scott.rao_scott(table)
    theirs = library(s, **columns).categorical.tabulate("answer", "group").stats.f
    assert (found.f, found.p, found.df1, found.df2) == pytest.approx(
        (theirs.value, theirs.p_value, theirs.df_num, theirs.df_den), rel=1e-9
    )


TARGETS = {
    "answer": {-1: 0.1, 0: 0.15, 1: 0.25, 2: 0.3, 3: 0.2},
    "group": {-1: 0.1, 0: 0.4, 1: 0.3, 2: 0.2},
    "strata": {0: 0.2, 1: 0.3, 2: 0.25, 3: 0.25},
}


def raked(s: Sample, start: np.ndarray) -> np.ndarray:
    margins = [
        raking.margin(name, getattr(s, name) - min(shares), np.array(list(shares.values())))
        for name, shares in TARGETS.items()
    ]
    return raking.rake(start, margins, 1e-13).weights


@pytest.mark.parametrize("seed", SEEDS)
def test_raking_with_start_weights(seed):
    s = sample(seed)
    theirs = library(s).weighting.rake(shares=TARGETS, tol=1e-13, max_iter=1000)
    found = theirs.data["rk_wgt"].to_numpy()
    assert raked(s, s.weights) == pytest.approx(found / found.mean(), rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_raking_from_none(seed):
    s = sample(seed)
    frame = pd.DataFrame({name: getattr(s, name) for name in TARGETS})
    percent = {name: {k: 100 * v for k, v in shares.items()} for name, shares in TARGETS.items()}
    scheme = weightipy.scheme_from_dict(percent, rim_params={"convcrit": 1e-14, "max_iterations": 1000})
    found = weightipy.weight_dataframe(frame, scheme)["weights"].to_numpy()
    assert raked(s, np.ones(s.n)) == pytest.approx(found / found.mean(), rel=1e-9)
