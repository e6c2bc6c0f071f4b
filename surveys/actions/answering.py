"""A person's writes: begin, save a section, come back, send in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random, SystemRandom
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys import keys, periods, queries
from surveys.errors import Conflict, ConsentMissing, Incomplete, NotOpen, WaveClosed
from surveys.logic import presentation, quality, routing, validation
from surveys.logic.definition import Definition
from surveys.models import QuestionnaireVersion, Response, SurveyPage, Wave

#: Draws orders and vignette cells, unless a caller brings a seeded one.
DRAW = SystemRandom()


@dataclass(frozen=True)
class Saved:
    """What became of a section."""

    response: Response
    """As it is stored now: after a conflict, what the other device saved."""
    reading: Any
    """`validation.Reading` of what was posted."""
    conflict: bool


@dataclass(frozen=True)
class Receipt:
    """What its holder needs to see, print and later withdraw a response."""

    code: str
    response: Response
    replay: bool
    """True if the response had been sent in before."""


def start(
    *, survey: SurveyPage, submission_id: UUID, consent: bool, source: str = "site", draw: Random = DRAW
) -> Response:
    """Begin a response in the open wave, on the newest version; the same submission id gives the same
    response. One that a question in an article began is agreed to here, and goes on with that answer.

    Raise ConsentMissing, NotOpen, or Conflict if the id belongs to another survey.
    """
    if not consent:
        raise ConsentMissing
    existing = Response.objects.filter(survey=survey, submission_id=submission_id).first()
    if existing is not None:
        return existing if existing.consent_version else _agree(existing)
    with transaction.atomic():
        wave = queries.current_wave(survey)
        version = queries.newest_version(survey)
        if wave is None or version is None:
            raise NotOpen
        return begin(
            survey=survey,
            wave=wave,
            version=version,
            submission_id=submission_id,
            source=source,
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
    draw: Random = DRAW,
) -> Response:
    """One row for one submission id, its first section drawn. For actions only; call it in a transaction.

    Raise Conflict if the id belongs to another survey.
    """
    d = queries.definition_of(version)
    today = timezone.localdate()
    try:
        with transaction.atomic():
            return Response.objects.create(
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
                consent_version=consent_version,
                started_on=today,
                is_demo=wave.is_demo,
            )
    except IntegrityError:
        twin = Response.objects.filter(survey=survey, submission_id=submission_id).first()
        if twin is None:
            raise Conflict from None
        return twin


def prepare_section(*, response: Response, section: str) -> Response:
    """Draw and store the orders and cells of a section that is about to be shown for the first time.

    Usually done already by the save before it; then this writes nothing. KeyError for an unknown section.
    """
    d = queries.definition_of_response(response)
    if not _draws(d, section, response):
        return response
    with transaction.atomic():
        fresh = queries.locked(response)
        if not fresh.is_submitted:
            fresh.state = presentation.prepare(d, section, fresh.answers, fresh.state, DRAW)
            fresh.save(update_fields=["state"])
    return fresh


def save_section(
    *,
    response: Response,
    section: str,
    post: Mapping[str, list[str]],
    revision: int,
    leaving: bool = False,
    draw: Random = DRAW,
) -> Saved:
    """Store the valid answers of one section, if the response is still as it was at `revision`.

    Somebody who is `leaving` has not finished the section: it is where they come back to, and what they left
    open there counts as not reached. One read and one write. Raise ConsentMissing, WaveClosed, Conflict if
    other answers were already sent in, KeyError for an unknown section.
    """
    _require_consent(response)
    d = queries.definition_of_response(response)
    reading = validation.validator(d).read(section, post, response.answers, response.state)
    if response.is_submitted:
        return _after_submission(d, response, reading)
    if response.revision != revision:
        return _after_conflict(d, response, section, post)
    state = _state_after(d, section, response, reading, draw, leaving=leaving)
    with transaction.atomic():
        _require_open(response)
        status = quality.disposition(d, reading.answers, state, False)
        written = Response.objects.filter(
            pk=response.pk, revision=revision, submitted_on__isnull=True
        ).update(
            answers=reading.answers,
            state=state,
            status=status,
            revision=revision + 1,
            saved_on=timezone.localdate(),
        )
    if not written:
        return _after_conflict(d, response, section, post)
    response.answers, response.state, response.status = reading.answers, state, status
    response.revision, response.saved_on = revision + 1, timezone.localdate()
    return Saved(response, reading, False)


def submit(*, response: Response) -> Receipt:
    """Send in. Again and again gives the same receipt. Raise ConsentMissing, WaveClosed or Incomplete."""
    with transaction.atomic():
        fresh = queries.locked(response)
        code = keys.receipt_code(fresh.submission_id, key_version=fresh.key_version)
        if fresh.is_submitted:
            return Receipt(code, fresh, True)
        _require_consent(fresh)
        _require_open(fresh)
        d = queries.definition_of_response(fresh)
        open_section = routing.first_unfinished(d, fresh.answers, fresh.state.get("saved", []))
        if open_section is not None:
            raise Incomplete(open_section)
        fresh.answers = routing.effective(d, fresh.answers)
        fresh.status = quality.disposition(d, fresh.answers, fresh.state, True)
        fresh.receipt_hash = keys.digest("receipt", code)
        fresh.submitted_on = fresh.saved_on = timezone.localdate()
        fresh.revision += 1
        fresh.save(
            update_fields=["answers", "status", "receipt_hash", "submitted_on", "saved_on", "revision"]
        )
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
def _agree(response: Response) -> Response:
    """What a question in an article began becomes the response of somebody who agreed. Raise NotOpen."""
    fresh = queries.locked(response)
    if not fresh.consent_version:
        try:
            _require_open(fresh)
        except WaveClosed:
            raise NotOpen from None
        fresh.consent_version = _consent(fresh.version)
        fresh.save(update_fields=["consent_version"])
    return fresh


def _consent(version: QuestionnaireVersion) -> str:
    return f"{queries.definition_of(version).consent_id} v{version.number}"


def _require_consent(response: Response) -> None:
    """Raise ConsentMissing for what a question in an article began and nobody has agreed to."""
    if not response.consent_version:
        raise ConsentMissing


def _require_open(response: Response) -> None:
    """Raise WaveClosed unless the database's clock stands before the wave's end plus its grace."""
    if not queries.takes_answers(response):
        raise WaveClosed


def _draws(d: Definition, section: str, response: Response) -> bool:
    prepared = presentation.prepare(d, section, response.answers, response.state, DRAW)
    return bool(
        set(prepared["orders"]) - set(response.state.get("orders", {}))
        or set(prepared["cells"]) - set(response.state.get("cells", {}))
    )


def _state_after(
    d: Definition, section: str, response: Response, reading: Any, draw: Random, *, leaving: bool
) -> dict[str, Any]:
    """The state with this section saved, unless something in it is left to do, and the next one drawn."""
    state = dict(response.state)
    saved = list(state.get("saved", []))
    if not reading.errors and not leaving and section not in saved:
        saved.append(section)
    target = routing.next_section(d, reading.answers, section)
    state |= {"saved": saved, "screened_out": routing.walk(d, reading.answers).screened_out}
    if target not in (routing.END, routing.SCREENED_OUT):
        state = presentation.prepare(d, target, reading.answers, state, draw)
    return state


def _after_submission(d: Definition, response: Response, reading: Any) -> Saved:
    if routing.effective(d, reading.answers) != response.answers:
        raise Conflict
    return Saved(response, reading, False)


def _after_conflict(d: Definition, response: Response, section: str, post: Mapping[str, list[str]]) -> Saved:
    """Somebody else saved first. The same answers twice are no conflict."""
    fresh = queries.fresh(response)
    reading = validation.validator(d).read(section, post, fresh.answers, fresh.state)
    same = reading.answers == fresh.answers and not reading.errors and section in fresh.state.get("saved", [])
    if fresh.is_submitted:
        return _after_submission(d, fresh, reading)
    return Saved(fresh, reading, not same)
