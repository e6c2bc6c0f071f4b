"""What R found, beside what the explorer shows: one reader for each kind of reference case."""

import math
from pathlib import Path
from typing import Any

from reports.explorer.estimates import Figure
from reports.explorer.tables import Line, Table
from surveys.logic import instrument
from surveys.logic.definition import NO_ANSWER
from tests.oracles.cases import Case
from tests.reports.explorer.small import PLACE, WEIGHTS, Dataset, about, of_columns
from tests.surveys.logic import instruments

TOLERANCE = 1e-8


class Comparison:
    """Collects what differs; `leaves` counts what was compared."""

    def __init__(self) -> None:
        self.leaves, self.wrong = 0, []  # type: tuple[int, list[str]]

    def same(self, what: str, found: float | None, expected: float | None) -> None:
        self.leaves += 1
        if expected is None or found is None:
            equal = expected is None and found is None
        else:
            equal = math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=1e-12)
        if not equal:
            self.wrong.append(f"{what}: {found} is not {expected}")

    def interval(self, what: str, figure: Figure, expected: dict[str, float]) -> None:
        self.same(f"{what} lo", figure.lo, expected["lo"])
        self.same(f"{what} hi", figure.hi, expected["hi"])


def line(table: Table, label: str, section: str = "") -> Line:
    return next(each for each in table.lines if each.label == label and each.section in (section, ""))


def crosstab(case: Case, folder: Path) -> Comparison:
    """Weighted or not. R's column tests have no smallest base; the explorer's are compared from 30 on."""
    rows, columns, weight = case.many("rows"), case.many("cols"), case.input.get("weight")
    data = of_columns(folder, case.table, {case.input["row"]: rows, case.input["col"]: columns}, weight)
    weights = {"weights": [WEIGHTS]} if weight else {}
    table = data.ask(row=["q0"], by=["q1"], **weights).tables[0]
    expected, done = case.expected, Comparison()
    (test,) = table.associations
    if weight:
        _weighted(done, table, expected)
        for name, found in (("F", test.statistic), ("ndf", test.df), ("ddf", test.df2), ("p", test.p)):
            done.same(f"Rao–Scott {name}", found, expected["rao_scott_F"][name])
    else:
        for i, level in enumerate(rows):
            figures = table.lines[i].figures
            for j in range(len(columns)):
                done.same(f"{level} count", figures[j + 1].count, expected["counts"][i][j])
                done.same(f"{level} share", figures[j + 1].value, expected["col_prop"][i][j])
        done.same("V", test.v, expected["cramers_v_bias_corrected"])
        if test.method == "Pearson":
            done.same("X²", test.statistic, expected["chisq"]["x2"])
            done.same("p", test.p, expected["chisq"]["p"])
        elif "fisher_p" in expected:
            done.same("Fisher", test.p, expected["fisher_p"])
    _column_tests(done, table, expected)
    return done


def _weighted(done: Comparison, table: Table, expected: dict[str, Any]) -> None:
    for j, column in enumerate(expected["columns"]):
        done.same("n", table.base[j + 1], column["n"])
        done.same("effective", table.effective[j + 1], column["kish_neff"])
        for i, level in enumerate(column["levels"]):
            figure = table.lines[i].figures[j + 1]
            done.same(f"{level['level']} share", figure.value, level["prop"])
            done.same(f"{level['level']} se", figure.se, level["se"])
            if level["prop"] not in (0, 1):
                done.interval(f"{level['level']}", figure, level["ci_xlogit"])


def _column_tests(done: Comparison, table: Table, expected: dict[str, Any]) -> None:
    bases, columns = table.base[1:], expected["cols"]
    for i, row in enumerate(expected["column_tests"]):
        tests = {(test.a, test.b): test for test in table.lines[i].tests}
        for pair in row["tests"]:
            a, b = sorted((columns.index(pair["a"]), columns.index(pair["b"])))
            if min(bases[a], bases[b]) >= 30:
                done.same(f"row {i}, {pair['a']} against {pair['b']}", tests[a, b].p, pair["p"])
        if min(bases) >= 30:
            done.leaves += 1
            letters = [figure.letters for figure in table.lines[i].figures[1:]]
            if letters != row["letters_holm_row"]:
                done.wrong.append(f"row {i}: letters {letters} are not {row['letters_holm_row']}")


def topline(case: Case, folder: Path) -> Comparison:
    levels, weight = case.many("levels"), case.input.get("weight")
    # In toplines of weights a filter is routing: whom it keeps out was not asked, and stays in the design.
    table = case.unfiltered if weight else case.table
    asked = case.rows[case.used] if weight else None
    data = of_columns(folder, table, {case.input["variable"]: levels}, weight, asked)
    shown = data.ask(row=["q0"], **({"weights": [WEIGHTS]} if weight else {})).tables[0]
    done, expected = Comparison(), case.expected
    done.same("valid", shown.base[0], expected["n_valid"])
    if weight:
        done.same("effective", shown.effective[0], expected["kish_neff"])
    for each in expected["levels"]:
        figure = line(shown, str(each["level"])).figures[0]
        done.same("count", figure.count, each["count"])
        done.same("share", figure.value, each["prop"])
        done.same("se", figure.se, each["se" if weight else "se_nminus1"])
        if not weight or each["prop"] not in (0, 1):
            done.interval(str(each["level"]), figure, each["ci_xlogit" if weight else "wilson"])
    return done


def nps(case: Case, folder: Path) -> Comparison:
    """A question from 0 to 10, weighted or not, of all or of the group that the filter names."""
    table, weight = case.table, case.input.get("weight")
    scale = {"id": "recommend", "type": "slider", "min": 0, "max": 10, "step": 1, "no_default": True}
    groups = {"detractors": [0, 6], "passives": [7, 8], "promoters": [9, 10]}
    place = {"id": PLACE, "type": "number", "min": 0, "max": table.n, "integer": True}
    d = instrument.to_definition(instruments.instrument({**scale, "nps": groups}, place))
    answers = table[case.input["variable"]].numbers
    rows = [
        {"recommend": NO_ANSWER if math.isnan(v) else int(v), PLACE: i, **about()}
        for i, v in enumerate(answers)
    ]
    data = Dataset(folder, d, rows, None if weight is None else table[weight].numbers)
    found = data.ask(row=["recommend"], **({"weights": [WEIGHTS]} if weight else {})).tables[0]
    done, figure = Comparison(), next(each for each in found.lines if each.kind == "net").figures[0]
    done.same("n", figure.n, case.expected["n"])
    done.same("NPS", figure.value, case.expected["nps"])
    done.same("se", figure.se, case.expected["se"])
    done.interval("NPS", figure, case.expected["ci_t"])
    return done


READERS = {
    "crosstab_unweighted": crosstab,
    "crosstab_weighted": crosstab,
    "topline_unweighted": topline,
    "topline_weighted": topline,
    "nps": nps,
}
