"""Waves: series, changes, trends."""

import re
from typing import Any

import numpy as np

from reports.stats import trends, waves
from reports.stats.estimates import domain_mean
from tests.oracles.cases import Case
from tests.oracles.kinds import means, toplines
from tests.oracles.kinds.shares import pair
from tests.oracles.tables import Table, Unreadable


def wave_column(case: Case) -> str:
    """Named by the case, or by another of the data set."""
    for each in (case, *case.dataset.cases()):
        if "wave" in each.input:
            return str(each.input["wave"])
    raise Unreadable("no case names the column of the wave")


def series(case: Case) -> list[dict[str, Any]]:
    """Variables that hold nothing but 0 and 1 are shares, the others means."""
    table, name = case.table, wave_column(case)
    result = []
    for wave in case.many("waves"):
        rows = table.take(table[name].equals(wave))
        result.append(
            {"wave": wave, "n": rows.n} | {v: _block(table, rows, v) for v in case.many("variables")}
        )
    return result


def _block(table: Table, rows: Table, variable: str) -> dict[str, Any]:
    if set(table[variable].texts) <= {"", "0", "1"}:
        return toplines.of_column(rows[variable], [0, 1])
    return means.of_numbers(rows[variable].numbers)


def unweighted_changes(case: Case) -> list[dict[str, Any]]:
    """Which variable changes from when to when is named by the expected list."""
    table, name = case.table, wave_column(case)
    event = case.input.get("event", 1)
    result = []
    for each in case.expected:
        variable = table[each["variable"]]
        (x1, n1), (x2, n2) = (
            (
                int((variable.equals(event) & variable.present & rows).sum()),
                int((variable.present & rows).sum()),
            )
            for rows in (table[name].equals(each["from"]), table[name].equals(each["to"]))
        )
        found = waves.share_change(x1, n1, x2, n2)
        result.append(
            {
                "variable": each["variable"],
                "from": each["from"],
                "to": each["to"],
                "x1": x1,
                "n1": n1,
                "x2": x2,
                "n2": n2,
                "p1": found.earlier,
                "p2": found.later,
                "change": found.change,
                "se_unpooled": found.se,
                "ci_wald": pair(found.wald),
                "ci_newcombe": pair(found.newcombe),
                "z_pooled": found.z,
                "p_pooled": found.p,
                "p_unpooled": found.p_unpooled,
            }
        )
    return result


def weighted_changes(case: Case) -> list[dict[str, Any]]:
    table, name = case.table, wave_column(case)
    result = []
    for each in case.expected:
        row: dict[str, Any] = {"from": each["from"], "to": each["to"]}
        both = [table.take(table[name].equals(each[end])) for end in ("from", "to")]
        for variable in (key for key in each if key not in row):
            earlier, later = (
                domain_mean(rows[variable].numbers, rows[variable].present, case.design_of(rows))
                for rows in both
            )
            assert earlier is not None
            assert later is not None
            found = waves.weighted_change(earlier, later)
            row[variable] = {
                "est_from": earlier.value,
                "est_to": later.value,
                "se_from": earlier.se,
                "se_to": later.se,
                "change": found.change,
                "se": found.se,
                "df": found.df,
                "ci_t": pair(found.interval),
                "ci_z": pair(found.normal_interval),
                "p_t": found.p,
                "p_z": found.p_normal,
            }
        result.append(row)
    return result


def trend(case: Case) -> dict[str, Any]:
    """Tests are named by their keys: `lm_<y>_on_<x>`, `logit_<y>_on_<x>`; Cochran–Armitage is of the
    logit's y unless the input names a variable.
    """
    table, wave = case.table, wave_column(case)
    result: dict[str, Any] = {}
    shares = [case.input["variable"]] if "variable" in case.input else []
    for key in case.expected:
        if match := re.fullmatch(r"(lm|logit)_(.+)_on_(.+)", key):
            y, x = table[match[2]].numbers, table[match[3]].numbers
            found = trends.line(y, x) if match[1] == "lm" else trends.logistic_line(y, x)
            statistic = {"t" if match[1] == "lm" else "z": found.statistic}
            result[key] = {"slope": found.slope, "se": found.se, **statistic, "p": found.p}
            shares += [match[2]] if match[1] == "logit" else []
    if shares:
        result["cochran_armitage"] = _armitage(table, shares[0], wave)
    return result


def _armitage(table: Table, variable: str, wave: str) -> dict[str, Any] | None:
    y, x = table[variable].numbers, table[wave].numbers
    scores = np.unique(x[~np.isnan(x)])
    present = ~np.isnan(y)
    sizes = [int((present & (x == s)).sum()) for s in scores]
    counts = [int((y[x == s] == 1).sum()) for s in scores]
    found = trends.cochran_armitage(counts, sizes, scores)
    return found and {"x2": found.x2, "df": found.df, "p": found.p}
