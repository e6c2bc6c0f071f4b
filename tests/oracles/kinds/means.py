"""Means, quantiles, agreement scales and net scores, weighted and not."""

from itertools import combinations
from typing import Any

import numpy as np

from reports.stats import groups as tests
from reports.stats import nets, quantiles, weights
from reports.stats import weighted_quantiles as wq
from reports.stats.arrays import Bools, Floats
from reports.stats.design import Design
from reports.stats.estimates import domain_difference, domain_mean
from reports.stats.means import welch
from reports.stats.multiplicity import holm
from tests.oracles.cases import Case
from tests.oracles.kinds.shares import pair


def unweighted(case: Case) -> dict[str, Any]:
    return of_numbers(case.table[case.input["variable"]].numbers)


def of_numbers(x: Floats) -> dict[str, Any]:
    """NaN is missing."""
    values = x[~np.isnan(x)]
    found = tests.mean_of_values(values)
    assert found is not None
    distinct, counts = np.unique(values, return_counts=True)
    xs, ns = distinct.tolist(), counts.tolist()
    return {
        "n": found.n,
        "n_missing": len(x) - found.n,
        "mean": found.value,
        "sd": found.sd,
        "se": found.se,
        "ci_t": {"lo": found.lo, "hi": found.hi},
        "min": xs[0],
        "max": xs[-1],
        "median": quantiles.median(xs, ns),
        "q25_type7": quantiles.quantile_type7(xs, ns, 0.25),
        "q75_type7": quantiles.quantile_type7(xs, ns, 0.75),
        "q25_type2": quantiles.quantile_type2(xs, ns, 0.25),
        "q75_type2": quantiles.quantile_type2(xs, ns, 0.75),
    }


def by_group(case: Case) -> dict[str, Any]:
    table, names = case.table, case.many("groups")
    x, by = table[case.input["variable"]].numbers, table[case.input["by"]]
    values = [x[by.equals(name) & ~np.isnan(x)] for name in names]
    anova, welch_f, kruskal = tests.anova(values), tests.welch_anova(values), tests.kruskal(values)
    found = [tests.mean_of_values(v) for v in values]
    pairs = []
    for a, b in combinations(range(len(names)), 2):
        first, second = found[a], found[b]
        assert first is not None
        assert second is not None
        each = welch(first, second)
        pairs.append((a, b, each))
    adjusted = holm([each.p if each else None for _, _, each in pairs])
    return {
        "groups": [{"group": name, **of_numbers(v)} for name, v in zip(names, values, strict=True)],
        "anova": f_test(anova),
        "welch": f_test(welch_f),
        "kruskal": kruskal and {"h": kruskal.h, "p": kruskal.p},
        "welch_pairs": [
            each
            and {
                "a": names[a],
                "b": names[b],
                "diff": each.difference,
                "t": each.t,
                "df": each.df,
                "p": each.p,
                "ci": pair((each.lo, each.hi)),
                "p_holm": adjusted[i],
            }
            for i, (a, b, each) in enumerate(pairs)
        ],
    }


def f_test(found: tests.FTest | None) -> dict[str, float] | None:
    return found and {"F": found.f, "df1": found.df1, "df2": found.df2, "p": found.p}


RULES = {"math": wq.mathematical, "school": wq.school, "hf7": wq.interpolated}


def of_a_domain(x: Floats, base: Bools, design: Design) -> dict[str, Any]:
    found = domain_mean(x, base, design)
    assert found is not None
    w = design.weights[base]
    result: dict[str, Any] = {
        "n": found.n,
        "sum_w": found.total_weight,
        "mean": found.value,
        "se": found.se,
        "df": found.df,
        "ci_t": pair(found.interval()),
        "ci_z": pair(found.normal_interval()),
        "deff": found.deff,
        "kish_neff": weights.kish_n_eff(w),
        "sd": found.sd,
    }
    for name, rule in RULES.items():
        q25, median, q75 = (wq.weighted_quantile(x, base, design, p, rule) for p in (0.25, 0.5, 0.75))
        ends = wq.woodruff(x, base, design, 0.5, rule)
        assert ends is not None
        result[f"q_{name}"] = {
            "q25": q25,
            "median": median,
            "q75": q75,
            "median_ci": {"lo": ends[0], "hi": ends[1]},
        }
    return result


def weighted(case: Case) -> dict[str, Any]:
    table = case.table
    design, x = case.design_of(table), table[case.input["variable"]].numbers
    valid = ~np.isnan(x)
    result: dict[str, Any] = {"overall": of_a_domain(x, valid, design)}
    if "by" not in case.input:
        return result
    names, by = case.many("groups"), table[case.input["by"]]
    bases = [valid & by.present & by.equals(name) for name in names]
    result["groups"] = [
        {"group": name, **of_a_domain(x, base, design)} for name, base in zip(names, bases, strict=True)
    ]
    pairs = [
        (a, b, domain_difference(x, bases[a], bases[b], design))
        for a, b in combinations(range(len(names)), 2)
    ]
    adjusted = holm([each.p if each else None for _, _, each in pairs])
    result["pairwise"] = [
        each
        and {
            "a": names[a],
            "b": names[b],
            "diff": each.value,
            "se": each.se,
            "t": each.t,
            "df": each.df,
            "p": each.p,
            "p_holm": adjusted[i],
        }
        for i, (a, b, each) in enumerate(pairs)
    ]
    return result


def likert(case: Case) -> dict[str, Any]:
    """Top and bottom boxes, their difference and the mean of codes 1 … k."""
    table = case.table
    x, design = table[case.input["variable"]].numbers, case.design_of(table)
    k, boxes = case.input["k"], case.input["topn"]
    base = ~np.isnan(x)
    scores = nets.boxes(x, boxes, k - boxes)

    def block(y: Floats) -> dict[str, Any]:
        found = domain_mean(y, base, design)
        assert found is not None
        return {"est": found.value, "se": found.se, "ci_t": pair(found.interval())}

    return {
        "n": int(base.sum()),
        "top": block(scores.top),
        "bottom": block(scores.bottom),
        "net": block(scores.net),
        "mean": block(x),
    }


def _span(case: Case, key: str, default: tuple[int, int]) -> tuple[int, int]:
    words = case.input.get(key)
    if words is None:
        return default
    low, _, high = str(words).partition("-")
    return int(low), int(high or low)


def promoters(case: Case) -> dict[str, Any]:
    table = case.table
    x = table[case.input["variable"]].numbers
    return net_promoters(case, np.where(x < 0, np.nan, x), case.design_of(table))


def net_promoters(case: Case, x: Floats, design: Design) -> dict[str, Any]:
    """NaN and negative codes are missing; the design is every row."""
    detractors, promoting = _span(case, "detractors", (0, 6)), _span(case, "promoters", (9, 10))
    base = ~np.isnan(x)
    points = nets.promoter_points(x, detractors, promoting)
    found = domain_mean(points, base, design)
    assert found is not None
    shares = [domain_mean(np.where(points == v, 1.0, 0.0), base, design) for v in (100.0, 0.0, -100.0)]
    high, middle, low = (each.value for each in shares if each is not None)
    counts = [int((points[base] == v).sum()) for v in (100.0, -100.0)]
    return {
        "n": found.n,
        "promoters": high,
        "passives": middle,
        "detractors": low,
        "nps": found.value,
        "se": found.se,
        "ci_t": pair(found.interval()),
        "ci_z": pair(found.normal_interval()),
        "se_multinomial_n": 100.0 * nets.multinomial_se(counts[0], counts[1], found.n),
    }
