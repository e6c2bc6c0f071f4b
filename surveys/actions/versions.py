"""Compiling a published page."""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from surveys.logic import instrument
from surveys.models import QuestionnaireVersion, SurveyPage


@transaction.atomic
def publish_version(
    *, page: SurveyPage, user: Any = None, comparability: str = "wording", note: str = ""
) -> QuestionnaireVersion:
    """The version that holds what the page says now: the newest one if nothing in it differs, else a new one.

    Responses keep the version they began with. Raise InstrumentError if the page does not compile; nothing is
    stored.
    """
    data = page.to_instrument()
    instrument.check(data)
    content = instrument.content_sha256(data)
    SurveyPage.objects.select_for_update().get(pk=page.pk)
    newest = QuestionnaireVersion.objects.filter(survey_id=page.pk).first()
    if newest is not None and newest.content_sha256 == content:
        return newest
    return QuestionnaireVersion.objects.create(
        survey_id=page.pk,
        number=newest.number + 1 if newest else 1,
        instrument=json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")),
        structure_sha256=instrument.structure_sha256(data),
        content_sha256=content,
        comparability=comparability,
        note=note,
        published_on=timezone.now(),
        published_by=user,
    )
