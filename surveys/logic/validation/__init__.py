"""Read one posted section against the questionnaire. Pure logic, compiled once per version."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from surveys.logic.answers import answer_keys
from surveys.logic.definition import Definition, Question
from surveys.logic.piping import rows
from surveys.logic.routing import Walk, walk
from surveys.logic.validation import sentences
from surveys.logic.validation.readers import (
    LONGEST_BESIDE,
    Found,
    Post,
    drawable,
    fields,
    read,
    read_text,
    takes_one_code,
    texts,
)

__all__ = ["Reading", "Validator", "validator"]


@dataclass(frozen=True, slots=True)
class Reading:
    answers: dict[str, Any]
    """All answers after this post: everything valid is in, what was wrong stays as it was saved before."""
    errors: dict[str, str]
    """Field name -> sentence, for questions and rows that are asked, in page order."""
    typed: dict[str, list[str]]
    """Every posted field of a question with an error, as typed."""
    walk: Walk
    """The way through the questionnaire with these answers."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A post, and what its form says it showed in a field `shown`: id and id__row words between spaces."""

    post: Post
    shown: frozenset[str] | None

    @classmethod
    def of(cls, post: Post) -> "_Form":
        words = post.get("shown")
        return cls(
            post, None if words is None else frozenset(word for line in words for word in line.split())
        )

    def lacks(self, q: Question, name: str, names: tuple[str, ...]) -> bool:
        """True if the field was not on the form: nobody left it blank. Piped rows are told one by one."""
        if self.shown is None:
            return False
        if q.rows_from is not None:
            return name not in self.post and name not in self.shown
        return q.id not in self.shown and not any(field in self.post for field in names)


class Validator:
    """Reads posts to one version of a questionnaire. Holds no state between posts."""

    def __init__(self, d: Definition) -> None:
        self.d = d
        self._texts = {q.id: texts(q) for q in d.questions}
        self._fields = {q.id: (*fields(q), *self._texts[q.id]) for q in d.questions}
        self._one_code = {q.id: q.codes for q in d.questions if takes_one_code(q)}

    def read(
        self, section_id: str, post: Post, answers: Mapping[str, Any], state: Mapping[str, Any]
    ) -> Reading:
        """Merge a posted section into the answers, ignoring unknown fields. Raise KeyError for no section.

        A question that is asked and left blank loses its answer. One that is not asked keeps what was
        saved, and so does one that a form with a field `shown` does not list there. `state` has no part in
        what is valid: orders and cells are never taken from a post.
        """
        self.d.section_places[section_id]
        merged = dict(answers)
        questions = [q for q in self.d.in_section(section_id) if not self._is_settled(q, post, merged)]
        form = _Form.of(post)
        found = {q.id: read(q, post) for q in questions}
        for q in questions:
            self._merge(q, found[q.id], merged, form)
        done = walk(self.d, merged)
        asked = {q.id for q in done.sections.get(section_id, ())}
        errors: dict[str, str] = {}
        typed: dict[str, list[str]] = {}
        for q in questions:
            if q.id not in asked:
                if q.id not in merged:
                    merged |= {key: answers[key] for key in answer_keys(q) if key in answers}
            elif wrong := self._errors(q, found[q.id], done, form):
                errors |= wrong
                typed |= {
                    name: [drawable(raw) for raw in post[name]] for name in self._fields[q.id] if name in post
                }
        return Reading(merged, errors, typed, done)

    def _is_settled(self, q: Question, post: Post, merged: dict[str, Any]) -> bool:
        """Whether its field holds one known code, which is merged then: there is nothing else to say."""
        codes = self._one_code.get(q.id)
        if codes is None:
            return False
        posted = post.get(q.id, ())
        if len(posted) != 1 or posted[0] not in codes:
            return False
        merged[q.id] = posted[0]
        return True

    def _merge(self, q: Question, found: Found, merged: dict[str, Any], form: _Form) -> None:
        if q.type in ("matrix_single", "matrix_multi"):
            _set(merged, q.id, self._rows(q, found, merged.get(q.id, {}), form))
        elif found.value is not None or not (found.errors or form.lacks(q, q.id, self._fields[q.id])):
            _set(merged, q.id, found.value)
        value = merged.get(q.id)
        for name, option in self._texts[q.id].items():
            if value != option.code and not (isinstance(value, list) and option.code in value):
                merged.pop(name, None)
            elif name in form.post:
                text, error = read_text(next(iter(form.post[name]), ""), LONGEST_BESIDE)
                if error:
                    found.errors[name] = error
                else:
                    _set(merged, name, text or None)

    def _rows(
        self, q: Question, found: Found, before: Mapping[str, Any], form: _Form
    ) -> dict[str, Any] | None:
        """Valid rows as posted; rows with an error, and rows that were not on the form, as saved before."""
        kept = {}
        for row, name in zip(q.rows, fields(q), strict=True):
            if row.code in found.value:
                kept[row.code] = found.value[row.code]
            elif row.code in before and (name in found.errors or form.lacks(q, name, self._fields[q.id])):
                kept[row.code] = before[row.code]
        return kept or None

    def _errors(self, q: Question, found: Found, done: Walk, form: _Form) -> dict[str, str]:
        if q.required and q.id not in done.effective and not found.errors:
            return {} if form.lacks(q, q.id, self._fields[q.id]) else {q.id: sentences.REQUIRED}
        if q.rows_from is None:
            return found.errors
        shown = {f"{q.id}__{row.code}" for row in rows(self.d, q, done.effective)}
        return {name: sentence for name, sentence in found.errors.items() if name in shown}


def _set(answers: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        answers.pop(key, None)
    else:
        answers[key] = value


@lru_cache(maxsize=64)
def validator(d: Definition) -> Validator:
    """The validator of a questionnaire; the same object for equal ones."""
    return Validator(d)
