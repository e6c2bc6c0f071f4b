"""Versions of a questionnaire, compiled and listed."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from surveys import changes
from surveys.logic import instrument
from surveys.logic.definition import Definition
from surveys.models import QuestionnaireVersion, Response, SurveyPage


@dataclass(frozen=True)
class VersionLine:
    """One line of the list of versions."""

    version: QuestionnaireVersion
    by: str
    changes: changes.Changes
    answers: int
    """Responses that name this version."""

    @property
    def summary(self) -> str:
        return self.changes.summary if self.version.number > 1 else "First publication"


def newest_version(survey: SurveyPage) -> QuestionnaireVersion | None:
    """The version that new responses begin with; its text is loaded only if it is not compiled yet."""
    return QuestionnaireVersion.objects.filter(survey_id=survey.pk).defer("instrument").first()


def definition_of(version: QuestionnaireVersion) -> Definition:
    """The compiled questionnaire of a version; compiled once in a process."""
    return compiled(version.pk, version.content_sha256)


def definition_of_response(response: Response) -> Definition:
    """The questionnaire that this person began with."""
    return definition_of(response.version)


@lru_cache(maxsize=64)
def compiled(version_id: int, content_sha256: str) -> Definition:
    """A version never changes, so its compiled form is kept (the hash tells apart versions of databases that
    were reset).
    """
    return instrument.to_definition(QuestionnaireVersion.objects.get(pk=version_id).data)


def version_list(survey: SurveyPage) -> list[VersionLine]:
    """All versions, newest first, with what each changed. One query."""
    versions = list(
        QuestionnaireVersion.objects.filter(survey_id=survey.pk)
        .select_related("published_by")
        .annotate(answers=Count("responses"))
        .order_by("-number")
    )
    data = [version.data for version in versions]
    return [
        VersionLine(
            version=version,
            by=name_of(version.published_by),
            changes=changes.between(data[place + 1] if place + 1 < len(data) else None, data[place]),
            answers=version.answers,
        )
        for place, version in enumerate(versions)
    ]


def name_of(user: Any) -> str:
    """A person's name, or their login; for what no person published, 'the system'."""
    return "the system" if user is None else user.get_full_name() or user.get_username()


def versions_with_counts() -> QuerySet[QuestionnaireVersion]:
    """Every version of every survey, newest first, with `answers`; without the questionnaires' text."""
    return (
        QuestionnaireVersion.objects.select_related("survey", "published_by")
        .defer("instrument")
        .annotate(answers=Count("responses"))
        .order_by("-published_on", "-number")
    )
