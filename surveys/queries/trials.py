"""Trials: which one an editor's browser is in."""

from django.db.models.functions import Now
from django.utils import timezone

from surveys import keys
from surveys.models import Response, SurveyPage, Wave

TRIAL = "trial"
"""The source of a trial."""


def trial_token(response: Response) -> str:
    """What the browser holds of a trial."""
    return keys.resume_token(response.submission_id, key_version=response.key_version)


def trial_response(token: str, slug: str) -> Response | None:
    """The trial behind a token of `trial_token`, with survey, wave and version, in one query; else None.

    `now` on it is the time that the database had at the reading.
    """
    found = Response.objects.select_related("survey", "wave", "version").defer("version__instrument")
    return (
        found.annotate(now=Now())
        .filter(
            resume_hash=keys.digest("trial", token),
            survey__slug=slug,
            wave__status=Wave.Status.TEST,
            resume_expires_on__gte=timezone.localdate(),
        )
        .first()
    )


def survey_page(pk: int) -> SurveyPage | None:
    """A survey, published or not."""
    return SurveyPage.objects.filter(pk=pk).first()
