"""Every read of surveys and responses. Other apps use nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from surveys import asking, changes, chips, keys
from surveys.logic import encoding, instrument, routing
from surveys.logic.definition import Definition, Question
from surveys.logic.errors import InstrumentError
from surveys.models import QuestionnaireVersion, ReaderTally, Response, SurveyPage, Wave
from surveys.wording import curly

ROWS_AT_ONCE = 2000
Status = Response.Status


@dataclass(frozen=True)
class WaveState:
    """What a visitor of the survey can do now, and with which wave."""

    kind: Literal["open", "planned", "closed", "none"]
    wave: Wave | None
    """The open wave, else the next one, else the last one."""


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


# Surveys ------------------------------------------------------------------------------------------------


def live_surveys() -> QuerySet[SurveyPage]:
    """The surveys that anyone may see: published, and not behind a restriction."""
    return SurveyPage.objects.live().public()


def survey_by_slug(slug: str) -> SurveyPage | None:
    """The published survey at this address; None for drafts, restricted and unknown ones alike."""
    return live_surveys().filter(slug=slug).order_by("path").first()


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


# One question on its own --------------------------------------------------------------------------------


def askable_of(survey: SurveyPage) -> tuple[Question, ...]:
    """The questions of a survey's newest version that can be asked alone; empty before it is published."""
    version = newest_version(survey)
    return asking.askable(definition_of(version)) if version else ()


def askable_questions() -> list[tuple[SurveyPage, tuple[Question, ...]]]:
    """Every public survey that has such questions, in page order. One query and one a survey."""
    found = [(survey, askable_of(survey)) for survey in live_surveys().order_by("path")]
    return [(survey, questions) for survey, questions in found if questions]


def inline_question(survey: SurveyPage | str | None, question_id: str) -> asking.InlineQuestion | None:
    """What a page may show of one question; None if the survey is not public or asks no such question.

    `survey` is its page or its slug. Three queries.
    """
    slug = survey if isinstance(survey, str) else getattr(survey, "slug", "")
    page = survey_by_slug(slug)
    if page is None:
        return None
    found = next((q for q in askable_of(page) if q.id == question_id), None)
    return asking.inline_question(page.slug, page.title, found) if found else None


@dataclass(frozen=True)
class ReaderCounts:
    """The published state of the readers' answers to one question: exact, for a disclosure rule to round."""

    counts: dict[str, int]
    """Option code -> answers."""
    is_demo: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def reader_counts(survey: SurveyPage, question_id: str) -> ReaderCounts:
    """One query. The numbers are exact: whoever shows them passes them through `reports.disclosure`."""
    rows = ReaderTally.objects.filter(survey_id=survey.pk, question_id=question_id, shown__gt=0)
    counts: dict[str, int] = {}
    is_demo = False
    for option, shown, demo in rows.values_list("option", "shown", "is_demo"):
        counts[option] = counts.get(option, 0) + shown
        is_demo = is_demo or demo
    return ReaderCounts(counts, is_demo)


def way_on(
    survey: SurveyPage, response: Response | None, question_id: str, given: str
) -> Literal["sent", "go_on", "consent", "begin", "screened", "closed"]:
    """How somebody who answered one question can go on: with what they hold, from the start, or not now."""
    d = definition_of_response(response) if response else questionnaire_for(survey)
    question = d.by_id.get(question_id) if d else None
    if response is not None and response.is_submitted:
        return "sent"
    wave = current_wave(survey)
    if wave is None:
        return "closed"
    if response is not None and response.wave_id == wave.pk:
        return "go_on" if response.consent_version else "consent"
    screened = d is not None and question is not None and routing.walk(d, {question_id: given}).screened_out
    return "screened" if screened else "begin"


def consent_label(response: Response) -> str:
    """What somebody agrees to, in the words of the version they began with."""
    return curly(definition_of_response(response).consent_label)


# An answer to be shown ----------------------------------------------------------------------------------


def chips_of_response(response: Response) -> dict[str, chips.Chip]:
    """By question id: the answers that this response's holder may show beside a comment."""
    d = definition_of_response(response)
    return chips.chips_of(d, response, response.survey.title, response.wave.number)


def read_chip(token: str) -> chips.Chip | None:
    """The words in a chip's token; None if it is not ours, tampered with, or older than ten minutes."""
    return chips.read_chip(token)


# Versions -----------------------------------------------------------------------------------------------


def newest_version(survey: SurveyPage) -> QuestionnaireVersion | None:
    """The version that new responses begin with; its text is loaded only if it is not compiled yet."""
    return QuestionnaireVersion.objects.filter(survey_id=survey.pk).defer("instrument").first()


def definition_of(version: QuestionnaireVersion) -> Definition:
    """The compiled questionnaire of a version; compiled once in a process."""
    return _compiled(version.pk, version.content_sha256)


def definition_of_response(response: Response) -> Definition:
    """The questionnaire that this person began with."""
    return definition_of(response.version)


@lru_cache(maxsize=64)
def _compiled(version_id: int, content_sha256: str) -> Definition:
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


# Waves --------------------------------------------------------------------------------------------------


def current_wave(survey: SurveyPage) -> Wave | None:
    """The wave that takes new people now, by the database's clock."""
    return (
        Wave.objects.filter(survey_id=survey.pk, status=Wave.Status.OPEN)
        .filter(Q(opens_at__isnull=True) | Q(opens_at__lte=Now()))
        .filter(Q(closes_at__isnull=True) | Q(closes_at__gt=Now()))
        .first()
    )


