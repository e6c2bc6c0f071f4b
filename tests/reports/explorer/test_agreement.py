"""The explorer's own figures beside R's, to the tolerance of the reference results."""

from pathlib import Path

import pytest

from tests.oracles import synth
from tests.oracles.cases import load
from tests.reports.explorer.agreement import READERS, Comparison, line
from tests.reports.explorer.small import Dataset

DATA = Path(__file__).parents[2] / "oracles" / "data"
#: Of the data sets that the project ships: every case that a table of the explorer can answer.
CASES = [
    case
    for name in ("nps_synth", "yrbs")
    for case in load(DATA / name).cases()
    if case.kind in READERS and case.id != "topline_unw"
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_reference_case(case, tmp_path):
    done = READERS[case.kind](case, tmp_path)
    assert done.wrong == []
    assert done.leaves >= 5


def test_the_comparison_can_fail(tmp_path):
    """R's figures a little off, and none of them is the same any more."""
    case = load(DATA / "nps_synth").raw[0]
    for key in ("nps", "se"):
        case["expected"][key] += 1e-5
    shifted = load(DATA / "nps_synth")
    shifted.raw[0] = case
    done = READERS["nps"](next(shifted.cases()), tmp_path)
    assert [sentence.partition(":")[0] for sentence in done.wrong] == ["NPS", "se"]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The product's questionnaire with 400 synthetic respondents."""
    return Dataset(tmp_path_factory.mktemp("synth"), synth.definition(), list(synth.rows()))


def expected(kind):
    return {
        case["input"].get("variable") or case["input"].get("question") or case["id"]: case["expected"]
        for case in synth.cases(kind)
    }


def test_bases_and_percentages(data):
    found, wanted = Comparison(), expected("base_accounting")
    for base in ("valid", "asked"):
        for table in data.ask(row=list(wanted), base=[base]).tables:
            of = wanted[table.variable.name]
            found.same("base", table.base[0], of[f"n_{base}"])
            lines = {level.label: level for level in table.variable.levels}
            for each in (each for each in table.lines if each.kind == "share"):
                code = str(lines[each.label].value)
                percent = of[f"pct_{base}"].get(code, 0)
                found.same(f"{table.variable.name} {code}", 100 * each.figures[0].value, percent)
    assert found.wrong == []
    assert found.leaves > 150


def test_several_answers(data):
    found, wanted = Comparison(), expected("multi_base")
    for table in data.ask(row=list(wanted)).tables:
        of = wanted[table.variable.name]
        found.same("base", table.base[0], of["n_base"])
        labels = {level.code: level.label for level in table.variable.levels}
        for option in of["options"]:
            figure = line(table, labels[option["option"]]).figures[0]
            found.same(option["option"], figure.count, option["count"])
            found.interval(option["option"], figure, option["wilson"])
    assert found.wrong == []
    assert found.leaves > 60


def test_the_grid(data):
    found, wanted = Comparison(), expected("grid")["circles"]
    tables = data.ask(row=[f"circles__{row['row']}" for row in wanted]).tables
    for table, of in zip(tables, wanted, strict=True):
        found.same(of["row"], table.base[0], of["n_base"])
        labels = {level.code: level.label for level in table.variable.levels}
        for cell in of["cells"]:
            found.same(cell["col"], 100 * line(table, labels[cell["col"]]).figures[0].value, cell["pct"])
    assert (found.wrong, found.leaves) == ([], 64)


def test_a_partial_ranking(data):
    found, wanted = Comparison(), expected("ranking_partial_coded")["principles"]
    (table,) = data.ask(row=["principles"]).tables
    found.same("base", table.base[0], wanted["n"])
    labels = {level.code: level.label for level in table.variable.levels}
    for item in wanted["items"]:
        for section, name in (
            ("Ranked first", "share_first"),
            ("Ranked at all", "share_ranked"),
            ("Borda points, 0 to 100", "borda_0_100"),
            ("Mean rank of those who ranked it", "mean_rank_if_ranked"),
        ):
            label = labels[item["item"]]
            of = next(each for each in table.lines if (each.section, each.label) == (section, label))
            found.same(f"{section} {label}", of.figures[0].value, item[name])
    assert (found.wrong, found.leaves) == ([], 25)


def test_scores_by_group(data):
    found, wanted = Comparison(), expected("derived")
    for table in data.ask(row=list(wanted), by=["solo"]).tables:
        of = wanted[table.variable.name]
        for place, group in enumerate(("overall", "employed", "self")):
            figure = line(table, "Mean").figures[place]
            found.same("n", figure.n, of[group]["n"])
            found.same("mean", figure.value, of[group]["mean"])
            found.same("se", figure.se, of[group]["se"])
            found.interval(group, figure, of[group]["ci_t"])
    assert (found.wrong, found.leaves) == ([], 7 * 3 * 5)


def test_a_net_score_and_a_cross_table(data):
    found = Comparison()
    (recommend, issue) = data.ask(row=["recommend", "issue"], by=["solo"]).tables
    nps = next(each for each in recommend.lines if each.kind == "net").figures[0]
    wanted = expected("nps_coded")["recommend"]
    found.same("NPS", nps.value, wanted["nps"])
    found.same("se", nps.se, wanted["se"])
    found.interval("NPS", nps, wanted["ci_t"])
    (cross,) = (case["expected"] for case in synth.cases("crosstab_unweighted_coded"))
    for i, counts in enumerate(cross["counts"]):
        figures = issue.lines[i].figures[1:]
        assert cross["cols"] == ["self", "employed"]
        for figure, count, share in zip(reversed(figures), counts, cross["col_prop"][i], strict=True):
            found.same("count", figure.count, count)
            found.same("share", figure.value, share)
    (test,) = issue.associations
    found.same("X²", test.statistic, cross["chisq"]["x2"])
    found.same("p", test.p, cross["chisq"]["p"])
    found.same("V", test.v, cross["cramers_v_bias_corrected"])
    assert (found.wrong, found.leaves) == ([], 4 + 16 + 3)


def test_filters_give_the_cells_of_the_vignette(data):
    """Each cell is two filters."""
    found, (wanted,) = Comparison(), (case["expected"] for case in synth.cases("vignette"))
    for cell in wanted["cells"]:
        where = [f"vig_rel:{cell['vig_rel']}", f"vig_aud:{cell['vig_aud']}"]
        (table,) = data.ask(row=["vignette"], where=where).tables
        found.same("n", line(table, "Mean").figures[0].n, cell["n"])
        found.same("mean", line(table, "Mean").figures[0].value, cell["mean"])
        high = sum(each.figures[0].value for each in table.lines[2:4])
        found.same("share", high, cell["share_problem"])
    assert (found.wrong, found.leaves) == ([], 18)
