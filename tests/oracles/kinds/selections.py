"""Several answers, and rankings of data sets in which a blank is missing."""

from typing import Any

import numpy as np

from reports.stats import column_tests, full_rankings, intervals, multi, ranking, weights
from reports.stats.arrays import Floats
from reports.stats.estimates import DomainMean
from reports.stats.proportions import Proportion, wilson
from tests.oracles.cases import Case
from tests.oracles.kinds import shares
from tests.oracles.kinds.shares import pair


def unweighted(case: Case) -> dict[str, Any]:
    names = case.many("options")
    found = multi.multi_select(case.table.matrix(names))
    assert found is not None
    return {
        "n_respondents": found.n,
        "n_not_answered": found.excluded,
        "n_none": found.nobody,
        "total_selections": found.selections,
        "mean_selected_all": found.mean,
        "mean_selected_nonnone": found.mean_of_choosers,
        "sd_selected": found.sd,
        "options": [
            {
                "option": name,
                "count": option.count,
                "pct_respondents": 100 * option.of_respondents.value,
                "pct_responses": _percent(option.of_responses),
                "pct_of_choosers": _percent(option.of_choosers),
                "wilson": limits(option.of_respondents),
            }
            for name, option in zip(names, found.options, strict=True)
        ],
        "none": {
            "count": found.nobody,
            "pct": 100 * found.none.value,
            "wilson": limits(found.none),
        },
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def limits(share: Proportion) -> dict[str, float | None]:
    return pair((share.lo, share.hi))


def weighted(case: Case) -> dict[str, Any]:
    table, names = case.table, case.many("options")
    design, columns = case.design_of(table), table.matrix(case.many("options"))
    found = multi.weighted_multi_select(columns, design)
    assert found is not None
    w = design.weights[multi.answered(columns)]
    percents = [*(100 * share for share in found.of_responses), None]
    return {
        "n": found.n,
        "sum_w": float(w.sum()),
        "kish_neff": weights.kish_n_eff(w),
        "mean_selected": found.mean,
        "options": [
            {"option": name, "pct_responses": percent, **_share(each, w)}
            for name, percent, each in zip([*names, ".none"], percents, found.shares, strict=True)
        ],
    }


def _share(found: DomainMean, w: Floats) -> dict[str, Any]:
    p, se, n, df = found.value, found.se, found.n, found.df
    inside = found.deff is not None and 0.0 < p < 1.0
    n_eff = n / found.deff if found.deff else None
    return {
        "prop": p,
        "se": se,
        "deff": found.deff,
        "deff_formula": found.deff,
        "n_eff": n_eff,
        "ci_mean": pair(intervals.symmetric(p, se, df) if inside else None),
        "ci_xlogit": pair(intervals.logit(p, se, df) if inside else None),
        "ci_logit": pair(intervals.logit(p, se, df) if inside else None),
        "ci_asin": pair(intervals.arcsine(p, se, df) if inside else None),
        "ci_beta": pair(intervals.korn_graubard(p, se, n, df) if inside else None),
        "ci_wilson_neff": pair(wilson(p, n_eff) if n_eff else None),
        "ci_wilson_kish": pair(wilson(p, weights.kish_n_eff(w))),
    }


def by_group(case: Case) -> dict[str, Any]:
    table, names, groups = case.table, case.many("options"), case.many("groups")
    found = multi.multi_by_group(table.matrix(names), table[case.input["by"]].places(groups), len(groups))
    return {
        "groups": groups,
        "n": found.sizes.tolist(),
        "options": [
            {"option": name, "counts": counts.tolist(), "prop": (counts / found.sizes).tolist()}
            for name, counts in zip(names, found.counts, strict=True)
        ],
        "column_tests": shares.tests_by_row(
            column_tests.unweighted_pairs(found.counts, found.sizes, minimum=1), names, groups, False
        ),
    }


def ranks(case: Case) -> dict[str, Any]:
    names = case.many("items")
    table = case.table.matrix(names)
    found = full_rankings.full_ranking(table)
    test = full_rankings.friedman(table)
    return {
        "n": found.n,
        "items": [
            {
                "item": name,
                "n": item.mean_rank.n,
                "mean_rank": item.mean_rank.value,
                "se": item.mean_rank.se,
                "ci_t": {"lo": item.mean_rank.lo, "hi": item.mean_rank.hi},
                "median_rank": item.median_rank,
                "first_share": item.first.value,
                "first_wilson": limits(item.first),
                "top3_share": item.among_best,
                "borda_total": item.borda_total,
                "borda_mean": item.borda_mean,
                "borda_0_100": item.borda,
                "rank_distribution": list(item.by_rank),
            }
            for name, item in zip(names, found.items, strict=True)
        ],
        "friedman": test and {"x2": test.x2, "df": test.df, "p": test.p},
        "kendall_w": test and test.kendall_w,
    }


def partial(case: Case) -> dict[str, Any]:
    """Ranks above m count as not ranked."""
    names, k, m = case.many("items"), case.input["k"], case.input["m"]
    full = case.table.matrix(names)
    kept = np.where((full > m) | np.isnan(full), 0, full).astype(np.int64)
    counts = [ranking.ranked_counts(kept, place, m) for place in range(len(names))]
    items = []
    for name, each in zip(names, counts, strict=True):
        found = ranking.ranked(each, k)
        assert found is not None
        items.append(
            {
                "item": name,
                "n_ranked": found.ranked,
                "share_ranked": found.share_ranked,
                "share_first": found.share_first,
                "mean_rank_if_ranked": found.mean_rank,
                "imputed_mean_rank": k - found.borda_mean,
                "borda_mean": found.borda_mean,
                "borda_0_100": found.borda,
            }
        )
    return {"n": int((kept > 0).any(axis=1).sum()), "items": items}


def preferences(case: Case) -> dict[str, Any]:
    found = full_rankings.preferences(case.table.matrix(case.many("items")))
    return {"share_preferring_row_over_col": found.tolist()}