def wave_state(survey: SurveyPage) -> WaveState:
    """One query."""
    if survey.pk is None:
        return WaveState("none", None)
    waves = list(Wave.objects.filter(survey_id=survey.pk).annotate(now=Now()).order_by("number"))
    if open_now := [wave for wave in waves if _takes_people(wave, wave.now)]:
        return WaveState("open", open_now[0])
    ahead = [wave for wave in waves if wave.status != Wave.Status.CLOSED and not _is_over(wave, wave.now)]
    if ahead:
        return WaveState("planned", ahead[0])
    return WaveState("closed", waves[-1]) if waves else WaveState("none", None)


def closed_waves(survey: SurveyPage) -> list[Wave]:
    """Oldest first."""
    return list(Wave.objects.filter(survey_id=survey.pk, status=Wave.Status.CLOSED).order_by("number"))


def waves_with_counts(survey: SurveyPage) -> list[Wave]:
    """Newest first, each with `completes` and `partials`. One query."""
    return list(
        Wave.objects.filter(survey_id=survey.pk)
        .annotate(
            completes=Count("responses", filter=Q(responses__status=Status.COMPLETE)),
            partials=Count("responses", filter=Q(responses__status=Status.PARTIAL)),
        )
        .order_by("-number")
    )


def wave_versions(wave: Wave) -> list[QuestionnaireVersion]:
    """The versions that responses of this wave name, oldest first; the survey's newest if there are none."""
    versions = QuestionnaireVersion.objects.filter(survey_id=wave.survey_id).defer("instrument")
    used = Response.objects.filter(wave=wave).values("version_id")
    return list(versions.filter(pk__in=used).order_by("number")) or list(versions[:1])


def wave_has_responses(wave: Wave) -> bool:
    return Response.objects.filter(wave=wave).exists()


def _is_over(wave: Wave, now: datetime) -> bool:
    return wave.closes_at is not None and wave.closes_at <= now


def _takes_people(wave: Wave, now: datetime) -> bool:
    began = wave.opens_at is None or wave.opens_at <= now
    return wave.status == Wave.Status.OPEN and began and not _is_over(wave, now)


def takes_answers(response: Response) -> bool:
    """Whether the database's clock stands before the end of the response's wave plus its grace. One query."""
    rows = Wave.objects.values_list("status", "closes_at", "grace_minutes", Now())
    status, closes_at, grace, now = rows.get(pk=response.wave_id)
    return status == Wave.Status.OPEN and (
        closes_at is None or bool(now < closes_at + timedelta(minutes=grace))
    )


# Responses ----------------------------------------------------------------------------------------------


def response_by_resume(token: str, slug: str | None = None) -> Response | None:
    """The response behind a private link, of this survey if one is named.

    None if unknown, expired, or of another one.
    """
    found = _by_resume(token).filter(resume_expires_on__gte=timezone.localdate())
    return (found if slug is None else found.filter(survey__slug=slug)).first()


def response_by_receipt(code: str) -> Response | None:
    """The response behind a receipt code, as typed or pasted. None if it is not a code or unknown."""
    parsed = keys.parse_receipt(code)
    if parsed is None:
        return None
    return _responses().filter(receipt_hash=keys.digest("receipt", parsed)).first()


def own_response(key: str) -> Response | None:
    """One row for the holder of its key: a receipt code, or a resume token that has not expired."""
    found = response_by_receipt(key)
    if found is not None:
        return found
    return _by_resume(key).filter(resume_expires_on__gte=timezone.localdate()).first()


def fresh(response: Response) -> Response:
    """The response as it is stored now."""
    return _responses().get(pk=response.pk)


def locked(response: Response) -> Response:
    """The response as it is stored now, its row locked until the transaction ends."""
    rows = Response.objects.select_related("version").defer("version__instrument")
    return rows.select_for_update(of=("self",)).get(pk=response.pk)


def encoded(response: Response) -> dict[str, Any]:
    """One response as dataset variables."""
    return encoding.encode(definition_of_response(response), response.answers, response.state)


def responses_exist_below(page: Any) -> bool:
    """Whether a page or anything under it is a survey that somebody has answered."""
    return Response.objects.filter(survey__path__startswith=page.path).exists()


def wave_rows(wave: Wave) -> Iterator[dict[str, Any]]:
    """Every response of a wave that says something, as dataset variables with `_status`, `_source`, `_demo`
    and `_version` (the id of its version, see `wave_versions`).

    In random order, so that nothing that leaves the database shows who came when. The count of `_status`
    values is the wave's account of dispositions; what was only started is not there.
    """
    rows = (
        Response.objects.filter(wave=wave)
        .exclude(status=Status.STARTED)
        .order_by("?")
        .values_list(
            "version_id", "version__content_sha256", "answers", "state", "status", "source", "is_demo"
        )
    )
    for version_id, content, answers, state, status, source, is_demo in rows.iterator(
        chunk_size=ROWS_AT_ONCE
    ):
        d = _compiled(version_id, content)
        yield {
            **encoding.encode(d, answers, state),
            "_status": status,
            "_source": source,
            "_demo": is_demo,
            "_version": version_id,
        }


def _responses() -> QuerySet[Response]:
    return Response.objects.select_related("survey", "wave", "version").defer("version__instrument")


def _by_resume(token: str) -> QuerySet[Response]:
    return _responses().filter(resume_hash=keys.digest("resume", token))
