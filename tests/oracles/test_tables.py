"""Dataset, scan and statistics against R, to 1e-8. What no test here reads is listed in `BY_ROWS`."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from reports.dataset.build import build
from reports.dataset.queries import Bits, Joint, Moments
from reports.dataset.scan import scan
from reports.stats import means, nets, proportions, quantiles, ranking, tabulate
from tests.oracles import synth

#: What needs the rows themselves is compared by the runner alone.
BY_ROWS = {"reliability"}
HERE = {
    "base_accounting",
    "multi_base",
    "grid",
    "ranking_partial_coded",
    "nps_coded",
    "vignette",
    "derived",
    "derived_categorical",
    "crosstab_unweighted_coded",
}


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synth")
    return build(folder=folder, rows=synth.rows(), definitions={1: synth.definition()}, about={"wave": 1})


@pytest.fixture(scope="module")
def ask(parts):
    return lambda query: scan(parts, [query])[query]


def close(expected: float) -> Any:
    return pytest.approx(expected, rel=1e-8, abs=1e-12)


def ids(case: Any) -> str:
    return str(case["id"])


def test_every_kind_of_case_is_read_or_listed():
    data = json.loads((synth.FOLDER / "expected.json").read_text("utf-8"))
    assert {case["kind"] for case in data["cases"]} == HERE | BY_ROWS


@pytest.mark.parametrize("case", synth.cases("base_accounting"), ids=ids)
def test_bases(case, ask):
    expected = case["expected"]
    histogram = ask(Joint((expected["variable"],)))
    found = tabulate.bases(histogram)
    assert {
        "n_file": found.file,
        "n_not_asked": found.not_asked,
        "n_not_reached": found.not_reached,
        "n_asked": found.asked,
        "n_no_answer": found.no_answer,
        "n_explicit": found.explicit,
        "n_valid": found.valid,
    } == {key: value for key, value in expected.items() if key.startswith("n_")}
    for key, shares in (
        ("pct_asked", tabulate.topline(histogram)),
        ("pct_valid", tabulate.valid_shares(histogram)),
    ):
        assert {str(code): 100 * share for code, share in shares.items()} == {
            code: close(value) for code, value in expected[key].items()
        }


@pytest.mark.parametrize("case", synth.cases("multi_base"), ids=ids)
def test_several_answers(case, ask):
    expected, question = case["expected"], case["input"]["question"]
    counted = tabulate.bases(ask(Joint((question,))))
    assert (counted.file, counted.not_asked, counted.no_answer, counted.not_reached, counted.valid) == tuple(
        expected[key] for key in ("n_file", "n_not_asked", "n_no_answer", "n_not_reached", "n_base")
    )
    codes = [each["option"] for each in expected["options"]]
    counts = ask(Bits(tuple(f"{question}__{code}" for code in codes)))[:, 0]
    for count, each in zip(counts, expected["options"], strict=True):
        share = proportions.proportion(int(count), counted.valid)
        assert share is not None
        assert (int(count), 100 * share.value) == (each["count"], close(each["pct_respondents"]))
        assert (share.lo, share.hi) == (close(each["wilson"]["lo"]), close(each["wilson"]["hi"]))
    substantive = [c for c, code in zip(counts, codes, strict=True) if code not in ("none", "prefer_not")]
    assert sum(substantive) / counted.valid == close(expected["mean_selected"])


@pytest.mark.parametrize("case", synth.cases("grid"), ids=ids)
def test_circles(case, ask):
    for row in case["expected"]:
        name = f"{case['input']['question']}__{row['row']}"
        base = tabulate.bases(ask(Joint((name,)))).valid
        counts = ask(Bits(tuple(f"{name}__{cell['col']}" for cell in row["cells"])))[:, 0]
        found = [(int(count), 100 * int(count) / base) for count in counts]
        assert base == row["n_base"]
        assert found == [(cell["count"], close(cell["pct"])) for cell in row["cells"]]


@pytest.mark.parametrize("case", synth.cases("ranking_partial_coded"), ids=ids)
def test_rankings(case, ask):
    question, k = case["input"]["question"], case["input"]["k"]
    for each in case["expected"]["items"]:
        joint = ask(Joint((question, f"{question}__{each['item']}")))
        found = ranking.ranked(joint[:-6, :-6].tolist(), k)
        assert found is not None
        assert found.n == case["expected"]["n"]
        assert {
            "share_ranked": found.share_ranked,
            "share_first": found.share_first,
            "mean_rank_if_ranked": found.mean_rank,
            "points_3_2_1": found.points,
            "borda_mean": found.borda_mean,
            "borda_0_100": found.borda,
        } == {key: close(value) for key, value in each.items() if key != "item"}


@pytest.mark.parametrize("case", synth.cases("nps_coded"), ids=ids)
def test_promoters(case, ask):
    expected = case["expected"]
    histogram = ask(Joint((case["input"]["variable"],)))
    design = tabulate.bases(histogram).file
    found = nets.nps(histogram[:-6].tolist(), (0, 6), (7, 8), (9, 10), design)
    assert found is not None
    assert (found.n, found.promoters, found.passives, found.detractors, found.score, found.se) == (
        expected["n"],
        *(close(expected[key]) for key in ("promoters", "passives", "detractors", "nps", "se")),
    )
    assert (found.lo, found.hi) == (close(expected["ci_t"]["lo"]), close(expected["ci_t"]["hi"]))


@pytest.mark.parametrize("case", synth.cases("vignette"), ids=ids)
def test_vignette_cells_and_effect(case, ask):
    q = synth.definition().question("vignette")
    relations, audiences = q.factors["vig_rel"], q.factors["vig_aud"]
    joint = ask(Joint(("vig_rel", "vig_aud", "vignette")))
    for each in case["expected"]["cells"]:
        counts = joint[relations.index(each["vig_rel"]), audiences.index(each["vig_aud"])]
        found = means.mean_of_counts([1, 2, 3, 4], counts[1:5].tolist())
        assert found is not None
        assert (found.n, found.value, found.sd) == (each["n"], close(each["mean"]), close(each["sd"]))
        assert counts[3:5].sum() / found.n == close(each["share_problem"])
    by_audience = joint[: len(relations)].sum(axis=0)[:, 1:5]
    groups = [
        means.mean_of_counts([1, 2, 3, 4], by_audience[audiences.index(a)].tolist())
        for a in ("public", "private")
    ]
    effect = means.welch(*groups)
    assert effect is not None
    expected = case["expected"]["main_effect_public_minus_private"]
    assert (effect.difference, effect.t, effect.df, effect.p, effect.lo, effect.hi) == tuple(
        close(v) for v in (*(expected[key] for key in ("diff", "t", "df", "p")), *expected["ci"].values())
    )


@pytest.mark.parametrize("case", synth.cases("derived"), ids=ids)
def test_scores(case, parts, ask):
    name = case["input"]["variable"]
    by_solo = ask(Moments(name, by="solo"))
    groups = {"overall": by_solo.sum(axis=1), "employed": by_solo[:, 0], "self": by_solo[:, 1]}
    for group, (n, total, squares) in groups.items():
        expected, found = case["expected"][group], means.mean(int(n), float(total), float(squares))
        assert found is not None
        assert (found.n, found.value, found.sd, found.se, found.lo, found.hi) == tuple(
            close(v)
            for v in (*(expected[key] for key in ("n", "mean", "sd", "se")), *expected["ci_t"].values())
        )
    present = parts[0].missing(name) == 0
    values, counts = np.unique(parts[0].values(name)[present], return_counts=True)
    expected = case["expected"]["overall"]
    assert len(present) - int(present.sum()) == expected["n_missing"]
    assert [values.min(), values.max(), quantiles.median(values.tolist(), counts.tolist())] == [
        close(expected[key]) for key in ("min", "max", "median")
    ]
    assert _quartiles(values.tolist(), counts.tolist()) == {
        key: close(expected[key]) for key in ("q25_type7", "q75_type7", "q25_type2", "q75_type2")
    }


def _quartiles(values: Sequence[float], counts: Sequence[int]) -> dict[str, float | None]:
    return {
        "q25_type7": quantiles.quantile_type7(values, counts, 0.25),
        "q75_type7": quantiles.quantile_type7(values, counts, 0.75),
        "q25_type2": quantiles.quantile_type2(values, counts, 0.25),
        "q75_type2": quantiles.quantile_type2(values, counts, 0.75),
    }


@pytest.mark.parametrize("case", synth.cases("derived_categorical"), ids=ids)
def test_personas(case, ask):
    expected = case["expected"]
    histogram = ask(Joint(("persona",)))
    counted = tabulate.bases(histogram)
    assert (counted.file, counted.valid) == (expected["n_total"], expected["n_valid"])
    assert int(ask(Joint(("persona_borderline",)))[1]) == expected["n_borderline"]
    rules = [rule["code"] for e in synth.definition().derived if e["id"] == "persona" for rule in e["rules"]]
    for level in expected["levels"]:
        share = proportions.proportion(int(histogram[rules.index(level["level"])]), counted.valid)
        assert share is not None
        assert (share.value, share.lo, share.hi) == (
            close(level["prop"]),
            close(level["wilson"]["lo"]),
            close(level["wilson"]["hi"]),
        )


@pytest.mark.parametrize("case", synth.cases("crosstab_unweighted_coded"), ids=ids)
def test_crosstab(case, ask):
    expected = case["expected"]
    groups = list(next(e for e in synth.definition().derived if e["id"] == "solo")["map"])
    groups.sort(key=lambda group: {"employed": 0, "self": 1}[group])
    joint = ask(Joint((case["input"]["row"], case["input"]["col"])))
    columns = [groups.index(code) for code in expected["cols"]]
    found = tabulate.crosstab(joint[[int(code) for code in expected["rows"]]][:, columns])
    assert (found.n, found.counts, found.column_n, found.row_n) == (
        expected["n"],
        tuple(tuple(row) for row in expected["counts"]),
        tuple(expected["col_n"]),
        tuple(expected["row_n"]),
    )
    assert found.column_shares == tuple(tuple(close(p) for p in row) for row in expected["col_prop"])
