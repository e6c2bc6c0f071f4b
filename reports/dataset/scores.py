"""Scores and bands of a block of rows at once, equal to `surveys.logic.scoring` row by row.

The sums run over the items in the same order as there, so that also the last bit is the same: a score may lie
right on a cut. A missing score is NaN, a missing category −2.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.columns import bin_name
from reports.stats.bins import BINS
from surveys.logic import scoring
from surveys.logic.definition import NO_ANSWER, Band, Definition
from surveys.logic.scoring import steps

Values = NDArray[Any]
Columns = Mapping[str, Values]
Floats = NDArray[np.float64]
SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">=": np.greater_equal,
    ">": np.greater,
    "<=": np.less_equal,
    "<": np.less,
}


class Unknown(TypeError):
    """A way of making a score that is not written down here."""


def score_columns(d: Definition, answers: Columns) -> dict[str, Values]:
    """The columns of derived variables and bands, from those of the answers. Raise Unknown."""
    scores: dict[str, Floats] = {}
    out: dict[str, Values] = {}
    for entry, step in zip(d.derived, scoring.compiled(d).steps, strict=True):
        name = step.id
        match step:
            case steps.Grouping():
                out[name] = _grouped(d, step, answers)
            case steps.Typology():
                out |= _typed(d, step, scores)
            case _:
                scores[name] = out[name] = _number(step, answers, scores)
        if "range" in entry and name in scores:
            out[bin_name(name)] = _binned(scores[name], *entry["range"])
    for name, (source, is_score, bands) in scoring.compiled(d).bands.items():
        values = scores[source] if is_score else _valid(answers[source])
        missing = NO_ANSWER if is_score else _why(answers[source])
        out[name] = _banded(values, bands, missing)
    return out


def _number(step: steps.Step, answers: Columns, scores: Mapping[str, Floats]) -> Floats:
    match step:
        case steps.Scale():
            return _scale(step, answers)
        case steps.Composite():
            return _mean([_component(each, answers, scores) for each in step.components], step.min_valid)
        case steps.Difference():
            return scores[step.plus] - scores[step.minus]
        case steps.Mixing():
            return _mixing(step, answers)
        case steps.Count():
            return _count(step, answers)
    raise Unknown(type(step).__name__)


def _valid(values: Values) -> Floats:
    return np.where(values >= 0, values, np.nan).astype(np.float64)


def _why(values: Values) -> Values:
    """Why a value made of these is missing: their own reason, or that it fits no group."""
    return np.where(values < 0, values, NO_ANSWER)


def _mean(items: Sequence[Floats], least: int) -> Floats:
    """Of those that are there, if they are enough."""
    total, count = np.zeros_like(items[0]), np.zeros(len(items[0]))
    for each in items:
        there = ~np.isnan(each)
        total = np.where(there, total + np.where(there, each, 0), total)
        count += there
    return np.where((count >= max(least, 1)), total / np.maximum(count, 1), np.nan)


def _scale(step: steps.Scale, answers: Columns) -> Floats:
    items = []
    for variable, is_reversed in step.items:
        values = answers[variable]
        worth = _valid(values)
        for value, counts in step.recode.items():
            worth = np.where(values == value, np.nan if counts is None else counts, worth)
        items.append(step.low + step.high - worth if is_reversed else worth)
    return 100 * (_mean(items, step.min_valid) - step.low) / (step.high - step.low)


def _component(
    step: steps.Spread | steps.Practice | steps.Same, answers: Columns, scores: Mapping[str, Floats]
) -> Floats:
    if isinstance(step, steps.Same):
        return scores[step.score]
    if isinstance(step, steps.Spread):
        apart = [np.abs(_valid(answers[name]) - step.middle) / step.reach for name in step.variables]
        return 100 * _mean(apart, 1)
    worth = []
    for name in step.variables:
        found = np.full(len(answers[name]), np.nan)
        for value, practice in step.worth.items():
            found = np.where((answers[name] == value) & (answers[name] >= 0), practice, found)
        worth.append(found)
    return _mean(worth, step.min_valid)


def _mixing(step: steps.Mixing, answers: Columns) -> Floats:
    length = len(answers[f"{step.rows[0][0]}__{step.rows[0][2][0]}"])
    used, mixed, answered = np.zeros(length), np.zeros(length), np.zeros(length)
    for row, _, columns in step.rows:
        answered += np.any([answers[f"{row}__{column}"] == 1 for column in columns], axis=0)
    for place in step.places:
        met = [(domain, answers[f"{row}__{place}"] == 1) for row, domain, _ in step.rows]
        work = np.any([bit for domain, bit in met if domain == "work"], axis=0)
        private = np.any([bit for domain, bit in met if domain == "private"], axis=0)
        used += np.any([bit for _, bit in met], axis=0)
        mixed += work & private
    enough = (answered >= step.min_rows) & (used > 0)
    return np.where(enough, 100 * mixed / np.maximum(used, 1), np.nan)


def _count(step: steps.Count, answers: Columns) -> Floats:
    total = np.zeros(len(next(iter(answers.values()))))
    refused = np.zeros(len(total), np.bool_)
    for name in step.variables:
        total += answers[name] == 1
        refused |= answers[name.rpartition("__")[0]] < 0
    for name in step.explicit_missing:
        refused |= answers[name] == 1
    return np.where(refused, np.nan, total)


def _grouped(d: Definition, step: steps.Grouping, answers: Columns) -> Values:
    codes = [code for code, _ in scoring.levels(d, step.id)]
    values = answers[step.variable]
    out = _why(values)
    for value, group in step.group_of.items():
        out = np.where(values == value, codes.index(group), out)
    return out


def _typed(d: Definition, step: steps.Typology, scores: Mapping[str, Floats]) -> dict[str, Values]:
    codes = [code for code, _ in scoring.levels(d, step.id)]
    known = np.all([~np.isnan(scores[need]) for need in step.needs], axis=0)
    found = np.full(len(known), NO_ANSWER)
    for code, comparisons in reversed(step.rules):
        holds = known.copy()
        for each in comparisons:
            holds &= SIGNS[each.sign](scores[each.score], each.bound)
        found = np.where(holds, codes.index(code), found)
    near = np.zeros(len(known), np.bool_)
    for cut in step.near:
        near |= np.abs(scores[cut.score] - cut.cut) < cut.distance
    borderline = np.where(known, near, NO_ANSWER) if step.near else np.full(len(known), NO_ANSWER)
    return {step.id: found, f"{step.id}_borderline": borderline}


def _binned(values: Floats, low: float, high: float) -> Values:
    places = np.floor((values - low) * BINS / (high - low) + 1e-9)
    return np.where(np.isnan(values), NO_ANSWER, np.clip(places, 0, BINS - 1))


def _banded(values: Floats, bands: Sequence[Band], missing: Any) -> Values:
    out = np.broadcast_to(np.asarray(missing), values.shape)
    for place, band in reversed(list(enumerate(bands))):
        holds = ~np.isnan(values)
        for bound, sign in (
            (band.minimum, ">="),
            (band.maximum, "<="),
            (band.min_exclusive, ">"),
            (band.max_exclusive, "<"),
        ):
            if bound is not None:
                holds &= SIGNS[sign](values, bound)
        out = np.where(holds, place, out)
    return out
