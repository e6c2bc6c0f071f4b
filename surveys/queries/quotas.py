"""A wave's quotas: how many places there are and how many are taken."""

from dataclasses import dataclass

from django.db.models import QuerySet

from surveys.logic.definition import Definition
from surveys.models import Quota, Response, SurveyPage, Wave
from surveys.queries.versions import definition_of, newest_version


@dataclass(frozen=True)
class QuotaLine:
    """A quota in words."""

    quota: Quota
    question: str
    answers: str
    left: int


def quotas_of_wave(wave_id: int) -> list[Quota]:
    """In the order they were made. One query."""
    return list(Quota.objects.filter(wave_id=wave_id))


def quota_of_wave(wave_id: int, pk: int) -> Quota | None:
    """One quota, if it is this wave's."""
    return Quota.objects.filter(wave_id=wave_id, pk=pk).first()


def complete_answers(wave: Wave) -> QuerySet[Response]:
    """Everybody who is complete, as far as quotas ask: answers, places held, whether they are held back."""
    rows = Response.objects.filter(wave=wave, status=Response.Status.COMPLETE)
    return rows.only("answers", "quotas", "quarantine")


def quota_lines(wave_id: int, survey: SurveyPage) -> list[QuotaLine]:
    """The wave's quotas with the wording of the newest version; codes it no longer has stand as they are."""
    version = newest_version(survey)
    d = None if version is None else definition_of(version)
    return [_line(quota, d) for quota in quotas_of_wave(wave_id)]


def quota_choices(survey: SurveyPage) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(question id, its wording, (code, label) of its answers) of every question with one answer, in the
    newest version, in order.
    """
    version = newest_version(survey)
    if version is None:
        return []
    return [
        (q.id, q.text, [(option.code, option.label) for option in q.options])
        for q in definition_of(version).questions
        if q.type == "single"
    ]


def _line(quota: Quota, d: Definition | None) -> QuotaLine:
    q = None if d is None else d.by_id.get(quota.question_id)
    labels = {} if q is None else {option.code: option.label for option in q.options}
    return QuotaLine(
        quota,
        question=quota.question_id if q is None else q.text,
        answers=", ".join(labels.get(code, code) for code in quota.options),
        left=quota.target - quota.taken,
    )
