"""The segments a questionnaire offers as banners, and where the dataset keeps their levels."""

from dataclasses import dataclass

from reports.dataset.queries import Condition
from reports.release_format import Level, Segment
from surveys.logic import scoring
from surveys.logic.definition import Definition

WAVE = "wave"
"""A segment of the explorer over several waves, not of one wave's release."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One group of people: a place on a code column's axis, or a set bit; of them those who meet all of
    `where`. Everyone: all empty.
    """

    by: str = ""
    place: int = 0
    within: str = ""
    where: tuple[Condition, ...] = ()


EVERYONE = Cut()


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    segment: Segment
    cuts: tuple[Cut, ...]
    """One a level."""


def segments(d: Definition) -> tuple[SegmentPlan, ...]:
    """In the instrument's order, without `wave`."""
    return tuple(_plan(d, name) for name in d.segments if name != WAVE)


def _plan(d: Definition, name: str) -> SegmentPlan:
    q = d.by_id.get(name)
    if q is None:
        derived = tuple(Level(code, _level_label(label)) for code, label in scoring.levels(d, name))
        return SegmentPlan(
            Segment(name, _label(d, name), derived),
            tuple(Cut(by=name, place=index) for index in range(len(derived))),
        )
    options = [o for o in q.options if not o.is_missing]
    levels = tuple(Level(o.code, o.label) for o in options)
    if q.type == "multi":
        cuts = tuple(Cut(within=f"{name}__{o.code}") for o in options)
    else:
        cuts = tuple(Cut(by=name, place=o.value) for o in options)
    return SegmentPlan(Segment(name, _label(d, name), levels), cuts)


def _level_label(label: str) -> str:
    return label[:1].upper() + label[1:]


def _label(d: Definition, name: str) -> str:
    """Short words for 'compare by': the derived variable's label, else the id in words."""
    entry = next((e for e in d.derived if e["id"] == name), None)
    if entry is not None:
        return str(entry.get("label") or f"{_words(entry['map_from'])}, grouped")
    banded = scoring.compiled(d).bands.get(name)
    if banded is not None:
        source, is_score, _ = banded
        if not is_score:
            return f"{_words(source)}, grouped"
        label = next(str(e.get("label", source)) for e in d.derived if e["id"] == source)
        return f"{label}, grouped"
    return _words(name)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
