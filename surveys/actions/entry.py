"""Beginning with a token: of an invitation, or of an address whose holder pressed the button in a mail."""

from uuid import uuid4

from django.db import IntegrityError, transaction

from surveys import keys, queries
from surveys.actions.answering import start
from surveys.errors import NotEntitled, NotOpen
from surveys.models import Invitation, Response, VerifiedAddress
from surveys.queries import invitations as reads
from website.core import mail


@transaction.atomic
def enter(*, entry: queries.Entry, consent: bool, quarantine: str = "") -> Response:
    """Begin the one response of this entry, or find it: the same entry gives the same response, whatever
    comes twice. Raise what `start` raises, and NotEntitled if the invitation was revoked a moment ago.
    """
    if isinstance(entry.holder, Invitation):
        held = Invitation.objects.select_for_update().filter(pk=entry.holder.pk, is_revoked=False)
        if not held.values_list("pk"):
            raise NotEntitled
        if not entry.holder.is_used:
            held.update(is_used=True)
            reads.mails_of([entry.holder.pk]).delete()
    return start(
        survey=entry.wave.survey,
        submission_id=entry.submission_id,
        consent=consent,
        tier=entry.tier,
        quarantine=quarantine,
    )


@transaction.atomic
def verify_address(*, wave_id: int, address: str) -> str:
    """The token of an address that its holder has confirmed: the same for the same address and wave.

    Only a keyed hash of the address is stored. Raise NotOpen if the wave takes nobody (any more).
    """
    wave = queries.wave_by_id(wave_id)
    if wave is None or queries.current_wave(wave.survey) != wave:
        raise NotOpen
    hashes = keys.address_hashes(wave.pk, mail.normalised(address))
    found = VerifiedAddress.objects.filter(wave=wave, address_hash__in=hashes)
    row = found.first() or _remembered(wave.pk, hashes[0]) or found.get()
    return keys.entry_token("verified", row.seed, key_version=row.key_version)


def _remembered(wave_id: int, address_hash: str) -> VerifiedAddress | None:
    """None where another request was first."""
    seed, version = uuid4(), keys.current_key_version()
    token = keys.entry_token("verified", seed, key_version=version)
    try:
        with transaction.atomic():
            return VerifiedAddress.objects.create(
                wave_id=wave_id,
                address_hash=address_hash,
                seed=seed,
                token_hash=keys.digest("verified", token),
                key_version=version,
            )
    except IntegrityError:
        return None
