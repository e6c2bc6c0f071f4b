"""What makes a response complete or partial, and which marks of carelessness it carries.

The instrument says its rules in sentences; each is recognised exactly, an unknown one is a fault of the
instrument. The limits for speeders and duplicates are read here and used when a wave closes, where times
and other responses are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from surveys.logic.definition import Definition
from surveys.logic.errors import InstrumentError
from surveys.logic.routing import Walk, walk, walked

Disposition = Literal["screened_out", "complete", "partial", "started"]

COMPLETE = re.compile(r"reached the end page and answered at least (\d+)% of the questions asked\Z")
PARTIAL = re.compile(r"answered (\w+) and at least one question of section (\w+)\Z")
STRAIGHT = re.compile(r"all (\w+) (\w+) items answered with the same value, and value != (\d+)\Z")
SPEEDER = re.compile(
    r"active-time band below (0\.\d+) of the wave's median band; resumed responses exempt; "
    r"times deleted once the flag is set\Z"
)
DUPLICATE = re.compile(
    r"same invitation, or equal answers on at least (\d+) items including text; never store IP addresses\Z"
)
ANALYSIS = re.compile(r"complete or partial, not (speeder); flags stored and counts published\Z")
COUNTS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


@dataclass(frozen=True, slots=True)
class Straight:
    question: str
    middle: int
    """The value that an honest person may give to every balanced item."""


@dataclass(frozen=True, slots=True)
class Rules:
    complete_share: float = 0.0
    """Smallest share of the questions asked that a complete response answers."""
    partial_question: str = ""
    partial_section: str = ""
    straight: Straight | None = None
    speeder_ratio: float | None = None
    """Kept for the closing of a wave: share of the median active-time band."""
    duplicate_items: int | None = None
    """Kept for the closing of a wave: equal answers that make two responses duplicates."""
    excluded: tuple[str, ...] = ()
    """Flags that keep a response out of the analysis base."""


@lru_cache(maxsize=64)
def rules(d: Definition) -> Rules:
    """The rules of a questionnaire. Raise InstrumentError for every sentence that is not understood."""
    problems: list[str] = []

    def match(key: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
        if key not in d.quality:
            return None
        found = pattern.match(d.quality[key])
        if found is None:
            problems.append(f"quality.{key}: “{d.quality[key]}” is not a rule known here")
        return found

    complete, partial, straight = (
        match("complete", COMPLETE),
        match("partial", PARTIAL),
        match("straightliner", STRAIGHT),
    )
    speeder, duplicate = match("speeder", SPEEDER), match("duplicate", DUPLICATE)
    analysis = match("analysis_base", ANALYSIS)
    if partial and (partial[1] not in d.by_id or partial[2] not in d.section_places):
        problems.append(f"quality.partial: there is no question {partial[1]} or no section {partial[2]}")
    if straight:
        q = d.by_id.get(straight[2])
        if q is None or q.type != "matrix_single" or straight[1] != COUNTS[min(len(q.rows), 12)]:
            problems.append(
                f"quality.straightliner: there is no matrix {straight[2]} with {straight[1]} rows"
            )
    if problems:
        raise InstrumentError(problems)
    return Rules(
        complete_share=int(complete[1]) / 100 if complete else 0.0,
        partial_question=partial[1] if partial else "",
        partial_section=partial[2] if partial else "",
        straight=Straight(straight[2], int(straight[3])) if straight else None,
        speeder_ratio=float(speeder[1]) if speeder else None,
        duplicate_items=int(duplicate[1]) if duplicate else None,
        excluded=(analysis[1],) if analysis else (),
    )


def disposition(
    d: Definition, answers: Mapping[str, Any] | Walk, state: Mapping[str, Any], finished: bool
) -> Disposition:
    """What a response counts as. `finished`: its person reached the end page."""
    rule = rules(d)
    done = walked(d, answers)
    if done.screened_out or state.get("screened_out", False):
        return "screened_out"
    answered = sum(q.id in done.effective for q in done.visible) if finished else 0
    if answered and answered >= rule.complete_share * len(done.visible):
        return "complete"
    needed = not rule.partial_question or rule.partial_question in done.effective
    counting = done.sections.get(rule.partial_section, ()) if rule.partial_section else done.visible
    return "partial" if needed and any(q.id in done.effective for q in counting) else "started"


def flags(d: Definition, answers: Mapping[str, Any]) -> dict[str, bool]:
    """Marks that one response alone can carry: `straightliner`, if the instrument has such a rule."""
    straight = rules(d).straight
    if straight is None:
        return {}
    q = d.question(straight.question)
    values = {option.code: option.value for option in q.options}
    given = walk(d, answers).effective.get(q.id, {})
    chosen = {values[code] for code in given.values()}
    return {"straightliner": len(given) == len(q.rows) and len(chosen) == 1 and chosen != {straight.middle}}
