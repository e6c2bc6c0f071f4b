"""What this process stored last of a few responses, so that the next save of one needs no read first.

Nothing is taken for true: a save that begins from here names in its one conditional write everything that a
read would have told it (`held.change_as_remembered`), so a row that anybody has changed meanwhile is not
touched, and the save begins anew with a read. Kept in memory for `SECONDS` after a save, of `MOST` responses
at most, and by the hash of the private link alone; forgotten at once where answers are sent in or withdrawn.
"""

import threading
import time
from dataclasses import dataclass

from surveys import keys
from surveys.models import Response
from surveys.queries.prepared import Written
from surveys.queries.trials import TRIAL

SECONDS = 180
MOST = 500


@dataclass(frozen=True, slots=True)
class Remembered:
    """A response as it was stored last, with what its next save needs."""

    response: Response
    resume: str
    """Hash of its private link."""
    slug: str
    """The survey's part of the address under which it was held."""
    written: dict[str, Written]
    """The text of columns of JSON, by name, as far as this process wrote it."""


#: Hash of a private link -> (when to forget it, what is remembered), the oldest first. None for a response
#: that was sent in or withdrawn: a save that is under way does not bring it back.
_kept: dict[str, tuple[float, Remembered | None]] = {}
_keeping = threading.Lock()
_sweeping: list[threading.Timer] = []


def recall(token: str, slug: str) -> Remembered | None:
    """What was stored last of the response behind a private link of this survey. It is forgotten with this:
    whoever saves it remembers it anew.
    """
    resume = keys.digest("resume", token)
    with _keeping:
        _, known = _kept.get(resume, (0.0, None))
        if known is None:
            return None
        del _kept[resume]
    return known if known.slug == slug else None


def remember(response: Response, *, token: str, slug: str) -> None:
    """Keep a response that was just saved and is not sent in yet. Not one of a trial, nor one that brought
    its survey along.
    """
    if response.is_submitted or response.saved_on is None or not response.consent_version:
        return
    if response.source == TRIAL or Response.survey.is_cached(response):
        return
    remember_again(Remembered(response, keys.digest("resume", token), slug, {}))


def remember_again(known: Remembered) -> None:
    """Keep what was recalled and saved."""
    with _keeping:
        if _kept.get(known.resume, ("", known))[1] is None:
            return
        _kept.pop(known.resume, None)
        _kept[known.resume] = time.monotonic() + SECONDS, known
        while len(_kept) > MOST:
            del _kept[next(iter(_kept))]
        if not _sweeping:
            _sweep_later()


def forget(resume: str) -> None:
    """What is remembered of the response with this hash of a private link, also by a save under way."""
    with _keeping:
        _kept.pop(resume, None)
        _kept[resume] = time.monotonic() + SECONDS, None
        if not _sweeping:
            _sweep_later()


def forget_all() -> None:
    """Everything."""
    with _keeping:
        _kept.clear()


def _sweep_later() -> None:
    """Once more in a while, in a thread of its own, so that nothing stays where nobody saves any more."""
    timer = threading.Timer(SECONDS / 2, _sweep)
    timer.daemon = True
    _sweeping[:] = [timer]
    timer.start()


def _sweep() -> None:
    """Forget what is over."""
    now = time.monotonic()
    with _keeping:
        for resume in [resume for resume, (until, _) in _kept.items() if until <= now]:
            del _kept[resume]
        _sweeping.clear()
        if _kept:
            _sweep_later()
