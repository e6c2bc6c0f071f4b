"""Trials: an editor answers their own survey, and nothing of it is ever counted."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from surveys import keys, queries
from surveys.actions.answering import DRAW, begin
from surveys.errors import NotOpen
from surveys.models import Response, SurveyPage, Wave

TRIAL_DAYS = 7
"""Days until a trial is deleted, finished or not."""


@transaction.atomic
def start_trial(*, survey: SurveyPage, draw: Random = DRAW) -> Response:
    """Begin a trial on the newest published version, in the survey's test wave, which is made when needed.

    Its key is none of a private link's, so that no link and no cookie of a visitor opens it. Raise NotOpen if
    the survey was never published.
    """
    version = queries.newest_version(survey)
    if version is None:
        raise NotOpen
    wave, _ = Wave.objects.get_or_create(
        survey=survey, status=Wave.Status.TEST, defaults={"number": 0, "title": "Trials"}
    )
    response = begin(
        survey=survey,
        wave=wave,
        version=version,
        submission_id=uuid4(),
        source=queries.TRIAL,
        consent_version=f"{queries.definition_of(version).consent_id} v{version.number}",
        draw=draw,
    )
    response.resume_hash = keys.digest("trial", queries.trial_token(response))
    response.save(update_fields=["resume_hash"])
    return response


@transaction.atomic
def end_trial(*, response: Response) -> None:
    """Delete one trial. What is no trial stays."""
    Response.objects.filter(pk=response.pk, wave__status=Wave.Status.TEST).delete()


@transaction.atomic
def forget_trials(*, below: Any = None) -> int:
    """Delete trials of surveys at and below a page; without one, all that are older than TRIAL_DAYS."""
    trials = Response.objects.filter(wave__status=Wave.Status.TEST)
    if below is None:
        trials = trials.filter(started_on__lt=timezone.localdate() - timedelta(days=TRIAL_DAYS))
    else:
        trials = trials.filter(survey__path__startswith=below.path)
    count, _ = trials.delete()
    return count
