"""Which rows, columns and options of a question are shown now."""

from collections.abc import Mapping
from typing import Any

from surveys.logic.definition import Definition, Option, Question, Row


def rows(d: Definition, q: Question, answers: Mapping[str, Any]) -> tuple[Row, ...]:
    """Rows shown given effective answers: all, or those whose option is selected in the row source."""
    if q.rows_from is None:
        return q.rows
    selected = _selected(answers, q.rows_from.question)
    return tuple(row for row in q.rows if row.code in selected)


def columns(d: Definition, q: Question, answers: Mapping[str, Any]) -> tuple[Option, ...]:
    """Grid columns shown given effective answers."""
    selected = _selected(answers, d.column_sources.get(q.id, ""))
    return tuple(c for c in q.columns if not c.shown_for or not selected.isdisjoint(c.shown_for))


def options(d: Definition, q: Question) -> tuple[Option, ...]:
    """Answer options in questionnaire order; for a matrix, the points of its scale."""
    return q.options


def _selected(answers: Mapping[str, Any], question_id: str) -> frozenset[str]:
    value = answers.get(question_id)
    return (
        frozenset(code for code in value if isinstance(code, str)) if isinstance(value, list) else frozenset()
    )
