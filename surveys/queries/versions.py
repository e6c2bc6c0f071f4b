"""Versions of a questionnaire, compiled and listed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from surveys import changes
from surveys.logic import instrument
from surveys.logic.definition import Definition
from surveys.logic.errors import InstrumentError
from surveys.models import QuestionnaireVersion, Response, SurveyPage, Wave
from surveys.queries.trials import TRIAL


@dataclass(frozen=True)
class VersionLine:
    """One line of the list of versions."""

    version: QuestionnaireVersion
    by: str
    changes: changes.Changes
    answers: int
    """Responses that name this version; trials don't count."""
    finished: int
    """Those of them that were sent in."""

    @property
    def consent(self) -> str:
        """What people agreed to."""
        label: str = self.version.data["instrument"]["consent"]["label"]
        return label

    @property
    def consent_name(self) -> str:
        """How their responses name that text."""
        return f"{self.version.data['instrument']['consent']['id']} v{self.version.number}"

    @property
    def summary(self) -> str:
        return self.changes.summary if self.version.number > 1 else "First publication"


def newest_version(survey: SurveyPage) -> QuestionnaireVersion | None:
    """The version that new responses begin with; its text is loaded only if it is not compiled yet."""
    return QuestionnaireVersion.objects.filter(survey_id=survey.pk).defer("instrument").first()


def rulings(survey_slug: str, after: int, until: int) -> list[str]:
    """The editor's rulings on the versions after one and up to another; empty for the same version. One
    query.
    """
    found = QuestionnaireVersion.objects.filter(survey__slug=survey_slug, number__gt=after, number__lte=until)
    return list(found.order_by("number").values_list("comparability", flat=True))


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
    versions: list[Any] = list(
        _counted(QuestionnaireVersion.objects.filter(survey_id=survey.pk))
        .select_related("published_by")
        .order_by("-number")
    )
    before = [*(version.instrument for version in versions[1:]), None]
    return [
        VersionLine(
            version=version,
            by=name_of(version.published_by),
            changes=_between(before[place], version.instrument),
            answers=version.answers,
            finished=version.finished,
        )
        for place, version in enumerate(versions)
    ]


def unpublished_changes(page: SurveyPage) -> changes.Changes:
    """What publishing the page as it stands would change; nothing if it would make no new version, or the
    first one. One query. InstrumentError if the page's rules can't be read.
    """
    newest = QuestionnaireVersion.objects.filter(survey_id=page.pk).first() if page.pk else None
    data = page.to_instrument()
    if newest is None or newest.content_sha256 == instrument.content_sha256(data):
        return changes.NOTHING
    return changes.between(newest.data, data)


def surveys_with_unpublished_changes(pages: Iterable[Any]) -> list[SurveyPage]:
    """The surveys among these pages and below them whose newest draft would make another version."""
    found = []
    for page in pages:
        for survey in SurveyPage.objects.filter(path__startswith=page.path).order_by("path"):
            draft = survey.get_latest_revision_as_object()
            try:
                changed = unpublished_changes(draft).sentences
            except InstrumentError:
                continue
            found += [draft] if changed else []
    return found


def answering_now(survey: SurveyPage) -> list[tuple[int, int]]:
    """(number of the version, people who have begun it in the open wave and not sent anything in), newest
    version first. One query.
    """
    begun = Response.objects.filter(
        survey_id=survey.pk, wave__status=Wave.Status.OPEN, submitted_on__isnull=True
    ).exclude(consent_version="")
    numbers = begun.values_list("version__number").annotate(people=Count("pk"))
    return list(numbers.order_by("-version__number"))


def name_of(user: Any) -> str:
    """A person's name, or their login; for what no person published, 'the system'."""
    return "the system" if user is None else user.get_full_name() or user.get_username()


def versions_with_counts() -> QuerySet[QuestionnaireVersion]:
    """Every version of every survey, newest first, with `answers`, `finished` and `text_before`, the
    questionnaire of the version before it (None for the first).
    """
    earlier = QuestionnaireVersion.objects.filter(
        survey_id=OuterRef("survey_id"), number__lt=OuterRef("number")
    ).order_by("-number")
    return (
        _counted(QuestionnaireVersion.objects.select_related("survey", "published_by"))
        .annotate(text_before=Subquery(earlier.values("instrument")[:1]))
        .order_by("-published_on", "-number")
    )


def summary_of(version: QuestionnaireVersion) -> str:
    """What a version of `versions_with_counts` changed, in a few words."""
    before = getattr(version, "text_before", None)
    return _between(before, version.instrument).summary if before else "First publication"


@lru_cache(maxsize=64)
def _between(before: str | None, after: str) -> changes.Changes:
    """Two versions' texts compared; they never change, and an editor opens the same list again and again."""
    return changes.NOTHING if before is None else changes.between(json.loads(before), json.loads(after))


def _counted(versions: QuerySet[QuestionnaireVersion]) -> QuerySet[QuestionnaireVersion]:
    real = ~Q(responses__source=TRIAL)
    return versions.annotate(
        answers=Count("responses", filter=real),
        finished=Count("responses", filter=real & Q(responses__submitted_on__isnull=False)),
    )
