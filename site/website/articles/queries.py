"""What pages people read may say about the layers below. Every read of a lower app goes through its queries."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from surveys import queries as surveys
from wagtail.models import Page

FREEDOM = "Every question after the first can be skipped, and you can stop at any time."


@dataclass(frozen=True)
class SurveyFacts:
    """What may be promised about a survey before anybody starts it."""

    url: str
    questions: int
    minutes: int
    is_open: bool
    status: str
    """One sentence on the wave; empty where there is none."""
    freedom: str = FREEDOM


def survey_facts(page: Page) -> SurveyFacts | None:
    """Read the facts of the survey at `page`; None where it has never been published. Three queries."""
    survey = surveys.survey_by_slug(page.slug)
    version = surveys.latest_version(survey) if survey else None
    if survey is None or version is None:
        return None
    definition = surveys.definition_of(version)
    wave = surveys.current_wave(survey)
    is_open = wave is not None and wave.is_open_at(timezone.now())
    return SurveyFacts(
        url=page.url,
        questions=len(definition.questions),
        minutes=round(definition.minutes),
        is_open=is_open,
        status=wave_sentence(
            number=wave.number, opens_at=wave.opens_at, closes_at=wave.closes_at, now=timezone.now()
        )
        if wave
        else "",
    )


def wave_sentence(*, number: int, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> str:
    """Say when a wave is open, by day: no reader needs the hour."""
    if opens_at and now < opens_at:
        return f"Wave {number} opens on {day(opens_at)}."
    if closes_at and now >= closes_at:
        return f"Wave {number} closed on {day(closes_at)}."
    if closes_at:
        return f"Wave {number} is open until {day(closes_at)}."
    return f"Wave {number} is open."


def day(moment: datetime) -> str:
    """Write a date as people do: 12 December 2026."""
    return date_format(timezone.localtime(moment), "j F Y")
