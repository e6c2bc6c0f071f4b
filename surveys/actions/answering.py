"""A person's writes: begin, save a section, come back, send in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random, SystemRandom
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys import drafts, keys, periods, queries
from surveys.actions import quotas, rows
from surveys.drafts import Draft, Page
from surveys.errors import (
    Conflict,
    ConsentMissing,
    Incomplete,
    NotEntitled,
    NotOpen,
    WaveClosed,
    WithdrawnAlready,
)
from surveys.logic import pace, presentation, quality, routing, validation
from surveys.logic.definition import Definition
from surveys.models import QuestionnaireVersion, Response, SurveyPage, Wave

#: Draws orders and vignette cells, unless a caller brings a seeded one.
DRAW = SystemRandom()
#: How often a save is tried again while the same page's own saves overtake it.
TRIES = 5


#: A form that is sent by a button, and keeps nothing on the way.
NO_PAGE = Page("")


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


def prepare_section(*, response: Response, section: str) -> Response:
    """Draw and store the orders and cells of a section that is about to be shown for the first time.

    Usually done already by the save before it; then this writes nothing. KeyError for an unknown section.
    """
    d = queries.definition_of_response(response)
    draft = drafts.draft_of(response)
    if draft is None or not _draws(d, section, draft):
        return response
    with transaction.atomic():
        fresh = rows.locked(response)
        draft = drafts.draft_of(fresh)
        if draft is not None:
            state = presentation.prepare(d, section, draft.answers, draft.state, DRAW)
            fresh.state = _changed(fresh, draft, draft.answers, state)["state"]
            fresh.save(update_fields=["state"])
    return fresh


def save_section(
    *,
    response: Response,
    section: str,
    post: Mapping[str, list[str]],
    revision: int,
    leaving: bool = False,
    keeping: bool = False,
    page: Page = NO_PAGE,
    seconds: float | None = None,
    draw: Random = DRAW,
) -> Saved:
    """Store the valid answers of one section, if nobody else has saved since the form was made from
    `revision`. Of answers that were sent, only a draft of changes is written.

    Somebody who is `leaving`, or whose `page` is `keeping` what they type, has not finished the section: it
    is where they come back to, and what they left open there counts as not reached. `seconds`: how long the
    page was looked at; kept as a band. One write, and no read where the response was read with its wave.

    Raise ConsentMissing, WaveClosed, WithdrawnAlready, Conflict if other answers were already sent in,
    KeyError for an unknown section.
    """
    rows.require_consent(response)
    d = queries.definition_of_response(response)
    for attempt in range(TRIES):
        draft = drafts.draft_of(response)
        if draft is None:
            return _after_submission(d, response, section, post)
        if not drafts.made_from(draft, response.revision, revision, page):
            if attempt:
                break
            response = rows.fresh(response)
            continue
        reading = validation.validator(d).read(section, post, draft.answers, draft.state)
        if keeping and drafts.is_late(draft, page):
            return Saved(response, reading, False)
        state = _state_after(d, section, draft, reading, draw, leaving=leaving or keeping)
        if keeping:
            state[drafts.KEPT] = drafts.kept_by(draft, page, revision)
        changes = _changed(response, draft, reading.answers, state)
        if not draft.amends:
            changes["status"] = quality.disposition(d, reading.walk, state, False)
            changes["saved_on"] = timezone.localdate()
            if not keeping:
                changes["pace"] = _paced(response.pace, section, seconds, leaving=leaving)
        changes["revision"] = response.revision + 1
        changes = {name: value for name, value in changes.items() if value != getattr(response, name)}
        if queries.change_if_open(response, changes):
            for name, value in changes.items():
                setattr(response, name, value)
            return Saved(response, reading, False)
        response = _why_not(response)
    return _after_conflict(d, response, section, post)


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


def _draws(d: Definition, section: str, draft: Draft) -> bool:
    prepared = presentation.prepare(d, section, draft.answers, draft.state, DRAW)
    return bool(
        set(prepared["orders"]) - set(draft.state.get("orders", {}))
        or set(prepared["cells"]) - set(draft.state.get("cells", {}))
    )


def _state_after(
    d: Definition, section: str, draft: Draft, reading: Any, draw: Random, *, leaving: bool
) -> dict[str, Any]:
    """The state with this section saved, unless something in it is left to do, and the next one drawn."""
    state = {key: value for key, value in draft.state.items() if key != drafts.KEPT}
    saved = list(state.get("saved", []))
    if not reading.errors and not leaving and section not in saved:
        saved.append(section)
    target = routing.next_section(d, reading.walk, section)
    state |= {"saved": saved, "screened_out": reading.walk.screened_out}
    if target not in (routing.END, routing.SCREENED_OUT):
        state = presentation.prepare(d, target, reading.answers, state, draw)
    return state


def _changed(
    response: Response, draft: Draft, answers: Mapping[str, Any], state: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns that hold a draft, with these answers and this state in it."""
    if not draft.amends:
        return {"answers": answers, "state": state}
    return {"state": {**response.state, drafts.AMENDING: {"answers": answers, "state": state}}}


def _paced(
    before: Mapping[str, int], section: str, seconds: float | None, *, leaving: bool
) -> dict[str, int]:
    """Bands of active time with this section's; who leaves is marked, because their times say nothing."""
    after = dict(before)
    if seconds is not None:
        earlier = pace.typical(before[section]) if section in before else 0
        after[section] = pace.band(earlier + seconds)
    if leaving:
        after[pace.RESUMED] = 1
    return after


def _why_not(response: Response) -> Response:
    """The response as it is now, where a save found it changed. Raise WaveClosed or WithdrawnAlready."""
    fresh = rows.fresh(response)
    rows.require_open(fresh)
    return fresh


def _after_submission(
    d: Definition, response: Response, section: str, post: Mapping[str, list[str]]
) -> Saved:
    """The same answers once more change nothing. Raise Conflict for others."""
    reading = validation.validator(d).read(section, post, response.answers, response.state)
    if routing.effective(d, reading.answers) != response.answers:
        raise Conflict
    return Saved(response, reading, False)


def _after_conflict(d: Definition, response: Response, section: str, post: Mapping[str, list[str]]) -> Saved:
    """Somebody else saved first. The same answers twice are no conflict, nor too late."""
    draft = drafts.draft_of(response)
    if draft is None:
        return _after_submission(d, response, section, post)
    reading = validation.validator(d).read(section, post, draft.answers, draft.state)
    same = reading.answers == draft.answers and not reading.errors and section in draft.state.get("saved", [])
    if not same:
        rows.require_open(response)
    return Saved(response, reading, not same)
