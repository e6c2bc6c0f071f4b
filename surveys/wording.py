"""Words for people: typographic quotes, and one person's answers in plain words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.logic import presentation, routing
from surveys.logic.answers import specify_key
from surveys.logic.definition import Definition, Option, Question, Row
from surveys.logic.validation.sentences import ordinal

NO_ANSWER = "No answer"
#: Where a vignette's story ends and its question begins: the last sentence, if it asks something.
LAST_QUESTION = re.compile(r"(?<=[.!?”\"])\s+(?=[^.!?]*\?$)")
OPENING = re.compile(r"(^|[\s(\[—–-])(['\"])")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """One question and what its holder said; a matrix or a ranking has several `lines`."""

    question_id: str
    number: str
    words: str
    lines: tuple[tuple[str, str], ...]
    """(label or "", answer)."""

    @property
    def is_blank(self) -> bool:
        return all(answer == NO_ANSWER for _, answer in self.lines)


@dataclass(frozen=True, slots=True)
class PlainSection:
    id: str
    title: str
    answers: tuple[PlainAnswer, ...]


def curly(text: str) -> str:
    """Straight quotes as a compositor sets them. Changes no other character."""
    if "'" not in text and '"' not in text:
        return text
    text = OPENING.sub(lambda found: found[1] + ("‘" if found[2] == "'" else "“"), text)
    return text.replace("'", "’").replace('"', "”")


def words_of(question: Question, state: Mapping[str, Any]) -> tuple[str, str]:
    """(story, question) as this person reads them; only a vignette has a story."""
    cell = state.get("cells", {}).get(question.id, {})
    text = curly(presentation.fill(question.text, cell, question.fills))
    if question.type != "vignette":
        return "", text
    parts = LAST_QUESTION.split(text)
    return (" ".join(parts[:-1]), parts[-1]) if len(parts) > 1 else ("", text)


def counted(number: int, one: str, many: str) -> str:
    """`one question`, `two questions`, `11 questions`."""
    word = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{word} {one if number == 1 else many}"


def numeral(value: float) -> str:
    """12 as "12", 3.5 as "3.5", never an exponent below a million million."""
    return str(int(value)) if float(value).is_integer() else str(value)


def in_plain_words(
    d: Definition, answers: Mapping[str, Any], state: Mapping[str, Any]
) -> tuple[PlainSection, ...]:
    """Every question this person was asked, by section, in order, with the answer or `NO_ANSWER`."""
    walk = routing.walk(d, answers)
    visible, effective = walk.visible, walk.effective
    return tuple(
        PlainSection(
            section.id,
            curly(section.title),
            tuple(plain_answer(d, q, effective, state) for q in visible if q.section == section.id),
        )
        for section in d.sections
        if any(q.section == section.id for q in visible)
    )


def plain_answer(
    d: Definition, q: Question, answers: Mapping[str, Any], state: Mapping[str, Any]
) -> PlainAnswer:
    story, words = words_of(q, state)
    return PlainAnswer(q.id, q.number, f"{story} {words}".strip(), tuple(_lines(d, q, answers)))


def _lines(d: Definition, q: Question, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    value = answers.get(q.id)
    if q.type == "matrix_single":
        chosen = value or {}
        return [
            (_head(r), _label(q.options, chosen.get(r.code), q, answers)) for r in routing.rows(d, q, answers)
        ]
    if q.type == "matrix_multi":
        chosen = value or {}
        return [
            (_head(r), _list(q.columns, chosen.get(r.code), q, answers)) for r in routing.rows(d, q, answers)
        ]
    if q.type == "ranking":
        if not value:
            return [("", NO_ANSWER)]
        return [(ordinal(place), _label(q.options, code, q, answers)) for place, code in enumerate(value, 1)]
    if value is None:
        return [("", NO_ANSWER)]
    if q.type == "multi":
        return [("", _list(q.options, value, q, answers))]
    if q.type in ("slider", "number"):
        return [("", numeral(value))]
    if q.type == "text":
        return [("", value)]
    return [("", _label(q.options, value, q, answers))]


def _head(row: Row) -> str:
    """A row's label as it stands before a colon."""
    return curly(row.label).removesuffix(".")


def _label(options: tuple[Option, ...], code: str | None, q: Question, answers: Mapping[str, Any]) -> str:
    option = next((o for o in options if o.code == code), None)
    if option is None:
        return NO_ANSWER
    typed = answers.get(specify_key(q.id, option.code)) if option.specify else None
    return f"{curly(option.label)}: {typed}" if typed else curly(option.label)


def _list(
    options: tuple[Option, ...], codes: list[str] | None, q: Question, answers: Mapping[str, Any]
) -> str:
    return "; ".join(_label(options, code, q, answers) for code in codes or ()) or NO_ANSWER
