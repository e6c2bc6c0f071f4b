"""Who was asked a question, as a plain sentence made from its condition."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.logic.definition import Definition, Question

EVERYONE = "Everyone who took part."
ENOUGH = "Everyone whose answers are enough to work it out."


def base_text(d: Definition, q: Question) -> str:
    """For example: "People who did not choose “None of these” in question 2."."""
    parts = []
    if q.show_if is not None:
        parts.append(f"People who {_who(d, q.show_if)}.")
    if q.rows_from is not None:
        source = d.question(q.rows_from.question)
        parts.append(f"In each row, those who chose it in {_name(source)}.")
    return " ".join(parts) or EVERYONE


def _who(d: Definition, condition: Mapping[str, Any]) -> str:
    if "all" in condition:
        return " and ".join(_who(d, each) for each in condition["all"])
    if "any" in condition:
        return " or ".join(_who(d, each) for each in condition["any"])
    if "not" in condition:
        return _who_not(d, condition["not"])
    if "answered" in condition:
        return f"answered {_name(d.question(condition['answered']))}"
    q = d.question(condition["q"])
    if "any_of" in condition:
        return f"chose {_options(q, condition['any_of'])} in {_name(q)}"
    return f"answered {_options(q, condition['in'])} to {_name(q)}"


def _who_not(d: Definition, condition: Mapping[str, Any]) -> str:
    if "any_of" in condition:
        q = d.question(condition["q"])
        return f"did not choose {_options(q, condition['any_of'])} in {_name(q)}"
    if "in" in condition:
        q = d.question(condition["q"])
        return f"did not answer {_options(q, condition['in'])} to {_name(q)}"
    return f"are not among those who {_who(d, condition)}"


def _name(q: Question) -> str:
    return f"question {q.number}" if q.number else f"the question “{q.text}”"


def _options(q: Question, codes: Sequence[str]) -> str:
    labels = [f"“{option.label}”" for code in codes if (option := q.option(code)) is not None]
    return " or ".join(labels)


def vignette_text(q: Question) -> str:
    """The wording with its variants in brackets."""
    text = q.text
    for factor, fills in q.fills.items():
        variants = " / ".join(fills[level] for level in q.factors.get(factor, ()) if level in fills)
        text = text.replace("{" + factor + "}", f"[{variants}]")
    return text
