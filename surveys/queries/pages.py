"""Surveys: which ones anyone may see, and what their landing pages describe."""

from django.db.models import QuerySet

from surveys.logic import instrument
from surveys.logic.definition import Definition
from surveys.logic.errors import InstrumentError
from surveys.models import SurveyPage
from surveys.queries.versions import definition_of, newest_version
from website.core.visibility import public

LONGEST_KEY = 19
"""Digits; a longer number is no key of any database."""


def live_surveys() -> QuerySet[SurveyPage]:
    """The surveys that anyone may see: published, and not behind a restriction."""
    found: QuerySet[SurveyPage] = public(SurveyPage.objects.live())
    return found


def survey_by_slug(slug: str) -> SurveyPage | None:
    """The published survey at this address; None for drafts, restricted and unknown ones alike."""
    return live_surveys().filter(slug=slug).order_by("path").first()


def only_survey() -> SurveyPage | None:
    """The one published survey of the site; None where there are several, or none. One query."""
    found = list(live_surveys()[:2])
    return found[0] if len(found) == 1 else None


def survey_for_new_wave(named: str) -> SurveyPage | None:
    """The survey with this key, published or not; where none is named, the only one there is."""
    if named:
        return SurveyPage.objects.filter(pk=named).first() if _is_key(named) else None
    found = list(SurveyPage.objects.all()[:2])
    return found[0] if len(found) == 1 else None


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < LONGEST_KEY


def questionnaire_for(page: SurveyPage, *, preview: bool = False) -> Definition | None:
    """What the landing page describes.

    The newest version; in a preview, what the editor has written if it compiles.
    """
    if preview:
        try:
            return instrument.to_definition(page.to_instrument())
        except InstrumentError:
            return None
    version = newest_version(page)
    return definition_of(version) if version else None
