"""Is a condition true? static/surveys/js/conditions.js holds the same rule for instant show and hide.

{q: id, in: [codes]}       the one chosen option is among the codes (single, vignette)
{q: id, any_of: [codes]}   at least one of the codes is selected (multi)
{answered: id}             there is an answer; 0 is one, empty text is none
{all: […]}, {any: […]}, {not: …}
"""

from collections.abc import Mapping
from typing import Any

from surveys.logic.definition import Condition, Definition

DEEPEST = 20


def evaluate(condition: Condition | None, answers: Mapping[str, Any], d: Definition | None = None) -> bool:
    """True if the condition holds for effective answers; no condition always holds.

    With `d`, a condition that names a question outside that questionnaire raises KeyError instead of
    finding no answer. Raise ValueError for an unknown form and beyond 20 levels of nesting.
    """
    return condition is None or _holds(condition, answers, d, 1)


def has_answer(value: Any) -> bool:
    """True for everything but None, the empty text and empty collections."""
    if isinstance(value, str | list | tuple | Mapping):
        return len(value) > 0
    return value is not None


def _holds(condition: Condition, answers: Mapping[str, Any], d: Definition | None, depth: int) -> bool:
    if depth > DEEPEST:
        raise ValueError(f"conditions are nested more than {DEEPEST} deep")
    if "all" in condition:
        return all(_holds(part, answers, d, depth + 1) for part in condition["all"])
    if "any" in condition:
        return any(_holds(part, answers, d, depth + 1) for part in condition["any"])
    if "not" in condition:
        return not _holds(condition["not"], answers, d, depth + 1)
    if "answered" in condition:
        return has_answer(_answer(condition["answered"], answers, d))
    if "in" in condition:
        value = _answer(condition["q"], answers, d)
        return isinstance(value, str) and value in condition["in"]
    if "any_of" in condition:
        value = _answer(condition["q"], answers, d)
        return isinstance(value, list | tuple) and any(code in condition["any_of"] for code in value)
    raise ValueError(f"not a condition: {sorted(condition)}")


def _answer(question_id: str, answers: Mapping[str, Any], d: Definition | None) -> Any:
    if d is not None:
        d.question(question_id)
    return answers.get(question_id)
