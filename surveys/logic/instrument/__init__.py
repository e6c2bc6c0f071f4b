"""The text form of a questionnaire: read it, check it, write it, compile it."""

from collections.abc import Mapping
from typing import Any

from surveys.logic import quality, scoring
from surveys.logic.definition import Definition
from surveys.logic.errors import InstrumentError
from surveys.logic.hashing import content_sha256, structure_sha256
from surveys.logic.instrument.checking import faults
from surveys.logic.instrument.compiling import build
from surveys.logic.instrument.reading import load_text
from surveys.logic.instrument.schema import INSTRUMENT
from surveys.logic.instrument.writing import dump_text

__all__ = [
    "InstrumentError",
    "check",
    "content_sha256",
    "dump_text",
    "load_text",
    "structure_sha256",
    "to_definition",
]


def check(data: Mapping[str, Any]) -> None:
    """Raise InstrumentError with one "path: message" per fault."""
    to_definition(data)


def to_definition(data: Mapping[str, Any]) -> Definition:
    """The compiled questionnaire. Raise InstrumentError if the data break any rule."""
    problems: list[str] = []
    INSTRUMENT.check(data, "", problems)
    if problems:
        raise InstrumentError(problems)
    definition = build(data)
    problems = faults(definition)
    if problems:
        raise InstrumentError(problems)
    scoring.compiled(definition)
    quality.rules(definition)
    return definition
