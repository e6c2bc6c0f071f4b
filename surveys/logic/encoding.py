"""Answers <-> the numbers of the dataset.

Variables: single, slider, number, text -> id; multi, ranking -> id__code; matrix_single -> id__row;
matrix_multi -> id__row__col; a vignette's factors stand under their own names before it; a text typed
beside an option is id__code__text. Every variable always has a value; what is missing says why (−1 not
asked, −2 no answer, −5 not reached, or the explicit code that the chosen option stands for). Zero is an
answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from surveys.logic.answers import specify_key
from surveys.logic.definition import NO_ANSWER, NOT_ASKED, NOT_REACHED, Definition, Question
from surveys.logic.piping import columns, rows
from surveys.logic.routing import walk

Value = int | float | str


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of the dataset."""

    name: str
    question: str
    row: str
    """Matrix row; for a text, the option it belongs to."""
    column: str
    """Grid column, or option of a multi or ranking question."""
    kind: Literal["code", "bit", "number", "rank", "text", "factor"]
    labels: Mapping[int | str, str] = field(default_factory=dict)
    """Value -> words; bits say what 1 means."""


@lru_cache(maxsize=64)
def variables(d: Definition) -> tuple[Variable, ...]:
    """All columns in questionnaire order."""
    return tuple(variable for q in d.questions for variable in _variables(q))


def _variables(q: Question) -> list[Variable]:
    labels: dict[int | str, str] = {option.value: option.label for option in q.options}
    texts = [
        Variable(specify_key(q.id, option.code), q.id, option.code, "", "text")
        for option in q.options
        if option.specify
    ]
    if q.type == "multi":
        return [_bit(f"{q.id}__{o.code}", q, "", o.code, o.label) for o in q.options] + texts
    if q.type == "ranking":
        places: dict[int | str, str] = {0: "Not ranked"}
        places |= {place: f"Place {place}" for place in range(1, (q.top or 0) + 1)}
        return [Variable(f"{q.id}__{o.code}", q.id, "", o.code, "rank", places) for o in q.options]
    if q.type == "matrix_single":
        return [Variable(f"{q.id}__{row.code}", q.id, row.code, "", "code", labels) for row in q.rows]
    if q.type == "matrix_multi":
        return [
            _bit(f"{q.id}__{r.code}__{c.code}", q, r.code, c.code, c.label) for r in q.rows for c in q.columns
        ]
    if q.type in ("slider", "number"):
        return [Variable(q.id, q.id, "", "", "number", {int(k): label for k, label in q.anchors.items()})]
    if q.type == "text":
        return [Variable(q.id, q.id, "", "", "text")]
    return [*(_factor(q, name) for name in q.factors), Variable(q.id, q.id, "", "", "code", labels), *texts]


def _factor(q: Question, name: str) -> Variable:
    words: dict[int | str, str] = {}
    words.update(q.fills.get(name, {}).items())
    return Variable(name, q.id, "", name, "factor", words)


def _bit(name: str, q: Question, row: str, column: str, label: str) -> Variable:
    return Variable(name, q.id, row, column, "bit", {0: "Not selected", 1: label})


def encode(d: Definition, answers: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, Value]:
    """Variable -> value, in questionnaire order. Only effective answers count.

    Of the state, the saved sections and the drawn cells are used.
    """
    done = walk(d, answers)
    asked = {q.id for q in done.visible}
    saved = set(state.get("saved", ()))
    found: dict[str, Value] = {}
    for q in d.questions:
        if q.id not in asked:
            found |= dict.fromkeys((variable.name for variable in _names(d)[q.id]), NOT_ASKED)
            continue
        blank = NO_ANSWER if q.section in saved else NOT_REACHED
        cell = state.get("cells", {}).get(q.id, {})
        found |= {name: cell.get(name, blank) for name in q.factors}
        found |= _ENCODERS[q.type](d, q, done.effective.get(q.id), blank, done.effective)
        found |= _texts(q, done.effective, blank)
    return found


@lru_cache(maxsize=64)
def _names(d: Definition) -> Mapping[str, tuple[Variable, ...]]:
    return {q.id: tuple(v for v in variables(d) if v.question == q.id) for q in d.questions}


def _texts(q: Question, effective: Mapping[str, Any], blank: int) -> dict[str, Value]:
    """Texts beside options: not asked unless their option is chosen."""
    value = effective.get(q.id)
    found: dict[str, Value] = {}
    for option in q.options:
        if option.specify:
            key = specify_key(q.id, option.code)
            chosen = value == option.code or (isinstance(value, list) and option.code in value)
            unasked = NOT_REACHED if value is None and blank == NOT_REACHED else NOT_ASKED
            found[key] = effective.get(key, blank) if chosen else unasked
    return found


def _code(
    d: Definition, q: Question, value: Any, blank: int, effective: Mapping[str, Any]
) -> dict[str, Value]:
    return {q.id: blank if value is None else _value_of(q)[value]}


def _bits(
    d: Definition, q: Question, value: Any, blank: int, effective: Mapping[str, Any]
) -> dict[str, Value]:
    return {f"{q.id}__{o.code}": blank if value is None else int(o.code in value) for o in q.options}


