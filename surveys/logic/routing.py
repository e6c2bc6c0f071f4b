"""Which questions are asked, in which order, and where the next page is: one walk decides it all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

from surveys.logic.answers import cleaned, texts_beside
from surveys.logic.conditions import evaluate
from surveys.logic.definition import END, MATRICES, SCREENED_OUT, Definition, Question, Section
from surveys.logic.piping import columns, options, rows

__all__ = [
    "END",
    "SCREENED_OUT",
    "Progress",
    "Walk",
    "columns",
    "effective",
    "first_unfinished",
    "next_section",
    "options",
    "previous_section",
    "progress",
    "rows",
    "sections",
    "visible",
    "walk",
    "walked",
]

#: How long a question takes, in units of one single choice; matrices count this per row.
EFFORT = {"single": 1.0, "multi": 1.5, "matrix_single": 0.6, "matrix_multi": 1.2, "ranking": 2.0, "text": 3.0}


@dataclass(frozen=True, slots=True)
class Walk:
    """One pass through the questionnaire with given answers."""

    visible: tuple[Question, ...]
    """Questions asked, in order."""
    sections: Mapping[str, Sequence[Question]]
    """The same by section; no entry for one without any."""
    effective: Mapping[str, Any]
    """Answers to those questions only."""
    screened_out: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is. Skipped optional questions count as done once their section was saved."""

    done: int
    total: int
    """Questions."""
    minutes_left: int
    """0 without an expected duration, else at least 1 while something is left."""
    section_number: int
    """From 1; the section the person is in."""
    section_total: int
    places: tuple[tuple[Section, Literal["done", "here", "ahead"]], ...]


def walk(d: Definition, answers: Mapping[str, Any]) -> Walk:
    """Go through all questions once; a hidden question's answers count as absent for everything after it."""
    asked: list[Question] = []
    sections: dict[str, list[Question]] = {}
    kept: dict[str, Any] = {}
    leap = ""
    for step in d.steps:
        first = step[0]
        if leap:
            if first.section != leap:
                continue
            leap = ""
        if not first.is_plain and not _is_asked(d, first, kept):
            continue
        asked += step
        sections.setdefault(first.section, []).extend(step)
        for q in step:
            if q.id in answers and (value := cleaned(d, q, answers[q.id], kept)) is not None:
                kept[q.id] = value
                if q.specified:
                    kept |= texts_beside(q, value, answers)
        if first.routing:
            leap = next((route.goto for route in first.routing if evaluate(route.condition, kept, d)), "")
            if leap in (END, SCREENED_OUT):
                break
    return Walk(tuple(asked), sections, kept, leap == SCREENED_OUT)


def walked(d: Definition, answers: Mapping[str, Any] | Walk) -> Walk:
    """The walk with these answers, or the one that was made with them already."""
    return answers if isinstance(answers, Walk) else walk(d, answers)


def _is_asked(d: Definition, q: Question, kept: Mapping[str, Any]) -> bool:
    if q.show_if is not None and not evaluate(q.show_if, kept, d):
        return False
    if q.type in MATRICES and not rows(d, q, kept):
        return False
    return q.type != "matrix_multi" or bool(columns(d, q, kept))


def visible(d: Definition, answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """Questions asked given the answers, in order."""
    return walk(d, answers).visible


def effective(d: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to visible questions only, without rows, columns and options that are not there."""
    return dict(walk(d, answers).effective)


def sections(d: Definition, answers: Mapping[str, Any]) -> tuple[Section, ...]:
    """Sections with at least one visible question."""
    return _sections(d, walk(d, answers))


def _sections(d: Definition, done: Walk) -> tuple[Section, ...]:
    return tuple(section for section in d.sections if section.id in done.sections)


def next_section(d: Definition, answers: Mapping[str, Any] | Walk, current: str) -> str:
    """Id of the section after `current`, END or SCREENED_OUT. Raise KeyError for an unknown section."""
    done = walked(d, answers)
    place = _place(d, current)
    after = (section.id for section in _sections(d, done) if _place(d, section.id) > place)
    return next(after, SCREENED_OUT if done.screened_out else END)


def previous_section(d: Definition, answers: Mapping[str, Any], current: str) -> str | None:
    """Id of the section before `current`, None at the start. Raise KeyError for an unknown section."""
    place = _place(d, current)
    before = [section.id for section in sections(d, answers) if _place(d, section.id) < place]
    return before[-1] if before else None


def first_unfinished(d: Definition, answers: Mapping[str, Any] | Walk, saved: Collection[str]) -> str | None:
    """Id of the first section never saved, or lacking a required answer; None if all is ready to submit."""
    done = walked(d, answers)
    open_sections = {q.section for q in done.visible if q.section not in saved}
    open_sections |= {q.section for q in done.visible if q.required and q.id not in done.effective}
    return next((section.id for section in d.sections if section.id in open_sections), None)


def progress(d: Definition, answers: Mapping[str, Any], saved: Collection[str], current: str) -> Progress:
    """How far a person is who saved some sections and sees `current`. Raise KeyError for an unknown one."""
    done = walk(d, answers)
    used = _sections(d, done)
    here = _place(d, current)
    finished = frozenset(saved) - {current}
    efforts = [(q.section in finished, _effort(q, len(rows(d, q, done.effective)))) for q in done.visible]
    # What this person is asked, of which the sections that are saved are over: so each of them is seen to
    # shorten the way, also for somebody whose answers brought more questions than most people get.
    total = sum(effort for _, effort in efforts)
    left = sum(effort for is_over, effort in efforts if not is_over)
    whole = sum(_effort(q, len(q.rows) / 2 if q.rows_from else len(q.rows)) for q in d.questions)
    # Before the first section is saved nobody knows whose way is shorter: the landing page's promise stands.
    reach = min(1.0, total / whole) if finished else 1.0
    minutes = d.minutes.get("median", 0) * reach * left / (total or 1.0)
    return Progress(
        done=sum(q.section in finished for q in done.visible),
        total=len(done.visible),
        minutes_left=max(1, ceil(minutes - 0.5)) if minutes else 0,
        section_number=sum(_place(d, section.id) < here for section in used) + 1,
        section_total=len(used),
        places=tuple(
            (s, "here" if s.id == current else "done" if s.id in finished else "ahead") for s in used
        ),
    )


def _effort(q: Question, row_count: float) -> float:
    return EFFORT.get(q.type, 1.0) * (row_count if q.rows or q.rows_from else 1)


def _place(d: Definition, section_id: str) -> int:
    return d.section_places[section_id]
