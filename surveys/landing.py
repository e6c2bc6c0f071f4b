"""What the landing page of a survey says: state of the wave, length, consent."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from surveys.logic.definition import Definition
from surveys.queries import WaveState
from surveys.wording import counted, curly

#: A title such as "One profile or two? How marketers …" is a headline and what it is about.
HEADLINE = re.compile(r"(?<=[?!:])\s+")
#: 13a and 13b are one question to whoever counts.
LETTERS = re.compile(r"\D+$")


@dataclass(frozen=True, slots=True)
class Landing:
    state: Literal["open", "planned", "closed", "none"]
    headline: str
    subtitle: str
    intro: str
    consent_label: str
    first_title: str
    questions: int
    minutes: int
    sections_text: str
    required_text: str
    wave_title: str
    opens_at: datetime | None
    closes_at: datetime | None


def landing_of(title: str, d: Definition | None, wave_state: WaveState, *, preview: bool = False) -> Landing:
    """Without a questionnaire nothing can begin. A preview looks as if a wave were open."""
    headline, *rest = HEADLINE.split(curly(title), maxsplit=1)
    wave = wave_state.wave
    return Landing(
        state="none" if d is None else "open" if preview else wave_state.kind,
        headline=headline,
        subtitle=rest[0] if rest else "",
        intro=curly(d.intro) if d else "",
        consent_label=curly(d.consent_label) if d else "",
        first_title=curly(d.sections[0].title) if d and d.sections else "",
        questions=number_of_questions(d) if d else 0,
        minutes=int(d.minutes.get("median", 0)) if d else 0,
        sections_text=counted(len(d.sections), "short section", "short sections").capitalize() if d else "",
        required_text=_required_text(sum(q.required for q in d.questions) if d else 0),
        wave_title=wave.title if wave else "",
        opens_at=wave.opens_at if wave else None,
        closes_at=wave.closes_at if wave else None,
    )


def number_of_questions(d: Definition) -> int:
    """As people count: 13a and 13b are one question, a follow-up belongs to its question."""
    return len({LETTERS.sub("", q.number) or q.id for q in d.questions if not q.follows})


def _required_text(count: int) -> str:
    if count == 0:
        return "No question has to be answered."
    if count == 1:
        return "Only one question needs an answer, because it decides which others fit you."
    these = counted(count, "question", "questions")
    return f"Only {these} need an answer, because they decide which others fit you."
