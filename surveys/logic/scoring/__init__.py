"""Scores of one respondent from encoded answers, as the instrument's derived variables say."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from surveys.logic import bands as banding
from surveys.logic.bands import band_id
from surveys.logic.definition import Band, Definition
from surveys.logic.errors import InstrumentError
from surveys.logic.scoring.formulas import Fault, Reader
from surveys.logic.scoring.steps import Encoded, Score, Scores, Step, valid

__all__ = [
    "Encoded",
    "Plan",
    "Score",
    "Scores",
    "band_id",
    "bands",
    "compiled",
    "levels",
    "score",
    "why_missing",
]


@dataclass(frozen=True)
class Plan:
    """Everything needed to score a respondent of one version."""

    steps: tuple[Step, ...]
    bands: Mapping[str, tuple[str, bool, tuple[Band, ...]]]
    """Band id -> (variable or score, is a score, bands)."""
    levels: Mapping[str, tuple[tuple[str, str], ...]]
    """Categorical score or band id -> (code, label) in display order."""


@lru_cache(maxsize=64)
def compiled(d: Definition) -> Plan:
    """The plan of a questionnaire. Raise InstrumentError naming every variable that is not understood."""
    reader = Reader(d)
    steps: list[Step] = []
    problems = []
    for entry in d.derived:
        try:
            steps.append(reader.read(entry))
        except Fault as fault:
            key, message = fault.args
            problems.append(f"derived[{entry['id']}].{key}: {message}")
    if problems:
        raise InstrumentError(problems)
    banded = {band_id(q.id): (q.id, False, q.bands) for q in d.questions if q.bands}
    banded |= {band_id(e["id"]): (e["id"], True, banding.read(e)) for e in d.derived if "bands" in e}
    return Plan(tuple(steps), banded, _levels(d, banded))


def score(d: Definition, encoded: Encoded) -> dict[str, Score]:
    """Derived id -> value for one respondent, with components and borderline flags; None is missing."""
    scores: dict[str, Score] = {}
    for step in compiled(d).steps:
        scores |= step.values(encoded, scores)
    return scores


def bands(d: Definition, encoded: Encoded, scores: Scores) -> dict[str, str | None]:
    """Band id -> code of the band the value falls in, None without a value or outside all bands."""
    found = {}
    for name, (source, is_score, choices) in compiled(d).bands.items():
        value = scores[source] if is_score else valid(encoded, source)
        found[name] = next(
            (b.code for b in choices if isinstance(value, int | float) and banding.holds(b, value)), None
        )
    return found


def why_missing(d: Definition, encoded: Encoded, derived_id: str) -> str | None:
    """Why a score is missing, in words to the respondent; None if it is there. Raise KeyError if unknown."""
    steps = {step.id: step for step in compiled(d).steps}
    step = steps[derived_id]
    scores = score(d, encoded)
    return step.reason(encoded, scores) if scores[derived_id] is None else None


def levels(d: Definition, variable_id: str) -> tuple[tuple[str, str], ...]:
    """(code, label) of a typology, grouping or band, in display order. Raise KeyError for anything else."""
    return compiled(d).levels[variable_id]


def _levels(
    d: Definition, banded: Mapping[str, tuple[str, bool, tuple[Band, ...]]]
) -> dict[str, tuple[tuple[str, str], ...]]:
    found = {
        name: tuple((b.code, banding.label(b)) for b in choices) for name, (_, _, choices) in banded.items()
    }
    for entry in d.derived:
        if "rules" in entry:
            found[entry["id"]] = tuple((rule["code"], rule["label"]) for rule in entry["rules"])
        elif "map" in entry:
            # in the order of the question's options: a database may have lost the written order of the groups
            options = d.question(entry["map_from"]).options
            groups = {group: [o for o in options if o.code in codes] for group, codes in entry["map"].items()}
            places = {group: options.index(chosen[0]) for group, chosen in groups.items()}
            found[entry["id"]] = tuple(
                (group, ", ".join(o.label for o in groups[group]))
                for group in sorted(groups, key=places.__getitem__)
            )
    return found
