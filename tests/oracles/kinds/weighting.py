"""Weights: their summary, raking, trimming."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from reports.stats import calibration, raking, trimming, weights
from reports.stats.arrays import Floats
from reports.stats.design import Design
from reports.stats.estimates import domain_mean, domain_total
from reports.stats.raking import Margin, NotConverged
from tests.oracles import comparing
from tests.oracles.cases import Case, design_from
from tests.oracles.kinds import toplines
from tests.oracles.kinds.shares import share
from tests.oracles.tables import Table

#: Tight, so that what is left of the margins is far below what is compared.
TIGHT = 1e-14


def summary(case: Case) -> dict[str, Any]:
    return of_weights(_weights(case))


def _weights(case: Case) -> Floats:
    """The column that the input names, scaled if it says so."""
    name, *words = str(case.input["weight"]).split()
    w = case.table[name].numbers
    if not words:
        return w
    if words != ["scaled", "to", "mean", "1"]:
        raise ValueError(f"cannot read the weight {case.input['weight']!r}")
    return w / w.mean()


def of_weights(w: Floats) -> dict[str, Any]:
    found = weights.summary(w)
    return {
        "n": found.n,
        "sum": found.total,
        "min": found.low,
        "max": found.high,
        "mean": found.mean,
        "sd": found.sd,
        "cv": found.cv,
        "cv_pop": found.cv_population,
        "kish_deff": found.kish_deff,
        "kish_neff": found.kish_n_eff,
        "efficiency": found.efficiency,
        "quantiles": {f"p{round(100 * q):02d}": value for q, value in found.quantiles.items()},
        "first10": w[:10].tolist(),
    }


def trim(case: Case) -> dict[str, Any]:
    return of_weights(trimming.trim_strict(_weights(case), case.input["lower"], case.input["upper"]))


def rake(case: Case) -> dict[str, Any]:
    """Everything a case of raking may expect, named by its keys."""
    table = case.table
    counts = case.input.get("targets_counts")
    targets: Mapping[str, Mapping[str, float]] = counts or case.input["targets"]
    margins = [_margin(table, name, shares) for name, shares in targets.items()]
    start = _start(case, table)
    plain = raking.rake(start, margins, TIGHT, most=5000).weights
    scale = float(sum(next(iter(counts.values())).values())) / table.n if counts else 1.0
    cap = case.input.get("cap")
    final, rounds = (plain, None) if cap is None else _capped(start, margins, float(cap))
    _compare_files(case, table, final, 1e-6 if cap else comparing.RAKED)
    result: dict[str, Any] = {
        **of_weights(final * scale),
        "iterations": rounds,
        "weights": (final * scale).tolist(),
    }
    if "max_abs_diff_vs_calibrate_raking" in case.expected:
        other = calibration.exponential(start, margins)
        result["max_abs_diff_vs_calibrate_raking"] = float(np.abs(plain - other).max())
    result["achieved"] = [
        dict(zip(shares, raking.achieved(final, m).tolist(), strict=True))
        for shares, m in zip(targets.values(), margins, strict=True)
    ]
    result["untrimmed"] = of_weights(plain)
    for key in case.expected:
        if (named := _named(case, key, table, start, margins, plain, final * scale)) is not None:
            result[key] = named
    return result


def _margin(table: Table, name: str, shares: Mapping[str, float]) -> Margin:
    return raking.margin(name, table[name].places(list(shares)), raking.as_shares(shares))


def _start(case: Case, table: Table) -> Floats:
    name = case.input.get("start_weight", "none")
    return np.ones(table.n) if name == "none" else table[name].numbers


def _capped(start: Floats, margins: list[Margin], cap: float) -> tuple[Floats, int]:
    """Where cap and margins cannot both hold, the reference keeps the capped weights that no longer move."""
    try:
        found = trimming.rake_capped(start, margins, cap, tolerance=TIGHT)
    except NotConverged as error:
        return error.reached, error.iterations
    return found.weights, found.iterations


def _compare_files(case: Case, table: Table, final: Floats, tolerance: float) -> None:
    """The expected weights stand in a file beside or in a column of the data."""
    if (name := case.input.get("weights_file")) is not None:
        _compare(case, name, case.beside(name)["weight"].numbers, final, tolerance)
    if (words := case.input.get("weights_column")) is not None:
        name = str(words).split()[0]
        _compare(case, name, table[name].numbers, final, tolerance)


def _compare(case: Case, name: str, expected: Floats, found: Floats, tolerance: float) -> None:
    if not comparing.column_agrees(expected, found, tolerance):
        case.failures.append(f"{name}: the weights are not the computed ones")


def _named(
    case: Case, key: str, table: Table, start: Floats, margins: list[Margin], plain: Floats, scaled: Floats
) -> Any:
    """A part whose key names a variable, a trimming or a cap; None for other keys."""
    everybody = np.ones(table.n, np.bool_)
    if key == "trim_quantile_1_99":
        return of_weights(trimming.trim_quantiles(plain))
    if match := re.fullmatch(r"iter_trim_cap([\d.]+)", key):
        w, rounds = _capped(start, margins, float(match[1]))
        name = case.expected[key].get("file")
        if name is not None:
            _compare(case, name, case.beside(name)["weight"].numbers, w, comparing.CAPPED)
        return {**of_weights(w), "iterations": rounds, "file": name}
    if match := re.fullmatch(r"topline_(.+)_fixed_weights", key):
        levels = [each["level"] for each in case.expected[key]["levels"]]
        column = table[match[1]]
        return toplines.topline(
            column,
            levels,
            everybody,
            design_from({}, table, plain),
            lambda base: design_from({}, table.take(base), plain[base]),
            False,
        )
    if match := re.fullmatch(r"topline_(.+)_calibrated_se", key):
        levels = [each["level"] for each in case.expected[key]]
        return _calibrated_topline(case, table, match[1], levels, margins, scaled)
    if match := re.fullmatch(r"(mean|se|total)_(.+?)(_calibrated)?", key):
        return _of_variable(case, table, match[1], match[2], margins, scaled)
    return None


def _calibrated_topline(
    case: Case, table: Table, variable: str, levels: list[Any], margins: list[Margin], w: Floats
) -> list[dict[str, Any]]:
    column, design = table[variable], case.shared_design(table, w)
    found = toplines.one_column(column, levels, column.present, design)
    return [
        {
            "level": level,
            "prop": share(found, i, 0)["prop"],
            "se": calibration.calibrated_se(
                column.equals(level).astype(np.float64), column.present, design, margins
            ),
        }
        for i, level in enumerate(levels)
    ]


def _of_variable(
    case: Case, table: Table, what: str, variable: str, margins: list[Margin], w: Floats
) -> float | None:
    column, design = table[variable], case.shared_design(table, w)
    return _ESTIMATES[what](column.numbers, column.present, design, margins)


def _mean(x: Floats, base: Any, design: Design, margins: list[Margin]) -> float | None:
    found = domain_mean(x, base, design)
    return found and found.value


_ESTIMATES: dict[str, Any] = {
    "mean": _mean,
    "se": calibration.calibrated_se,
    "total": lambda x, base, design, margins: domain_total(x, base, design)[0],
}
