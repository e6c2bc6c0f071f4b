"""A person's writes: begin, come back, send in. Sections are saved in `saving`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random, SystemRandom
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys import keys, periods, queries
from surveys.actions import quotas, rows
from surveys.errors import (
    Conflict,
    ConsentMissing,
    Incomplete,
    NotEntitled,
    NotOpen,
    WaveClosed,
    WithdrawnAlready,
)
from surveys.logic import presentation, quality, routing
from surveys.models import QuestionnaireVersion, Response, SurveyPage, Wave

#: Draws orders and vignette cells, unless a caller brings a seeded one.
DRAW = SystemRandom()


@dataclass(frozen=True)
class Receipt:
    """What its holder needs to see, print and later withdraw a response."""

    code: str
    response: Response
    replay: bool
    """True if the response had been sent in before."""


def start(
    *,
    survey: SurveyPage,
    submission_id: UUID,
    consent: bool,
    source: str = "site",
    tier: str = Response.Tier.OPEN,
    quarantine: str = "",
    draw: Random = DRAW,
) -> Response:
    """Begin a response in the open wave, on the newest version; the same submission id gives the same
    response. One that a question in an article began is agreed to here, and goes on with that answer.

    `tier` says how its person came, and is to be proved by the caller (`actions.entry`); `quarantine` why the
    response waits for an analyst. Both are stored when it begins. Raise ConsentMissing, NotOpen, NotEntitled
    if the wave asks for more than `tier`, or Conflict if the id belongs to another survey.
    """
    if not consent:
        raise ConsentMissing
    existing = Response.objects.filter(survey=survey, submission_id=submission_id).first()
    if existing is not None:
        return existing if existing.consent_version else _agree(existing, quarantine)
    with transaction.atomic():
        wave = queries.current_wave(survey)
        version = queries.newest_version(survey)
        if wave is None or version is None:
            raise NotOpen
        if not queries.may_enter(wave, tier):
            raise NotEntitled
        return begin(
            survey=survey,
            wave=wave,
            version=version,
            submission_id=submission_id,
            source=source,
            tier=tier,
            quarantine=quarantine,
            consent_version=_consent(version),
            draw=draw,
        )


def begin(
    *,
    survey: SurveyPage,
    wave: Wave,
    version: QuestionnaireVersion,
    submission_id: UUID,
    source: str,
    answers: Mapping[str, Any] | None = None,
    consent_version: str = "",
    tier: str = Response.Tier.OPEN,
    quarantine: str = "",
    draw: Random = DRAW,
) -> Response:
    """One row for one submission id, its first section drawn. For actions only; call it in a transaction.

    Raise Conflict if the id belongs to another survey, WithdrawnAlready if its response was taken back.
    """
    d = queries.definition_of(version)
    today = timezone.localdate()
    try:
        with transaction.atomic():
            made = Response.objects.create(
                survey=survey,
                wave=wave,
                version=version,
                submission_id=submission_id,
                answers=dict(answers or {}),
                state=presentation.prepare(d, d.sections[0].id, {}, {"saved": []}, draw),
                key_version=keys.current_key_version(),
                resume_hash=keys.digest("resume", keys.resume_token(submission_id)),
                resume_expires_on=today + timedelta(days=periods.resume_days()),
                source=source,
                tier=tier,
                quarantine=quarantine,
                consent_version=consent_version,
                started_on=today,
                is_demo=wave.is_demo,
            )
            # After the insert, which waits for a withdrawal that is under way.
            if queries.was_withdrawn(submission_id):
                raise WithdrawnAlready
            return made
    except IntegrityError:
        twin = Response.objects.filter(survey=survey, submission_id=submission_id).first()
        if twin is None:
            raise Conflict from None
        return twin


def submit(*, response: Response) -> Receipt:
    """Send in. Again and again gives the same receipt; so does sending after a change that was not sent.

    Where a quota is full the answers are stored and don't count. Raise ConsentMissing, WaveClosed,
    WithdrawnAlready or Incomplete.
    """
    with transaction.atomic():
        fresh = rows.locked(response)
        code = keys.receipt_code(fresh.submission_id, key_version=fresh.key_version)
        if fresh.is_submitted:
            return Receipt(code, fresh, True)
        rows.require_consent(fresh)
        rows.require_open(fresh)
        d = queries.definition_of_response(fresh)
        way = routing.walk(d, fresh.answers)
        open_section = routing.first_unfinished(d, way, fresh.state.get("saved", []))
        if open_section is not None:
            raise Incomplete(open_section)
        fresh.answers = dict(way.effective)
        fresh.status = quality.disposition(d, fresh.answers, fresh.state, True)
        out = fresh.status == Response.Status.SCREENED_OUT
        if not out and not quotas.take(response=fresh, answers=fresh.answers):
            fresh.status = Response.Status.QUOTA_FULL
        fresh.receipt_hash = keys.digest("receipt", code)
        fresh.submitted_on = fresh.saved_on = timezone.localdate()
        fresh.revision += 1
        fresh.save(
            update_fields=[
                "answers",
                "status",
                "quotas",
                "receipt_hash",
                "submitted_on",
                "saved_on",
                "revision",
            ]
        )
        queries.forget(fresh.resume_hash)
    return Receipt(code, fresh, False)


def issue_resume(*, response: Response) -> str:
    """The private link's token, good for `SURVEY_RESUME_DAYS` from today."""
    token = keys.resume_token(response.submission_id, key_version=response.key_version)
    response.resume_expires_on = timezone.localdate() + timedelta(days=periods.resume_days())
    Response.objects.filter(pk=response.pk).update(resume_expires_on=response.resume_expires_on)
    return token


@transaction.atomic
def purge_unfinished() -> int:
    """Delete what was begun, says nothing yet, and was not continued `SURVEY_UNFINISHED_DAYS` after its link
    expired.
    """
    limit = timezone.localdate() - timedelta(days=periods.unfinished_days())
    count, _ = Response.objects.filter(
        status=Response.Status.STARTED, submitted_on__isnull=True, resume_expires_on__lt=limit
    ).delete()
    return count


@transaction.atomic
def _agree(response: Response, quarantine: str) -> Response:
    """What a question in an article began becomes the response of somebody who agreed. Raise NotOpen, or
    NotEntitled if the wave has come to ask for more since.
    """
    fresh = rows.locked(response)
    if not fresh.consent_version:
        try:
            rows.require_open(fresh)
        except WaveClosed:
            raise NotOpen from None
        if not queries.may_enter(fresh.wave, fresh.tier):
            raise NotEntitled
        fresh.consent_version = _consent(fresh.version)
        fresh.quarantine = fresh.quarantine or quarantine
        fresh.save(update_fields=["consent_version", "quarantine"])
    return fresh


def _consent(version: QuestionnaireVersion) -> str:
    return f"{queries.definition_of(version).consent_id} v{version.number}"
