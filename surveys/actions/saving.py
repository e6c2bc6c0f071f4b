"""A section of answers: what is drawn for it, and what is stored of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from surveys import drafts, queries
from surveys.actions import rows
from surveys.actions.answering import DRAW
from surveys.drafts import Draft, Page
from surveys.errors import Conflict
from surveys.logic import pace, presentation, quality, routing, validation
from surveys.logic.definition import Definition
from surveys.models import Response

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
    sent = _Sent(section, post, revision, leaving, keeping, page, seconds)
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
        changes = _changes(d, response, draft, reading, sent, draw)
        if queries.change_if_open(response, changes):
            return _stored(response, reading, changes)
        response = _why_not(response)
    return _after_conflict(d, response, section, post)


def save_again(
    *,
    known: queries.Remembered,
    section: str,
    post: Mapping[str, list[str]],
    revision: int,
    keeping: bool = False,
    page: Page = NO_PAGE,
    seconds: float | None = None,
    draw: Random = DRAW,
) -> Saved | None:
    """The same for a response that this process saved a moment ago: one write and no read.

    None where nothing was stored because the row, its wave, its survey or its link are not as they were, or
    because there is more to say than that it was saved: then read the response, and `save_section`.
    """
    response = known.response
    d, draft = queries.definition_of_response(response), Draft(response.answers, response.state, False)
    late = keeping and drafts.is_late(draft, page)
    if late or not drafts.made_from(draft, response.revision, revision, page):
        return None
    reading = validation.validator(d).read(section, post, draft.answers, draft.state)
    if reading.errors and not keeping:
        return None
    sent = _Sent(section, post, revision, False, keeping, page, seconds)
    changes = _changes(d, response, draft, reading, sent, draw)
    return _stored(response, reading, changes) if queries.change_as_remembered(known, changes) else None


@dataclass(frozen=True, slots=True)
class _Sent:
    """One post of a section, see `save_section`."""

    section: str
    post: Mapping[str, list[str]]
    revision: int
    leaving: bool
    keeping: bool
    page: Page
    seconds: float | None


def _changes(
    d: Definition, response: Response, draft: Draft, reading: Any, sent: _Sent, draw: Random
) -> dict[str, Any]:
    """The columns that storing this changes, with their new values; `revision` always."""
    state = _state_after(d, sent.section, draft, reading, draw, leaving=sent.leaving or sent.keeping)
    if sent.keeping:
        state[drafts.KEPT] = drafts.kept_by(draft, sent.page, sent.revision)
    changes = _changed(response, draft, reading.answers, state)
    if not draft.amends:
        changes["status"] = quality.disposition(d, reading.walk, state, False)
        changes["saved_on"] = timezone.localdate()
        if not sent.keeping:
            changes["pace"] = _paced(response.pace, sent.section, sent.seconds, leaving=sent.leaving)
    changes["revision"] = response.revision + 1
    return {name: value for name, value in changes.items() if value != getattr(response, name)}


def _stored(response: Response, reading: Any, changes: Mapping[str, Any]) -> Saved:
    for name, value in changes.items():
        setattr(response, name, value)
    return Saved(response, reading, False)


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
