"""Stored answers of one version, JSON as the database has it -> one value a row and question.

Each text is read once, into records that know the version's questions, rows and codes: a code becomes the one
string of the questionnaire, and what no question wants (texts, for one) is passed over unread. A text that
holds anything else than a form stores is read tolerantly: what does not fit counts as no answer, and the rest
stays. Cost: a fifth of what reading all of it takes.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Literal

import msgspec

from surveys.logic.answers import fits
from surveys.logic.definition import Definition, Question

NOTHING = -99
"""Stands for no answer until it is known why there is none."""


@dataclass(frozen=True, slots=True)
class Field:
    """How one key of a JSON object is read."""

    key: str
    kind: Any
    """Type of what fits."""
    otherwise: Any
    """Where there is nothing."""
    coerced: Callable[[Any], Any]
    """What is left of a value that does not fit."""


@dataclass(frozen=True)
class Record:
    """An object with these keys; other keys are passed over."""

    fields: tuple[Field, ...]
    made: Any = field(init=False, repr=False)
    """The type of such objects."""
    empty: Any = field(init=False, repr=False)
    """Nothing under any key."""
    values: Callable[[Any], tuple[Any, ...]] = field(init=False, repr=False)
    """Of an object -> what stands under each key."""

    def __post_init__(self) -> None:
        names = [f"f{place}" for place in range(len(self.fields))]
        kinds = [(name, f.kind, f.otherwise) for name, f in zip(names, self.fields, strict=True)]
        renamed = {name: f.key for name, f in zip(names, self.fields, strict=True)}
        made = msgspec.defstruct("Record", kinds, rename=renamed, frozen=True, gc=False)
        object.__setattr__(self, "made", made)
        object.__setattr__(self, "empty", made())
        object.__setattr__(self, "values", _values_of(names))

    def coerced(self, found: Any) -> Any:
        """The object of what fits; the empty one for what is none."""
        if not isinstance(found, Mapping):
            return self.empty
        return self.made(*(f.coerced(found[f.key]) if f.key in found else f.otherwise for f in self.fields))

    def columns(self, objects: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Key after key, a value an object."""
        return list(zip(*map(self.values, objects), strict=True)) if objects else [()] * len(self.fields)


def _values_of(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda found: tuple(getattr(found, name) for name in names)


class Reader:
    """Of texts that hold such an object."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._decode = msgspec.json.Decoder(record.made).decode

    def columns(self, texts: Sequence[str]) -> list[tuple[Any, ...]]:
        """Key after key, a value a text. Raise JSONDecodeError for what is no JSON."""
        try:
            found = list(map(self._decode, texts))
        except msgspec.MsgspecError:
            found = [self._one(text) for text in texts]
        return self.record.columns(found)

    def _one(self, text: str) -> Any:
        try:
            return self._decode(text)
        except msgspec.MsgspecError:
            return self.record.coerced(json.loads(text))


class StoredReader:
    """Compiled for one version. `texts`: ids of the questions whose texts are wanted."""

    def __init__(self, d: Definition, texts: Collection[str]) -> None:
        self._questions = [q for q in d.questions if q.type != "text" or q.id in texts]
        self.records = {q.id: _record_of(q) for q in d.questions if q.type.startswith("matrix")}
        self._answers = Reader(Record(tuple(self._field(q) for q in self._questions)))

    def answers(self, texts: Sequence[str]) -> dict[str, Sequence[Any]]:
        """Question id -> its answers; None for none. Codes as strings, several as tuples, a matrix or grid as
        an object of `records`, numbers as they are.
        """
        found = self._answers.columns(texts)
        return {q.id: values for q, values in zip(self._questions, found, strict=True)}

    def _field(self, q: Question) -> Field:
        match q.type:
            case "single" | "vignette":
                return _one(q.id, [option.code for option in q.options])
            case "multi" | "ranking":
                return _several(q.id, [option.code for option in q.options])
            case "slider" | "number":
                return Field(q.id, int | float | None, None, lambda value: value if fits(q, value) else None)
            case "text":
                return Field(q.id, str | None, None, lambda value: value if isinstance(value, str) else None)
        return _nested(q.id, self.records[q.id])


def _record_of(q: Question) -> Record:
    if q.type == "matrix_single":
        return Record(tuple(_one(row.code, [option.code for option in q.options]) for row in q.rows))
    return Record(tuple(_several(row.code, [column.code for column in q.columns]) for row in q.rows))


def _nested(key: str, record: Record) -> Field:
    return Field(key, record.made, record.empty, record.coerced)


def _literal(codes: Collection[str]) -> Any:
    return Literal[tuple(codes)] if codes else None


def _one(key: str, codes: Collection[str]) -> Field:
    known = {code: code for code in codes}
    kind = _literal(codes) | None if codes else None
    return Field(key, kind, None, lambda value: known.get(value) if isinstance(value, str) else None)


def _several(key: str, codes: Collection[str]) -> Field:
    known = frozenset(codes)

    def coerced(value: Any) -> tuple[str, ...] | None:
        if not isinstance(value, list):
            return None
        return tuple(each for each in value if isinstance(each, str) and each in known)

    each: Any = _literal(codes)
    return Field(key, tuple[each, ...] | None, None, coerced)
