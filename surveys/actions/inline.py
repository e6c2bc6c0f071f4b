"""Answer one question where it stands: count it among the readers' answers, and begin a response with it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from surveys import asking, keys, queries
from surveys.actions.answering import begin
from surveys.errors import NoSuchAnswer
from surveys.logic import routing
from surveys.logic.definition import Definition, Question
from surveys.models import AskedOnce, QuestionnaireVersion, ReaderTally, Response, SurveyPage, Wave

SHOWN_AFTER = 10
"""New answers until a question's published tally moves: as many as the smallest group of a release."""
REMEMBERED_DAYS = 7
"""How long the id of a counted form is known, so that sending it again counts nothing."""
SOURCE = "inline"


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer."""

    response: Response | None
    """The response that it began or joined; None: it counts among the readers' answers only."""
    replay: bool
    """True if this very form had been counted before."""
    answer: str
    """The code of the answer that counts: of a form that comes again, the first one's."""


@transaction.atomic
def answer_inline(
    *, survey: SurveyPage, question: str, answer: str, submission_id: UUID, held: Response | None = None
) -> Answered:
    """Count one answer once, whatever comes twice.

    `held`: the response that this browser holds. Where nobody has agreed to the survey yet, an open wave
    gets a response with `source` inline that holds this answer and no consent: nothing can be saved in it,
    and no table counts it, until its person agrees (`start`) and goes on. Raise NoSuchAnswer.
    """
    version = queries.newest_version(survey)
    q = _question(version, question)
    if version is None or q is None or q.option(answer) is None:
        raise NoSuchAnswer
    if not _first_time(submission_id):
        return _again(survey, q, answer, submission_id, held)
    wave = queries.current_wave(survey)
    _count(survey, q, answer, is_demo=_is_demo(survey, wave))
    if (
        wave is None
        or not queries.may_enter(wave, Response.Tier.OPEN)
        or screens_out(queries.definition_of(version), q, answer)
        or (held is not None and (held.is_submitted or held.consent_version))
    ):
        _remember_answer(submission_id, answer)
        return Answered(None, False, answer)
    if held is not None and held.wave_id == wave.pk and held.version_id == version.pk:
        joined = _join(held, q, answer)
        return Answered(joined, False, str(joined.answers.get(q.id, answer)))
    response = begin(
        survey=survey,
        wave=wave,
        version=version,
        submission_id=submission_id,
        source=SOURCE,
        answers={q.id: answer},
    )
    return Answered(response, False, answer)


def screens_out(d: Definition, question: Question, answer: str) -> bool:
    """Whether somebody who gives this answer is not asked anything more."""
    return routing.walk(d, {question.id: answer}).screened_out


@transaction.atomic
def forget_asked() -> int:
    """Forget the ids of forms that were counted more than REMEMBERED_DAYS ago."""
    limit = timezone.localdate() - timedelta(days=REMEMBERED_DAYS)
    count, _ = AskedOnce.objects.filter(day__lt=limit).delete()
    return count


def _question(version: QuestionnaireVersion | None, question_id: str) -> Question | None:
    if version is None:
        return None
    return next((q for q in asking.askable(queries.definition_of(version)) if q.id == question_id), None)


def _first_time(submission_id: UUID) -> bool:
    """Remember the form, by the database's own uniqueness; False if it was counted before."""
    try:
        with transaction.atomic():
            AskedOnce.objects.create(key_hash=_form_hash(submission_id), day=timezone.localdate())
    except IntegrityError:
        return False
    return True


def _remember_answer(submission_id: UUID, answer: str) -> None:
    """For a form that begins no response: nothing else here could tell it apart from a changed one."""
    form = AskedOnce.objects.filter(key_hash=_form_hash(submission_id))
    form.update(answer_hash=_answer_hash(submission_id, answer))


def _again(
    survey: SurveyPage, question: Question, answer: str, submission_id: UUID, held: Response | None
) -> Answered:
    """A form that was counted before, whatever it says now."""
    response = Response.objects.filter(survey=survey, submission_id=submission_id).first() or held
    if response is not None and question.id in response.answers:
        return Answered(response, True, str(response.answers[question.id]))
    form = AskedOnce.objects.get(key_hash=_form_hash(submission_id))
    hashes = {_answer_hash(submission_id, option.code): option.code for option in question.options}
    return Answered(response, True, hashes.get(form.answer_hash, answer))


def _form_hash(submission_id: UUID) -> str:
    return keys.digest("inline", str(submission_id))


def _answer_hash(submission_id: UUID, answer: str) -> str:
    """Says nothing to whoever does not hold the form: its id is random and kept nowhere."""
    return keys.digest("inline", f"{submission_id} {answer}")


def _is_demo(survey: SurveyPage, wave: Wave | None) -> bool:
    """Between waves the last one tells whether this is a demonstration."""
    found = wave or queries.wave_state(survey).wave
    return found is not None and found.is_demo


def _count(survey: SurveyPage, question: Question, answer: str, *, is_demo: bool) -> None:
    """Add one, and publish the question's counts if ten or more are new. Its rows are locked in one order."""
    codes = [option.code for option in question.options]
    rows = ReaderTally.objects.filter(survey=survey, question_id=question.id, is_demo=is_demo)
    if rows.filter(option__in=codes).count() < len(codes):
        ReaderTally.objects.bulk_create(
            (
                ReaderTally(survey=survey, question_id=question.id, option=code, is_demo=is_demo)
                for code in codes
            ),
            ignore_conflicts=True,
        )
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    rows.filter(option=answer).update(count=F("count") + 1)
    sums: dict[str, Any] = rows.aggregate(count=Sum("count"), shown=Sum("shown"))
    if sums["count"] - sums["shown"] >= SHOWN_AFTER:
        rows.update(shown=F("count"))


def _join(held: Response, question: Question, answer: str) -> Response:
    """A second question, from another article, goes into the same response that nobody has agreed to yet."""
    fresh = queries.locked(held)
    if not fresh.consent_version and question.id not in fresh.answers:
        fresh.answers = {**fresh.answers, question.id: answer}
        fresh.revision += 1
        fresh.saved_on = timezone.localdate()
        fresh.save(update_fields=["answers", "revision", "saved_on"])
    return fresh
