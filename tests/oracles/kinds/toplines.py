"""Toplines, and the accounts of bases under them."""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np

from reports.stats import cells as weighted
from reports.stats import intervals, profile, proportions, weights
from reports.stats.arrays import Bools, Floats
from reports.stats.cells import Cells
from reports.stats.design import Design
from tests.oracles import tables
from tests.oracles.cases import Case, design_from
from tests.oracles.kinds.shares import pair, share
from tests.oracles.tables import Column, Table


def unweighted(case: Case) -> dict[str, Any]:
    return of_column(case.table[case.input["variable"]], case.many("levels"))


def of_column(column: Column, levels: Sequence[Any]) -> dict[str, Any]:
    total, n = len(column.texts), int(column.present.sum())
    return {
        "n_total": total,
        "n_valid": n,
        "n_missing": total - n,
        "pct_missing": 100 * (total - n) / total,
        "levels": [
            _level(level, int((column.equals(level) & column.present).sum()), n, total) for level in levels
        ],
    }


def _level(level: Any, count: int, n: int, total: int) -> dict[str, Any]:
    found = proportions.proportion(count, n)
    assert found is not None
    p = found.value
    return {
        "level": level,
        "count": count,
        "prop": p,
        "se": proportions.standard_error(count, n, n),
        "se_nminus1": proportions.standard_error(count, n, n - 1),
        "prop_of_total": count / total,
        "wilson": pair((found.lo, found.hi)),
        "wald": pair(intervals.wald(count, n)),
        "clopper_pearson": pair(intervals.clopper_pearson(count, n)),
        "agresti_coull": pair(intervals.agresti_coull(count, n)),
        "jeffreys": pair(intervals.jeffreys(count, n)),
    }


def of_a_design(case: Case) -> dict[str, Any]:
    """Weighted, with strata and clusters or without. The filter is routing: the design stays the whole
    file.
    """
    table = case.unfiltered
    asked = tables.mask(table, case.input.get("filter"))
    described = case.input
    if "event" in described:
        return _event(case, table)
    return topline(
        table[described["variable"]],
        case.many("levels"),
        asked,
        case.design_of(table),
        base_design=lambda base: design_from(described, table.take(base)),
        is_likelihood="ci_likelihood" in case.expected["levels"][0],
    )


def topline(
    column: Column,
    levels: Sequence[Any],
    asked: Bools,
    design: Design,
    base_design: Any,
    is_likelihood: bool,
) -> dict[str, Any]:
    base = asked & column.present
    w = design.weights
    found = one_column(column, levels, base, design)
    alone = one_column(column.take(base), levels, np.ones(int(base.sum()), np.bool_), base_design(base))
    return {
        "n_file": len(base),
        "n_asked": int(asked.sum()),
        "n_not_asked": int((~asked).sum()),
        "n_valid": int(base.sum()),
        "n_item_missing": int((asked & ~column.present).sum()),
        "sum_w": float(w[base].sum()),
        "kish_deff": weights.kish_deff(w[base]),
        "kish_neff": weights.kish_n_eff(w[base]),
        "weighted_item_nonresponse": float(w[asked & ~column.present].sum() / w[asked].sum()),
        "df": int(found.df_columns[0]),
        "levels": [
            {
                "level": level,
                **share(found, i, 0),
                **_likelihood(column.equals(level) & base, base, found, i, w, is_likelihood),
                "se_base_as_design": sqrt(alone.variance(alone.gradient(i, 0))),
            }
            for i, level in enumerate(levels)
        ],
    }


def _likelihood(
    yes: Bools, base: Bools, found: Cells, row: int, w: Floats, is_wanted: bool
) -> dict[str, Any]:
    each = weighted.share(found, row, 0)
    if not is_wanted or each is None or each.deff is None:
        return {"ci_likelihood": pair(None)}
    return {"ci_likelihood": pair(profile.interpolated(w[yes], w[base & ~yes], each.se, each.df))}


def one_column(column: Column, levels: Sequence[Any], base: Bools, design: Design) -> Cells:
    """Values of the base that are no level stand in a last row, so that shares are of the whole base."""
    place = np.where(base, column.places(levels, other=True), -1)
    return weighted.from_rows(place, np.where(base, 0, -1), (len(levels) + 1, 1), design)


def _event(case: Case, table: Table) -> dict[str, Any]:
    """A share of one value among all rows that have one, with the degrees of freedom of the whole design:
    no domain was cut out.
    """
    column = table[case.input["variable"]]
    design = case.design_of(table)
    found = one_column(column, [case.input["event"]], column.present, design)
    df = design.degrees(np.ones(table.n, np.bool_))
    return share(replace(found, df_columns=np.array([df], np.int64)), 0, 0)
