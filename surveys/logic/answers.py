"""The shape of an answer, whatever stands in the store: what does not fit the question now is left out."""

import math
from collections.abc import Mapping
from typing import Any

from surveys.logic.definition import Definition, Question
from surveys.logic.piping import columns, rows


def specify_key(question_id: str, code: str) -> str:
    """Key of the text typed beside an option, in answers and as a field name."""
    return f"{question_id}__{code}__text"


def cleaned(d: Definition, q: Question, value: Any, effective: Mapping[str, Any]) -> Any:
    """The answer as far as it fits the question, given the effective answers before it; None if nothing does.

    Unknown options, rows that are not shown and numbers out of range are dropped; choices come in
    questionnaire order.
    """
    return _CLEANERS[q.type](d, q, value, effective)


def texts_beside(q: Question, value: Any, answers: Mapping[str, Any]) -> dict[str, str]:
    """The texts typed beside the chosen options, under their keys."""
    kept = {}
    for option in q.specified:
        if value == option.code or (isinstance(value, list) and option.code in value):
            text = answers.get(specify_key(q.id, option.code))
            if isinstance(text, str) and text:
                kept[specify_key(q.id, option.code)] = text
    return kept


def answer_keys(q: Question) -> tuple[str, ...]:
    """Every key under which answers to this question may stand."""
    return (q.id, *(specify_key(q.id, option.code) for option in q.specified))


def _one(d: Definition, q: Question, value: Any, effective: Mapping[str, Any]) -> Any:
    return value if isinstance(value, str) and value in q.codes else None


def _several(d: Definition, q: Question, value: Any, effective: Mapping[str, Any]) -> Any:
    if not isinstance(value, list):
        return None
    return [option.code for option in q.options if option.code in value] or None


def _one_per_row(d: Definition, q: Question, value: Any, effective: Mapping[str, Any]) -> Any:
    if not isinstance(value, Mapping):
        return None
    codes = {option.code for option in q.options}
    found = {row.code: value.get(row.code) for row in rows(d, q, effective)}
    return {row: code for row, code in found.items() if isinstance(code, str) and code in codes} or None


def _several_per_row(d: Definition, q: Question, value: Any, effective: Mapping[str, Any]) -> Any:
    if not isinstance(value, Mapping):
        return None
    codes = [column.code for column in columns(d, q, effective)]
    found = {row.code: value.get(row.code) for row in rows(d, q, effective)}
    chosen = {
        row: [c for c in codes if c in picked] for row, picked in found.items() if isinstance(picked, list)
    }
    return {row: picked for row, picked in chosen.items() if picked} or None


def _ranked(d: Definition, q: Question, value: Any, effective: Mapping[str, Any]) -> Any:
    if not isinstance(value, list):
        return None
    known = {option.code for option in q.options}
    kept = dict.fromkeys(code for code in value if isinstance(code, str) and code in known)
    return list(kept)[: q.top] or None


def _amount(d: Definition, q: Question, value: Any, effective: Mapping[str, Any]) -> Any:
    return value if fits(q, value) else None


def fits(q: Question, value: Any) -> bool:
    """True for a number that this slider or number question can take."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    if q.minimum is None or q.maximum is None or not q.minimum <= value <= q.maximum:
        return False
    if q.integer and not isinstance(value, int):
        return False
    return q.step is None or (value - q.minimum) % q.step == 0


def _written(d: Definition, q: Question, value: Any, effective: Mapping[str, Any]) -> Any:
    return value if isinstance(value, str) and value else None


_CLEANERS = {
    "single": _one,
    "vignette": _one,
    "multi": _several,
    "matrix_single": _one_per_row,
    "matrix_multi": _several_per_row,
    "ranking": _ranked,
    "slider": _amount,
    "number": _amount,
    "text": _written,
}
