"""What pages people read may say about the layers below, read through the queries of each."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from surveys import landing
from surveys import queries as surveys


@dataclass(frozen=True)
class SurveyFacts:
    """What may be promised about a survey before anybody starts it."""

    url: str
    questions: int
    minutes: int
    is_open: bool
    wave: str
    """One sentence on the wave; empty where there is none."""


def survey_facts(page: Page) -> SurveyFacts | None:
    """Read the facts of the survey at `page`; None where it is not to be seen. Three queries."""
    survey = surveys.survey_by_slug(page.slug)
    definition = surveys.questionnaire_for(survey) if survey else None
    if survey is None or definition is None:
        return None
    state = surveys.wave_state(survey)
    wave = state.wave
    return SurveyFacts(
        url=page.url,
        questions=landing.number_of_questions(definition),
        minutes=int(definition.minutes["median"]),
        is_open=state.kind == "open",
        wave=wave_sentence(state.kind, wave.number, wave.opens_at, wave.closes_at) if wave else "",
    )


def wave_sentence(kind: str, number: int, opens_at: datetime | None, closes_at: datetime | None) -> str:
    """Say when a wave (open, planned or closed) takes answers, by day: no reader needs the hour."""
    if kind == "open":
        return f"Wave {number} is open until {day(closes_at)}." if closes_at else f"Wave {number} is open."
    if kind == "planned":
        return f"Wave {number} opens on {day(opens_at)}." if opens_at else f"Wave {number} is being prepared."
    return f"Wave {number} closed on {day(closes_at)}." if closes_at else f"Wave {number} is closed."


def day(moment: datetime) -> str:
    """Write a date as people do: 12 December 2026."""
    return date_format(timezone.localtime(moment), "j F Y")
