"""One question on its own: which can be asked so, what readers answered, how one goes on."""

from dataclasses import dataclass
from typing import Literal

from django.db.models import Exists, OuterRef, QuerySet

from surveys import asking
from surveys.logic import routing
from surveys.logic.definition import Question
from surveys.models import QuestionnaireVersion, ReaderTally, Response, SurveyPage
from surveys.queries.pages import live_surveys, questionnaire_for
from surveys.queries.versions import definition_of, definition_of_response, newest_version
from surveys.queries.waves import current_wave
from surveys.wording import curly


def askable_of(survey: SurveyPage) -> tuple[Question, ...]:
    """The questions of a survey's newest version that can be asked alone; empty before it is published."""
    version = newest_version(survey)
    return asking.askable(definition_of(version)) if version else ()


def _newest(surveys: QuerySet[SurveyPage]) -> list[QuestionnaireVersion]:
    """The newest version of each of `surveys` that has one, with its page, in page order. One query."""
    newer = QuestionnaireVersion.objects.filter(
        survey_id=OuterRef("survey_id"), number__gt=OuterRef("number")
    )
    return list(
        QuestionnaireVersion.objects.filter(~Exists(newer), survey__in=surveys.order_by())
        .select_related("survey")
        .defer("instrument", *(f"survey__{name}" for name in ("sections", "scales", "rules")))
        .order_by("survey__path")
    )


def askable_questions() -> list[tuple[SurveyPage, tuple[Question, ...]]]:
    """Every public survey that has such questions, in page order. One query."""
    found = [(v.survey, asking.askable(definition_of(v))) for v in _newest(live_surveys())]
    return [(survey, questions) for survey, questions in found if questions]


def inline_question(survey: SurveyPage | str | None, question_id: str) -> asking.InlineQuestion | None:
    """What a page may show of one question; None if the survey is not public or asks no such question.

    `survey` is its page or its slug. One query.
    """
    slug = survey if isinstance(survey, str) else getattr(survey, "slug", "")
    version = next(iter(_newest(live_surveys().filter(slug=slug))), None)
    if version is None:
        return None
    page, questions = version.survey, asking.askable(definition_of(version))
    found = next((q for q in questions if q.id == question_id), None)
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
