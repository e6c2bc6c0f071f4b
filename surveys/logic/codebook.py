"""A file of single responses: its columns, their words, and cells that no spreadsheet takes for a formula."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveys.logic.definition import Definition
from surveys.logic.encoding import variables

ABOUT = {
    "_status": "What became of the response: complete, partial, screened_out or quota_full.",
    "_source": "How it began: site, inline (a question in an article), link.",
    "_tier": "How far it is known that nobody answered twice: open, verified (e-mail), invited.",
    "_flags": "Marks of carelessness, set when the wave closed; empty for nearly all.",
    "_left_out": "Why it is no part of the analysis; empty for nearly all.",
    "_edition": "Number of the version of the questionnaire that was answered.",
}
MISSING = "−1 not asked; −2 no answer; −3 prefer not to say; −4 not sure; −5 not reached; −6 does not apply"
CODEBOOK = ("variable", "question", "wording", "item", "kind", "values")
_RISKY = re.compile(r"[\s\x00]*[=+\-@]|[\t\r\x00]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def cell(value: Any) -> Any:
    """A number as it is; a text as one that no spreadsheet runs: what begins like a formula gets a ' before
    it, and characters that no sheet can hold go.
    """
    if isinstance(value, int | float):
        return value
    text = ", ".join(value) if isinstance(value, list | tuple) else str(value)
    return ("'" if _RISKY.match(text) else "") + _UNPRINTABLE.sub("", text)


def columns(definitions: Iterable[Definition]) -> list[str]:
    """The file's columns: about the response, then every variable of every version, in order."""
    names = dict.fromkeys(ABOUT)
    for d in definitions:
        names |= dict.fromkeys(variable.name for variable in variables(d))
    return list(names)


def codebook(definitions: Mapping[int, Definition]) -> Iterator[tuple[Any, ...]]:
    """A row for each column, headings first. Of a variable in several versions, the newest words."""
    yield CODEBOOK
    for name, meaning in ABOUT.items():
        yield name, "", cell(meaning), "", "about", ""
    rows: dict[str, tuple[Any, ...]] = {}
    for number in sorted(definitions):
        d = definitions[number]
        for variable in variables(d):
            q = d.question(variable.question)
            item = " / ".join(part for part in (variable.row, variable.column) if part)
            values = "; ".join(f"{value} {label}" for value, label in variable.labels.items())
            rows[variable.name] = (
                variable.name,
                cell(q.number),
                cell(q.text),
                cell(item),
                variable.kind,
                cell(f"{values}; {MISSING}" if values else MISSING),
            )
    yield from rows.values()
