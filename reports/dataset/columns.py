"""Which columns a questionnaire's dataset has. Pure: derived from the definition alone.

Code columns hold a question's option values, or indices where there is no value; a missing code m (−6 … −1)
is stored as 256 + m. A multi question and a grid row have one code column (0 = answered, or missing) and a
bit a cell; a ranking has the number of options ranked, and a rank a cell. Texts are not stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from reports.stats.bins import BINS
from surveys.logic import scoring
from surveys.logic.definition import NOT_ASKED, Definition, Question

STATUSES = ("complete", "partial", "screened_out", "started", "quota_full")
SOURCES = ("site", "inline", "link", "other")
TIERS = ("open", "email", "invited")
"""How far it is known that nobody answered twice."""
TIER_PLACES = {"open": 0, "verified": 1, "invited": 2}
"""As responses say it -> place in `TIERS`."""
MARKS = "_marks"
"""No column of answers: 64 bits that tell a row from all others, and from itself before a change."""
STATUS = "_status"
SOURCE = "_source"
TIER = "_tier"
ANALYSIS = "_analysis"
"""A bit: the response belongs to the analysis base."""
LARGEST_CODE = 249


@dataclass(frozen=True, slots=True)
class Column:
    """`levels`: a code column's number of valid codes (0 … levels − 1). `low`, `high`: an int
    column's range.
    """

    name: str
    kind: Literal["code", "bit", "int", "float"]
    levels: int = 0
    low: int = 0
    high: int = 0

    @property
    def width(self) -> int:
        """Places on a counting axis: the valid codes, then the six missing codes."""
        return self.levels + 6


def layout(d: Definition) -> tuple[Column, ...]:
    """All columns, in questionnaire order; names as in the encoded rows (`question__row__column`)."""
    columns: list[Column] = [
        Column(STATUS, "code", len(STATUSES)),
        Column(SOURCE, "code", len(SOURCES)),
        Column(TIER, "code", len(TIERS)),
        Column(ANALYSIS, "bit"),
    ]
    for question in d.questions:
        columns.extend(_question_columns(question))
    for entry in d.derived:
        columns.extend(_derived_columns(d, entry))
    for band_id in scoring.compiled(d).bands:
        columns.append(Column(band_id, "code", len(scoring.levels(d, band_id))))
    return tuple(columns)


def combined(definitions: Sequence[Definition]) -> tuple[Column, ...]:
    """The columns of several versions of one questionnaire together; codes are frozen, so the widest axis
    holds all.
    """
    columns: dict[str, Column] = {}
    for d in definitions:
        for new in layout(d):
            old = columns.get(new.name, new)
            columns[new.name] = replace(
                new,
                levels=max(old.levels, new.levels),
                low=min(old.low, new.low),
                high=max(old.high, new.high),
            )
    return tuple(columns.values())


def _levels(question: Question) -> int:
    return max((o.value for o in question.options if o.value >= 0), default=0) + 1


def _question_columns(q: Question) -> Iterator[Column]:
    match q.type:
        case "single":
            yield Column(q.id, "code", _levels(q))
        case "vignette":
            yield Column(q.id, "code", _levels(q))
            for factor, levels in q.factors.items():
                yield Column(factor, "code", len(levels))
        case "multi":
            yield Column(q.id, "code", 1)
            yield from (Column(f"{q.id}__{o.code}", "bit") for o in q.options)
        case "matrix_single":
            yield from (Column(f"{q.id}__{r.code}", "code", _levels(q)) for r in q.rows)
        case "matrix_multi":
            for row in q.rows:
                yield Column(f"{q.id}__{row.code}", "code", 1)
                yield from (Column(f"{q.id}__{row.code}__{c.code}", "bit") for c in q.columns)
        case "ranking":
            top = q.top or len(q.options)
            yield Column(q.id, "code", top + 1)
            yield from (Column(f"{q.id}__{o.code}", "code", top + 1) for o in q.options)
        case "slider":
            places = slider_levels(q)
            yield Column(q.id, "code", places) if places else _number(q)
        case "number":
            yield _number(q)
        case "text":
            return


def _number(q: Question) -> Column:
    if q.integer or q.type == "slider":
        return Column(q.id, "int", low=int(q.minimum or 0), high=int(q.maximum or 0))
    return Column(q.id, "float")


def _derived_columns(d: Definition, entry: Mapping[str, Any]) -> Iterator[Column]:
    name = entry["id"]
    if "rules" in entry:
        yield Column(name, "code", len(scoring.levels(d, name)))
        yield Column(f"{name}_borderline", "code", 2)
    elif "map" in entry:
        yield Column(name, "code", len(scoring.levels(d, name)))
    else:
        yield Column(name, "float")
        if "range" in entry:
            yield Column(bin_name(name), "code", BINS)


def slider_levels(q: Question) -> int | None:
    """How many places a slider has; None if a code column cannot hold them. Codes count steps from the lower
    end.
    """
    low, high, step = q.minimum or 0, q.maximum or 0, q.step or 1
    places = round((high - low) / step) + 1
    return places if places <= LARGEST_CODE + 1 else None


def slider_values(q: Question) -> tuple[float, ...]:
    """The value of each place; whole numbers as int."""
    values = (round((q.minimum or 0) + i * (q.step or 1), 6) for i in range(slider_levels(q) or 0))
    return tuple(int(v) if v == int(v) else v for v in values)


def bin_name(derived_id: str) -> str:
    return f"{derived_id}__bin"


def absent(column: Column) -> float:
    """What stands for a column that a version does not have: it was not asked. NaN of a score."""
    return {"bit": 0.0, "float": float("nan")}.get(column.kind, float(NOT_ASKED))
