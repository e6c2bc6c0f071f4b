"""What the landing page of a survey says: state of the wave, length, consent, who runs it."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest

from surveys import queries
from surveys.logic import instrument
from surveys.logic.definition import Definition
from surveys.wording import counted, curly

if TYPE_CHECKING:
    from surveys.models import SurveyPage

#: A title such as "One profile or two? How marketers …" is a headline and what it is about.
HEADLINE = re.compile(r"(?<=[?!:])\s+")


@dataclass(frozen=True, slots=True)
class Landing:
    state: Literal["open", "planned", "closed", "draft"]
    headline: str
    subtitle: str
    intro: str
    consent_label: str
    first_title: str
    questions: int
    minutes: int
    sections_text: str
    required_text: str
    wave_title: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None


def context(page: "SurveyPage", request: HttpRequest) -> dict[str, Any]:
    """For `pages/survey.html`. Runs at most four queries. A preview shows the draft, without a wave."""
    is_preview = bool(getattr(request, "is_preview", False))
    version = None if is_preview else queries.latest_version(page)
    definition = queries.definition_of(version) if version else None
    if is_preview:
        definition = instrument.to_definition(page.to_instrument())
    return {"landing": landing_of(page, definition), "submission_id": uuid.uuid4()}


def landing_of(page: "SurveyPage", d: Definition | None) -> Landing:
    headline, *rest = HEADLINE.split(curly(page.title), maxsplit=1)
    wave = queries.current_wave(page) if d else None
    following, last = (None, None) if wave else (queries.next_wave(page), queries.last_closed_wave(page))
    state: Literal["open", "planned", "closed", "draft"] = "draft"
    if d is not None:
        state = "open" if wave else "planned" if following or not last else "closed"
    required = [q for q in d.questions if q.required] if d else []
    return Landing(
        state=state,
        headline=headline,
        subtitle=rest[0] if rest else "",
        intro=curly(d.intro if d else page.intro),
        consent_label=curly(d.consent_label if d else page.consent_label),
        first_title=curly(d.sections[0].title) if d and d.sections else "",
        questions=number_of_questions(d) if d else 0,
        minutes=int(d.minutes.get("median", 0)) if d else 0,
        sections_text=counted(len(d.sections), "short section", "short sections").capitalize() if d else "",
        required_text=_required_text(len(required)),
        wave_title=wave.title if wave else "",
        opens_at=following.opens_at if following else None,
        closes_at=wave.closes_at if wave else None,
        closed_at=last.closes_at if last else None,
    )


def number_of_questions(d: Definition) -> int:
    """As people count: 13a and 13b are one question, a follow-up belongs to its question."""
    return len({re.sub(r"\D+$", "", q.number) or q.id for q in d.questions if not q.follows})


def _required_text(count: int) -> str:
    if count == 0:
        return "No question has to be answered."
    if count == 1:
        return "Only one question needs an answer, because it decides which others fit you."
    return f"Only {counted(count, 'question', 'questions')} need an answer, because they decide which others fit you."
