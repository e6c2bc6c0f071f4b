"""Answers to the project's own questionnaire: bases, grids, rankings, scores, the experiment.

Codes below 0 are missing. What a case calls a question is looked up in the questionnaire that comes along.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from reports.stats import grids, proportions, ranking, tabulate
from reports.stats.arrays import Floats
from reports.stats.groups import mean_of_values
from reports.stats.means import welch
from surveys.logic import instrument, scoring
from surveys.logic.definition import NOT_REACHED, Definition
from surveys.logic.scoring.steps import Scale, Score, valid
from tests.oracles import comparing
from tests.oracles.cases import Case
from tests.oracles.kinds import crosstabs, means, scales, toplines
from tests.oracles.kinds.selections import limits
from tests.oracles.kinds.shares import pair
from tests.oracles.tables import Column, Table, Unreadable

INSTRUMENT = Path(__file__).parents[3] / "surveys" / "instrument" / "work_personal_online.yaml"


@cache
def definition() -> Definition:
    return instrument.to_definition(instrument.load_text(INSTRUMENT.read_text("utf-8")))


def respondents(table: Table) -> list[dict[str, int | str]]:
    """As the survey encodes them: numbers, except for the factors of an experiment; a blank factor was
    not reached.
    """
    columns: dict[str, list[int | str]] = {}
    for name, column in table.columns.items():
        if column.is_numeric and column.present.all():
            columns[name] = [int(float(text)) for text in column.texts]
        else:
            columns[name] = [text or NOT_REACHED for text in column.texts]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


_scored: dict[int, list[dict[str, Score]]] = {}


def scores(table: Table) -> list[dict[str, Score]]:
    """One a respondent; worked out once for a table."""
    if id(table) not in _scored:
        _scored.clear()
        _scored[id(table)] = [scoring.score(definition(), each) for each in respondents(table)]
    return _scored[id(table)]


def numbers(table: Table, name: str) -> Floats:
    """A derived number, NaN where missing."""
    values = [each[name] for each in scores(table)]
    return np.array([v if isinstance(v, int | float) else np.nan for v in values], np.float64)


def texts(table: Table, name: str) -> Column:
    """A derived group."""
    return Column([v if isinstance(v, str) else "" for v in (each[name] for each in scores(table))], name)


def _codes(table: Table, name: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    return table[name].numbers.astype(np.int64)


def bases(case: Case) -> dict[str, Any]:
    histogram = tabulate.histogram(_codes(case.table, case.input["variable"]))
    found = tabulate.bases(histogram)
    return {
        "variable": case.input["variable"],
        "n_file": found.file,
        "n_not_asked": found.not_asked,
        "n_not_reached": found.not_reached,
        "n_asked": found.asked,
        "n_no_answer": found.no_answer,
        "n_explicit": found.explicit,
        "n_valid": found.valid,
        "pct_asked": {str(code): 100 * share for code, share in tabulate.topline(histogram).items()},
        "pct_valid": {str(code): 100 * share for code, share in tabulate.valid_shares(histogram).items()},
    }


def several_answers(case: Case) -> dict[str, Any]:
    """The base of the question is that of any of its columns; exclusive options are no selections."""
    question = definition().question(case.input["question"])
    names = [f"{question.id}__{option.code}" for option in question.options]
    columns = np.column_stack([_codes(case.table, name) for name in names])
    found = tabulate.bases(tabulate.histogram(columns[:, 0]))
    base = columns[columns[:, 0] >= 0]
    is_selection = np.array([not option.exclusive for option in question.options])
    options = []
    for option, count in zip(question.options, (int(c) for c in base.sum(axis=0)), strict=True):
        share = proportions.proportion(count, len(base))
        assert share is not None
        options.append(
            {
                "option": option.code,
                "count": count,
                "pct_respondents": 100 * share.value,
                "wilson": limits(share),
            }
        )
    return {
        "n_file": found.file,
        "n_not_asked": found.not_asked,
        "n_no_answer": found.no_answer,
        "n_not_reached": found.not_reached,
        "n_base": found.valid,
        "options": options,
        "mean_selected": float(base[:, is_selection].sum()) / len(base),
    }


def grid(case: Case) -> list[dict[str, Any]]:
    question = definition().question(case.input["question"])
    columns = [column.code for column in question.columns if column.missing is None]
    [outside] = [column.code for column in question.columns if column.missing is not None]
    result = []
    for row in question.rows:
        name = f"{question.id}__{row.code}__"
        chosen = np.column_stack([_codes(case.table, name + code) for code in columns])
        found = grids.grid_row(chosen, _codes(case.table, name + outside))
        cells = zip(columns, found.counts, found.cells, strict=True)
        result.append(
            {
                "row": row.code,
                "n_base": found.n,
                "cells": [
                    {"col": code, "count": count, "pct": share and 100 * share.value}
                    for code, count, share in cells
                ],
            }
        )
    return result


def partial_ranking(case: Case) -> dict[str, Any]:
    names = [option.code for option in definition().question(case.input["question"]).options]
    columns = np.column_stack([_codes(case.table, f"{case.input['question']}__{name}") for name in names])
    ranks = columns[columns[:, 0] >= 0]
    items = []
    for place, name in enumerate(names):
        found = ranking.ranked(ranking.ranked_counts(ranks, place, case.input["m"]), case.input["k"])
        assert found is not None
        items.append(
            {
                "item": name,
                "share_ranked": found.share_ranked,
                "share_first": found.share_first,
                "mean_rank_if_ranked": found.mean_rank,
                "points_3_2_1": found.points,
                "borda_mean": found.borda_mean,
                "borda_0_100": found.borda,
            }
        )
    return {"n": int((ranks > 0).any(axis=1).sum()), "items": items}


def derived(case: Case) -> dict[str, Any]:
    """Scores over everybody and within the groups of another derived variable."""
    name, by = case.input["variable"], case.input["by"]
    values = numbers(case.whole, name)
    _same_scores(case, name, values)
    values = values[case.rows]
    groups = texts(case.whole, by).take(case.rows)
    result = {"overall": means.of_numbers(values)}
    for key in case.expected:
        if key != "overall":
            result[key] = means.of_numbers(values[groups.equals(key)])
    return result


def _same_scores(case: Case, name: str, values: Floats) -> None:
    beside = case.beside(case.input["scores_file"])[name].numbers
    if not comparing.column_agrees(beside, values, comparing.FLOOR, comparing.DEFAULT):
        case.failures.append(f"{case.input['scores_file']}: {name} is not the computed score")


def derived_groups(case: Case) -> dict[str, Any]:
    name = case.input["variable"]
    column = texts(case.whole, name)
    if case.beside(case.input["scores_file"])[name].texts != column.texts:
        case.failures.append(f"{case.input['scores_file']}: {name} is not the computed group")
    borderline = [
        each.get(f"{name}_borderline")
        for each, kept in zip(scores(case.whole), case.rows, strict=True)
        if kept
    ]
    levels = [each["level"] for each in case.expected["levels"]]
    return {
        **toplines.of_column(column.take(case.rows), levels),
        "n_borderline": sum(value == 1 for value in borderline),
    }


def scale_reliability(case: Case) -> dict[str, Any]:
    """Items keyed and recoded as the score has them."""
    found = [step for step in scoring.compiled(definition()).steps if step.id == case.input["scale"]]
    if not found or not isinstance(found[0], Scale):
        raise Unreadable(f"{case.input['scale']} is no scale")
    step = found[0]
    items = np.array([_worth(step, each) for each in respondents(case.table)], np.float64)
    is_reversed = np.array([reverse for _, reverse in step.items])
    keyed = np.where(is_reversed[None, :], step.low + step.high - items, items)
    return scales.of_items(keyed, [name for name, _ in step.items])


def _worth(step: Scale, answers: dict[str, int | str]) -> list[float]:
    found = []
    for name, _ in step.items:
        value = answers[name]
        worth = step.recode[value] if value in step.recode else valid(answers, name)
        found.append(np.nan if worth is None else float(worth))
    return found


def vignette(case: Case) -> dict[str, Any]:
    """Cells of the experiment, and the main effect that a key names, by Welch's test."""
    question = definition().question(case.input["variable"])
    table = case.table
    code = _codes(table, question.id)
    event = re.match(r"value>=(\d+)", case.input["event"])
    if event is None:
        raise Unreadable(f"cannot read the event {case.input['event']!r}")
    (first, rows), (second, columns) = question.factors.items()
    cells = []
    for column in columns:
        for row in rows:
            values = code[table[first].equals(row) & table[second].equals(column) & (code >= 0)]
            found = mean_of_values(values.astype(np.float64))
            assert found is not None
            cells.append(
                {
                    first: row,
                    second: column,
                    "n": found.n,
                    "mean": found.value,
                    "sd": found.sd,
                    "share_problem": float((values >= int(event[1])).mean()),
                }
            )
    result: dict[str, Any] = {"cells": cells}
    for key in case.expected:
        if match := re.fullmatch(r"main_effect_(\w+?)_minus_(\w+)", key):
            result[key] = _effect(table, code, question.factors, match[1], match[2])
    return result


def _effect(table: Table, code: Any, factors: Any, higher: str, lower: str) -> dict[str, Any]:
    [factor] = [name for name, levels in factors.items() if {higher, lower} <= set(levels)]
    a, b = (
        mean_of_values(code[table[factor].equals(level) & (code >= 0)].astype(np.float64))
        for level in (higher, lower)
    )
    assert a is not None
    assert b is not None
    found = welch(a, b)
    assert found is not None
    return {
        "diff": found.difference,
        "t": found.t,
        "df": found.df,
        "p": found.p,
        "ci": pair((found.lo, found.hi)),
    }


def crosstab(case: Case) -> dict[str, Any]:
    """Rows are an answer, columns a derived group or an answer; missing codes stand outside."""

    def answers(name: str) -> Column:
        if name not in case.table.columns:
            return texts(case.table, name)
        column = case.table[name]
        if not column.is_numeric:
            return column
        return Column(["" if value < 0 else f"{value:g}" for value in column.numbers], name)

    return crosstabs.of_columns(answers(case.input["row"]), answers(case.input["col"]), case, False)
