"""Posted fields -> one question's answer. A reader per question type; none knows what else was answered.

Fields: single, vignette, slider, number, text, multi -> id; matrix and grid -> id__row; ranking -> id__code.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.logic.answers import fits, specify_key
from surveys.logic.definition import Option, Question
from surveys.logic.validation import sentences

Post = Mapping[str, list[str]]
#: Characters in a text without a limit of its own, and in a text beside an option.
LONGEST, LONGEST_BESIDE = 2000, 200
WHOLE = re.compile(r"[0-9]{1,15}\Z")
DECIMAL = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?\Z")
REFUSED = re.compile("[\x00\ud800-\udfff]")
NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


@dataclass(slots=True)
class Found:
    """What one question's fields hold."""

    value: Any = None
    """The answer as far as it is valid; None if nothing is."""
    errors: dict[str, str] = field(default_factory=dict)
    """Field name -> sentence."""


def fields(q: Question) -> tuple[str, ...]:
    """Names of the fields a form has for this question, without the texts beside options."""
    if q.type in ("matrix_single", "matrix_multi"):
        return tuple(f"{q.id}__{row.code}" for row in q.rows)
    if q.type == "ranking":
        return tuple(f"{q.id}__{option.code}" for option in q.options)
    return (q.id,)


def texts(q: Question) -> dict[str, Option]:
    """Field name of each text beside an option -> the option."""
    return {specify_key(q.id, option.code): option for option in q.specified}


def takes_one_code(q: Question) -> bool:
    """Whether its answer is one of its codes, with no text beside any."""
    return _READERS[q.type] is _single and not q.specified


def read(q: Question, post: Post) -> Found:
    """The answer in the posted fields. Blank fields give no value; linear in the number of values posted."""
    return _READERS[q.type](q, post)


def read_text(raw: str, longest: int) -> tuple[str, str]:
    """(text, error): NFC, ends stripped, newlines as \\n, other control characters as spaces."""
    if REFUSED.search(raw):
        return "", sentences.UNWRITABLE
    text = unicodedata.normalize("NFC", CONTROLS.sub(" ", NEWLINES.sub("\n", raw))).strip()
    return (text, "") if len(text) <= longest else ("", sentences.too_long(len(text), longest))


def drawable(raw: str) -> str:
    """What was typed, without what no page can carry."""
    return REFUSED.sub("\ufffd", raw)


def _given(post: Post, name: str) -> list[str]:
    """Distinct values of a field that are not blank, in the order posted."""
    values = post.get(name, ())
    if len(values) > 1:
        values = list(dict.fromkeys(values))
    return [value for value in values if value.strip()]


def _one_of(codes: frozenset[str], post: Post, name: str) -> tuple[str | None, str]:
    posted = post.get(name, ())
    if len(posted) == 1 and posted[0] in codes:  # nearly always
        return posted[0], ""
    given = _given(post, name)
    if not given:
        return None, ""
    if len(given) > 1:
        return None, sentences.ONE_ONLY
    return (given[0], "") if given[0] in codes else (None, sentences.UNKNOWN)


def _some_of(options: tuple[Option, ...], post: Post, name: str) -> tuple[list[str] | None, str]:
    given = frozenset(_given(post, name))
    chosen = [option for option in options if option.code in given]
    if len(chosen) < len(given):
        return None, sentences.UNKNOWN
    alone = next((option for option in chosen if option.exclusive), None)
    if alone is not None and len(chosen) > 1:
        return None, sentences.exclusive(alone.label)
    return [option.code for option in chosen] or None, ""


def _single(q: Question, post: Post) -> Found:
    value, error = _one_of(q.codes, post, q.id)
    return Found(value, {q.id: error} if error else {})


def _multi(q: Question, post: Post) -> Found:
    value, error = _some_of(q.options, post, q.id)
    return Found(value, {q.id: error} if error else {})


def _matrix(q: Question, post: Post) -> Found:
    found = Found({})
    for row, name in zip(q.rows, fields(q), strict=True):
        value: Any
        if q.type == "matrix_single":
            value, error = _one_of(q.codes, post, name)
        else:
            value, error = _some_of(q.columns, post, name)
        if error:
            found.errors[name] = error
        elif value is not None:
            found.value[row.code] = value
    return found


def _ranking(q: Question, post: Post) -> Found:
    top = q.top or len(q.options)
    holders: dict[int, list[str]] = defaultdict(list)
    errors = {}
    for option, name in zip(q.options, fields(q), strict=True):
        given = _given(post, name)
        if len(given) > 1 or (given and not (WHOLE.match(given[0].strip()) and 1 <= int(given[0]) <= top)):
            errors[name] = sentences.place(top)
        elif given:
            holders[int(given[0])].append(option.code)
    for place, codes in holders.items():
        if len(codes) > 1:
            errors |= {f"{q.id}__{code}": sentences.tie(place, len(codes)) for code in codes}
    lacking = next((place for place in range(1, top + 1) if place not in holders), top + 1)
    beyond = sorted(place for place in holders if place > lacking)
    if beyond and not errors:
        errors |= {f"{q.id}__{code}": sentences.gap(beyond[0], lacking) for code in holders[beyond[0]]}
    return Found(None, errors) if errors else Found([holders[place][0] for place in sorted(holders)] or None)


def _amount(q: Question, post: Post) -> Found:
    given = _given(post, q.id)
    if not given:
        return Found()
    raw = given[0].strip()
    value: int | float | None = None
    if WHOLE.match(raw):
        value = int(raw)
    elif not q.integer and DECIMAL.match(raw):
        value = float(raw)
    if len(given) == 1 and fits(q, value):
        return Found(value)
    return Found(None, {q.id: sentences.amount(q)})


def _text(q: Question, post: Post) -> Found:
    text, error = read_text(next(iter(post.get(q.id, ())), ""), q.max_chars or LONGEST)
    return Found(text or None, {q.id: error} if error else {})


_READERS = {
    "single": _single,
    "vignette": _single,
    "multi": _multi,
    "matrix_single": _matrix,
    "matrix_multi": _matrix,
    "ranking": _ranking,
    "slider": _amount,
    "number": _amount,
    "text": _text,
}
