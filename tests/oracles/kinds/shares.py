"""What a reference says about one share, and about a row of tests between columns."""

from collections.abc import Sequence
from typing import Any

from reports.stats import cells as weighted
from reports.stats import column_tests, intervals
from reports.stats.cells import Cells
from reports.stats.column_tests import PairTest
from reports.stats.proportions import wilson


def pair(interval: tuple[float, float] | None) -> dict[str, float | None]:
    return {"lo": None, "hi": None} if interval is None else {"lo": interval[0], "hi": interval[1]}


def share(cells: Cells, row: int, column: int) -> dict[str, Any]:
    found = weighted.share(cells, row, column)
    assert found is not None
    p, se, df = found.value, found.se, found.df
    inside = 0.0 < p < 1.0 and se > 0.0
    return {
        "count": found.count,
        "wcount": found.weight,
        "prop": p,
        "se": se,
        "deff": found.deff,
        "deff_formula": found.deff,
        "n_eff": found.n_eff,
        "ci_mean": pair(intervals.symmetric(p, se, df) if inside else None),
        "ci_xlogit": pair(intervals.logit(p, se, df) if inside else None),
        "ci_logit": pair(intervals.logit(p, se, df) if inside else None),
        "ci_asin": pair(intervals.arcsine(p, se, df) if inside else None),
        "ci_beta": pair(intervals.korn_graubard(p, se, found.n, df) if inside else None),
        "ci_wilson_neff": pair(wilson(p, found.n_eff) if inside and found.n_eff else None),
        "ci_wilson_kish": pair(wilson(p, weighted.column_kish_n_eff(cells, column))),
    }


def tests_by_row(
    tests: Sequence[Sequence[PairTest]], rows: Sequence[Any], columns: Sequence[Any], is_weighted: bool
) -> list[dict[str, Any]]:
    result = []
    for name, row, corrected in zip(rows, tests, column_tests.corrected(tests), strict=True):
        written = [
            {
                "a": columns[test.a],
                "b": columns[test.b],
                "diff": test.difference,
                **(_weighted(test) if is_weighted else {"z": test.statistic}),
                "p": test.p,
                "p_holm_row": corrected.holm_row[i],
                "p_bh_row": corrected.bh_row[i],
                "p_bonferroni_row": corrected.bonferroni_row[i],
                "p_holm_table": corrected.holm_page[i],
                "p_bh_table": corrected.bh_page[i],
            }
            for i, test in enumerate(row)
        ]
        result.append(
            {
                "row": name,
                "tests": written,
                "letters_unadjusted": column_tests.letters(row, [t.p for t in row], len(columns)),
                "letters_holm_row": column_tests.letters(row, corrected.holm_row, len(columns)),
                "letters_bh_row": column_tests.letters(row, corrected.bh_row, len(columns)),
            }
        )
    return result


def _weighted(test: PairTest) -> dict[str, Any]:
    return {
        "se": test.se,
        "t": test.statistic,
        "df": test.df,
        "z_kish": test.z_kish,
        "p_kish": test.p_kish,
    }
