"""Responses: by their holder's key, locked, encoded, and as rows of a wave."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from surveys import keys
from surveys.logic import encoding, quality
from surveys.logic.definition import Definition
from surveys.models import Response, Wave
from surveys.queries.trials import TRIAL
from surveys.queries.versions import compiled, definition_of_response

ROWS_AT_ONCE = 2000
QUARANTINE = "quarantine"
Status = Response.Status


def response_by_resume(token: str, slug: str | None = None) -> Response | None:
    """The response behind a private link, of this survey if one is named.

    None if unknown, expired, or of another one.
    """
    found = _by_resume(token).filter(resume_expires_on__gte=timezone.localdate())
    return (found if slug is None else found.filter(survey__slug=slug)).first()


def response_by_receipt(code: str) -> Response | None:
    """The response behind a receipt code, as typed or pasted. None if it is not a code, unknown, or of a
    trial.
    """
    parsed = keys.parse_receipt(code)
    if parsed is None:
        return None
    found = _responses().filter(receipt_hash=keys.digest("receipt", parsed))
    return found.exclude(wave__status=Wave.Status.TEST).first()


def own_response(key: str) -> Response | None:
    """One row for the holder of its key: a receipt code, or a resume token that has not expired."""
    found = response_by_receipt(key)
    if found is not None:
        return found
    return _by_resume(key).filter(resume_expires_on__gte=timezone.localdate()).first()


def fresh(response: Response) -> Response:
    """The response as it is stored now, found by its submission id: closing a wave gives its rows new ids."""
    return _responses().get(survey_id=response.survey_id, submission_id=response.submission_id)


def locked(response: Response) -> Response:
    """The response as it is stored now, its row locked until the transaction ends."""
    rows = Response.objects.select_related("version").defer("version__instrument")
    return rows.select_for_update(of=("self",)).get(
        survey_id=response.survey_id, submission_id=response.submission_id
    )


def encoded(response: Response) -> dict[str, Any]:
    """One response as dataset variables."""
    return encoding.encode(definition_of_response(response), response.answers, response.state)


def responses_exist_below(page: Any) -> bool:
    """Whether a page or anything under it is a survey that somebody has answered. Trials don't count."""
    return Response.objects.filter(survey__path__startswith=page.path).exclude(source=TRIAL).exists()


def wave_rows(wave: Wave) -> Iterator[dict[str, Any]]:
    """Every response of a wave that says something, as dataset variables with `_status`, `_source`, `_tier`,
    `_demo`, `_flags`, `_left_out` and `_version` (the id of its version, see `wave_versions`).

    In random order, so that nothing that leaves the database shows who came when. The count of `_status`
    values is the wave's account of dispositions; what was only started is not there, and neither are trials.
    What is left out of the analysis is there, and says why in `_left_out`.
    """
    rows = (
        Response.objects.filter(wave=wave)
        .exclude(status=Status.STARTED)
        .exclude(source=TRIAL)
        .order_by("?")
        .values_list(
            "version_id",
            "version__content_sha256",
            "answers",
            "state",
            "quarantine",
            "flags",
            "status",
            "source",
            "tier",
            "is_demo",
        )
    )
    for (
        version_id,
        content,
        answers,
        state,
        quarantine,
        flags,
        status,
        source,
        tier,
        is_demo,
    ) in rows.iterator(chunk_size=ROWS_AT_ONCE):
        d = compiled(version_id, content)
        yield {
            **encoding.encode(d, answers, state),
            "_status": status,
            "_source": source,
            "_tier": tier,
            "_demo": is_demo,
            "_flags": flags,
            "_left_out": left_out(d, quarantine, flags),
            "_version": version_id,
        }


def rows_of_wave(wave: Wave) -> int:
    """How many `wave_rows` there are."""
    rows = Response.objects.filter(wave=wave).exclude(status=Status.STARTED)
    return rows.exclude(source=TRIAL).count()


def left_out(d: Definition, quarantine: str, flags: Collection[str]) -> str:
    """Why a response that counts is no part of the analysis: `quarantine`, or the mark by which the
    questionnaire leaves it out. Empty for nearly all.
    """
    if quarantine:
        return QUARANTINE
    return next((flag for flag in quality.rules(d).excluded if flag in flags), "")


def _responses() -> QuerySet[Response]:
    return Response.objects.select_related("survey", "wave", "version").defer("version__instrument")


def _by_resume(token: str) -> QuerySet[Response]:
    return _responses().filter(resume_hash=keys.digest("resume", token))
