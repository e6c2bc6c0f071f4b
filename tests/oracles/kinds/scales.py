"""Scales: their scores and their reliability."""

import re
from typing import Any

import numpy as np

from reports.stats import factor, indices, reliability
from reports.stats.arrays import Floats
from tests.oracles import comparing
from tests.oracles.cases import Case
from tests.oracles.kinds import means
from tests.oracles.kinds.shares import pair


def of_items(items: Floats, names: list[str]) -> dict[str, Any]:
    found = reliability.reliability(items)
    return {
        "n_listwise": found.n,
        "k": found.k,
        "alpha": found.alpha,
        "alpha_standardised": found.standardised,
        "mean_inter_item_r": found.mean_correlation,
        "ci_feldt": pair(found.feldt),
        "omega_total_1factor_ml_std": factor.one_factor(items).omega if found.k > 2 else None,
        "items": [
            {
                "item": name,
                "mean": item.mean,
                "sd": item.sd,
                "item_rest_r": item.rest_correlation,
                "alpha_if_dropped": item.alpha_without,
            }
            for name, item in zip(names, found.items, strict=True)
        ],
    }


def _items(case: Case) -> tuple[Floats, np.ndarray[Any, np.dtype[np.bool_]], list[str]]:
    """Items (n, k), which are reversed ("-" before the name), names."""
    written = case.many("items")
    names = [item.removeprefix("-") for item in written]
    return case.table.matrix(names), np.array([item.startswith("-") for item in written]), names


def index(case: Case) -> dict[str, Any]:
    """The scores themselves are a column of the file beside: one of its columns must agree row by row."""
    raw, is_reversed, names = _items(case)
    low, high = case.input["min"], case.input["max"]
    items = indices.keyed(raw, is_reversed, low, high)
    scores = indices.scale_scores(items, low, high, case.input["min_valid"])
    result: dict[str, Any] = {
        "n_scored": int((~np.isnan(scores)).sum()),
        "n_missing": int(np.isnan(scores).sum()),
        "score": means.of_numbers(scores),
        "reliability": of_items(items, names),
    }
    for key in case.expected:
        if match := re.fullmatch(r"score_min(\d+)", key):
            other = indices.scale_scores(items, low, high, int(match[1]))
            result[key] = means.of_numbers(other)
            result[f"n_scored_min{match[1]}"] = int((~np.isnan(other)).sum())
    if "scores_file" in case.input:
        beside = case.beside(case.input["scores_file"])
        columns = [c.numbers for c in beside.columns.values() if c.is_numeric]
        if not any(comparing.column_agrees(c, scores, comparing.FLOOR, comparing.DEFAULT) for c in columns):
            case.failures.append(f"{case.input['scores_file']}: no column holds the computed scores")
    return result


def pairwise(case: Case) -> dict[str, Any]:
    """The range is not named and does not matter: covariances only see the sign."""
    raw, is_reversed, _ = _items(case)
    found = reliability.pairwise_alpha(np.where(is_reversed[None, :], -raw, raw))
    return {"raw_alpha": found.alpha, "std_alpha": found.standardised}
