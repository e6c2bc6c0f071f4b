"""Cross-tabulations, weighted and not, with their tests."""

from typing import Any

import numpy as np

from reports.stats import cells as weighted
from reports.stats import column_tests, fisher, presentation, rao_scott, tabulate
from reports.stats.arrays import Ints
from reports.stats.cells import Cells
from reports.stats.distributions import chi2_tail
from reports.stats.independence import independence
from tests.oracles.cases import Case
from tests.oracles.kinds.shares import share, tests_by_row
from tests.oracles.tables import Column


def unweighted(case: Case) -> dict[str, Any]:
    table = case.table
    return of_columns(table[case.input["row"]], table[case.input["col"]], case, "fisher_p" in case.expected)


def of_columns(row: Column, column: Column, case: Case, is_fisher: bool) -> dict[str, Any]:
    rows, columns = case.many("rows"), case.many("cols")
    i, j = row.places(rows), column.places(columns)
    inside = (i >= 0) & (j >= 0)
    counts = np.zeros((len(rows), len(columns)), np.int64)
    np.add.at(counts, (i[inside], j[inside]), 1)
    found = tabulate.crosstab(counts)
    result: dict[str, Any] = {
        "rows": rows,
        "cols": columns,
        "n": found.n,
        "n_excluded": int((~(row.present & column.present)).sum()),
        "counts": counts.tolist(),
        "col_n": list(found.column_n),
        "row_n": list(found.row_n),
        "col_prop": found.column_shares,
        "row_prop": found.row_shares,
        "total_prop": found.total_shares,
        "row_margin_prop": [n / found.n for n in found.row_n],
        **_independence(counts),
        "column_tests": tests_by_row(
            column_tests.unweighted_pairs(counts, found.column_n, minimum=1), rows, columns, False
        ),
    }
    if is_fisher:
        result["fisher_p"] = fisher.fisher(counts)
    return result


def _independence(counts: Ints) -> dict[str, Any]:
    """Where a row or a column is empty R has no X², but a G, of as many degrees of freedom as the table
    has.
    """
    rows, columns = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    test = independence(counts[rows][:, columns])
    is_full = bool(rows.all() and columns.all())
    expected, residuals = np.zeros(counts.shape), np.full(counts.shape, np.nan)
    expected[np.ix_(rows, columns)] = test.expected
    residuals[np.ix_(rows, columns)] = test.adjusted_residuals
    df = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    yates = {"x2": test.yates_x2, "p": test.yates_p}
    return {
        "chisq": {
            "x2": test.x2 if is_full else None,
            "df": df,
            "p": test.p if is_full else None,
            "min_expected": float(expected.min()),
            "n_expected_lt5": int((expected < 5).sum()),
            "yates_2x2": yates if is_full and test.yates_x2 is not None else None,
        },
        "g_test": {"g": test.g, "p": test.p_g if is_full else chi2_tail(test.g, df)},
        "cramers_v": test.cramers_v if is_full else None,
        "cramers_v_bias_corrected": test.cramers_v_corrected if is_full else None,
        "contingency_c": test.contingency_c if is_full else None,
        "expected": expected.tolist(),
        "adjusted_residuals": residuals.tolist(),
    }


def cells_of(case: Case, rows: list[Any], columns: list[Any]) -> Cells:
    table = case.table
    return weighted.from_rows(
        table[case.input["row"]].places(rows),
        table[case.input["col"]].places(columns),
        (len(rows), len(columns)),
        case.design_of(table),
    )


def of_a_design(case: Case) -> dict[str, Any]:
    rows, columns = case.many("rows"), case.many("cols")
    found = cells_of(case, rows, columns)
    test = rao_scott.rao_scott(found)
    by_column = found.totals.sum(axis=0)
    result: dict[str, Any] = {
        "rows": rows,
        "cols": columns,
        "n": found.n,
        "wtable": found.totals.tolist(),
        "row_prop": (found.totals / found.totals.sum(axis=1, keepdims=True)).tolist(),
        "columns": [
            {
                "col": name,
                "n": int(found.counts[:, j].sum()),
                "sum_w": float(by_column[j]),
                "kish_neff": weighted.column_kish_n_eff(found, j),
                "kish_deff": weighted.column_kish_deff(found, j),
                "col_share": float(by_column[j] / by_column.sum()),
                "levels": [{"level": level, **share(found, i, j)} for i, level in enumerate(rows)],
            }
            for j, name in enumerate(columns)
        ],
        "pearson_weighted": {"x2": test.x2, "df": test.df},
        "cramers_v_weighted": test.cramers_v,
        "rao_scott_F": {"F": test.f, "ndf": test.df1, "ddf": test.df2, "p": test.p},
        "rao_scott_chisq": {
            "x2": test.x2,
            "df": test.df,
            "p": test.p_first_order,
            "mean_generalised_deff": test.mean_deff,
        },
        "column_tests": tests_by_row(column_tests.weighted_pairs(found, minimum=1), rows, columns, True),
    }
    if "adj_wald" in case.expected and (wald := rao_scott.adjusted_wald(found)) is not None:
        result["adj_wald"] = {"F": wald.f, "ndf": wald.df1, "ddf": wald.df2, "p": wald.p}
    return result


def presentation_rule(case: Case) -> list[dict[str, Any]]:
    """Levels are those of the data set's list, columns in the same way."""
    levels = case.dataset.meta["levels"]
    rows, columns = levels[case.input["row"]], levels[case.input["col"]]
    found = cells_of(case, rows, columns)
    result = []
    for j, column in enumerate(columns):
        for i, row in enumerate(rows):
            each = weighted.share(found, i, j)
            assert each is not None
            decided = presentation.presentation(each.value, each.se, each.n, each.df)
            result.append(
                {
                    "col": column,
                    "row": row,
                    "n": each.n,
                    "n_eff": decided.n_eff,
                    "prop": each.value,
                    "kg_lo": decided.lo,
                    "kg_hi": decided.hi,
                    "abs_width": decided.width,
                    "rel_width": decided.relative_width,
                    "decision": decided.decision,
                }
            )
    return result
