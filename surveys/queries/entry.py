"""Who may begin: by which way a wave takes people, and what the token of an invitation stands for."""

from dataclasses import dataclass
from uuid import UUID

from surveys import keys
from surveys.models import Invitation, Response, SurveyPage, VerifiedAddress, Wave
from surveys.queries.waves import current_wave
from website.core import ids

Tier = Response.Tier
#: A wave takes those who came by the way it asks for, or by one that says more.
RANK: dict[str, int] = {Tier.OPEN: 0, Tier.VERIFIED: 1, Tier.INVITED: 2}


@dataclass(frozen=True)
class Entry:
    """A way into the open wave, for one person and one response."""

    token: str
    wave: Wave
    tier: str
    holder: Invitation | VerifiedAddress
    submission_id: UUID
    """Of the one response that this entry can begin."""


def may_enter(wave: Wave, tier: str) -> bool:
    """Whether somebody who came by `tier` may begin in the wave."""
    return RANK[tier] >= RANK[wave.entry]


def entry_of(token: str, survey: SurveyPage | None = None) -> Entry | None:
    """What a token opens now, in this survey if one is named.

    None for what is unknown, revoked, of another survey, or of a wave that takes nobody (any more): whoever
    asks is told the same. Three queries at most.
    """
    found = _invitation(token) or _address(token)
    if found is None or (survey is not None and found.wave.survey_id != survey.pk):
        return None
    page = found.wave.survey
    if not page.live or current_wave(page) != found.wave:
        return None
    tier = Tier.INVITED if isinstance(found, Invitation) else Tier.VERIFIED
    submission_id = keys.entry_submission(token, key_version=found.key_version)
    return Entry(token, found.wave, tier, found, submission_id)


def response_of_entry(entry: Entry) -> Response | None:
    """The response that this entry has begun. One query."""
    rows = Response.objects.select_related("survey", "wave", "version").defer("version__instrument")
    return rows.filter(survey_id=entry.wave.survey_id, submission_id=entry.submission_id).first()


def has_begun(survey: SurveyPage, submission_id: UUID) -> bool:
    """Whether this submission id has a response that somebody agreed to. One query."""
    rows = Response.objects.filter(survey_id=survey.pk, submission_id=submission_id)
    return rows.exclude(consent_version="").exists()


def wave_by_id(wave_id: object) -> Wave | None:
    """The wave with its survey, if this is the number of one."""
    if not isinstance(wave_id, int) or not ids.possible(wave_id):
        return None
    return Wave.objects.select_related("survey").filter(pk=wave_id).first()


def _invitation(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("wave__survey").filter(is_revoked=False)
    return rows.filter(token_hash=keys.digest("invitation", token)).first()


def _address(token: str) -> VerifiedAddress | None:
    rows = VerifiedAddress.objects.select_related("wave__survey")
    return rows.filter(token_hash=keys.digest("verified", token)).first()
