"""What the landing page may know about the browser that opens it."""

from dataclasses import dataclass

from django.utils import timezone

from surveys.models import Response, SurveyPage
from surveys.queries.waves import takes_answers


@dataclass(frozen=True)
class Begun:
    """Answers that wait on this browser. Nothing of what was answered is in it."""

    agreed: bool
    """False: one question was answered in an article, and nobody has agreed to the survey yet."""


def begun_on_browser(resume_hash: str, survey: SurveyPage) -> Begun | None:
    """None if the hash names no response of this survey that can be gone on with now. Two queries at most."""
    if not resume_hash or len(resume_hash) > 64 or "\x00" in resume_hash:
        return None
    response = Response.objects.filter(
        survey_id=survey.pk,
        resume_hash=resume_hash,
        submitted_on=None,
        resume_expires_on__gte=timezone.localdate(),
    ).first()
    if response is None or not takes_answers(response):
        return None
    return Begun(agreed=bool(response.consent_version))