def _ranks(
    d: Definition, q: Question, value: Any, blank: int, effective: Mapping[str, Any]
) -> dict[str, Value]:
    places = {code: place for place, code in enumerate(value or (), start=1)}
    return {f"{q.id}__{o.code}": blank if value is None else places.get(o.code, 0) for o in q.options}


def _row_codes(
    d: Definition, q: Question, value: Any, blank: int, effective: Mapping[str, Any]
) -> dict[str, Value]:
    shown = {row.code for row in rows(d, q, effective)}
    given = {row: _value_of(q)[code] for row, code in (value or {}).items()}
    return {f"{q.id}__{r.code}": given.get(r.code, blank) if r.code in shown else NOT_ASKED for r in q.rows}


def _grid(
    d: Definition, q: Question, value: Any, blank: int, effective: Mapping[str, Any]
) -> dict[str, Value]:
    """A blank row is −2 in all columns, shown or not; else a column that was not shown is −1."""
    shown = {column.code for column in columns(d, q, effective)}
    found: dict[str, Value] = {}
    for row in q.rows:
        chosen = (value or {}).get(row.code)
        for column in q.columns:
            name = f"{q.id}__{row.code}__{column.code}"
            if chosen is None and blank == NO_ANSWER:
                found[name] = NO_ANSWER
            elif column.code not in shown:
                found[name] = NOT_ASKED
            else:
                found[name] = blank if chosen is None else int(column.code in chosen)
    return found


def _plain(
    d: Definition, q: Question, value: Any, blank: int, effective: Mapping[str, Any]
) -> dict[str, Value]:
    return {q.id: blank if value is None else value}


_ENCODERS = {
    "single": _code,
    "vignette": _code,
    "multi": _bits,
    "ranking": _ranks,
    "matrix_single": _row_codes,
    "matrix_multi": _grid,
    "slider": _plain,
    "number": _plain,
    "text": _plain,
}


def _value_of(q: Question) -> dict[str, int]:
    return {option.code: option.value for option in q.options}


def decode(d: Definition, encoded: Mapping[str, Value]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(answers, part of the state: cells and saved sections). The inverse of encode for effective answers.

    A variable that is not there counts as not asked. A section counts as saved if something of it was asked
    and nothing of it is −5. Orders are not part of the dataset.
    """
    answers: dict[str, Any] = {}
    cells: dict[str, dict[str, str]] = {}
    for q in d.questions:
        value = _DECODERS[q.type](q, encoded)
        if value is not None:
            answers[q.id] = value
        for variable in _names(d)[q.id]:
            given = encoded.get(variable.name)
            if variable.kind == "factor" and isinstance(given, str) and given:
                cells.setdefault(q.id, {})[variable.name] = given
            elif variable.kind == "text" and variable.row and isinstance(given, str):
                answers[variable.name] = given
    saved = []
    for section in d.sections:
        values = [encoded.get(v.name, NOT_ASKED) for q in d.in_section(section.id) for v in _names(d)[q.id]]
        if NOT_REACHED not in values and any(value != NOT_ASKED for value in values):
            saved.append(section.id)
    return answers, {"cells": cells, "saved": saved}


def _decode_code(q: Question, encoded: Mapping[str, Value]) -> Any:
    return _code_of(q).get(encoded.get(q.id, NOT_ASKED))


def _decode_bits(q: Question, encoded: Mapping[str, Value]) -> Any:
    return [option.code for option in q.options if encoded.get(f"{q.id}__{option.code}") == 1] or None


def _decode_ranks(q: Question, encoded: Mapping[str, Value]) -> Any:
    places = {o.code: encoded.get(f"{q.id}__{o.code}") for o in q.options}
    ranked = {place: code for code, place in places.items() if isinstance(place, int) and place > 0}
    return [ranked[place] for place in sorted(ranked)] or None


def _decode_rows(q: Question, encoded: Mapping[str, Value]) -> Any:
    codes = _code_of(q)
    given = {row.code: encoded.get(f"{q.id}__{row.code}") for row in q.rows}
    return {row: codes[value] for row, value in given.items() if value in codes} or None


def _decode_grid(q: Question, encoded: Mapping[str, Value]) -> Any:
    chosen = {
        r.code: [c.code for c in q.columns if encoded.get(f"{q.id}__{r.code}__{c.code}") == 1] for r in q.rows
    }
    return {row: codes for row, codes in chosen.items() if codes} or None


def _decode_number(q: Question, encoded: Mapping[str, Value]) -> Any:
    value = encoded.get(q.id)
    return value if isinstance(value, int | float) and value >= 0 else None


def _decode_text(q: Question, encoded: Mapping[str, Value]) -> Any:
    value = encoded.get(q.id)
    return value if isinstance(value, str) else None


_DECODERS = {
    "single": _decode_code,
    "vignette": _decode_code,
    "multi": _decode_bits,
    "ranking": _decode_ranks,
    "matrix_single": _decode_rows,
    "matrix_multi": _decode_grid,
    "slider": _decode_number,
    "number": _decode_number,
    "text": _decode_text,
}


def _code_of(q: Question) -> dict[Value | None, str]:
    return {option.value: option.code for option in q.options}
