"""Surveys: which ones anyone may see, and what their landing pages describe."""

from django.db.models import QuerySet

from surveys.logic import instrument
from surveys.logic.definition import Definition
from surveys.logic.errors import InstrumentError
from surveys.models import SurveyPage
from surveys.queries.versions import definition_of, newest_version
from website.core.visibility import public


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
