"""A response taken back by its holder: the row goes, and nothing brings it back."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from surveys import queries
from surveys.actions import quotas, rows
from surveys.errors import WithdrawnAlready
from surveys.models import Response, Wave, Withdrawn


@transaction.atomic
def withdraw(*, response: Response) -> None:
    """Delete the answers now and give back places in quotas. Again and again does the same.

    Also in a closed wave, and for what was never sent. Hashes of both keys stay, so that a retry is told
    apart from a beginning; what this process remembers goes too. A dataset that was made before is removed
    by the clock and made anew from the responses when it is next asked; published releases stay as they are.
    """
    try:
        stored = rows.locked(response)
    except WithdrawnAlready:
        return
    quotas.release(response=stored)
    Withdrawn.objects.create(
        survey_id=stored.survey_id,
        wave_id=stored.wave_id,
        submission_hash=stored.resume_hash,
        receipt_hash=stored.receipt_hash or "",
        was_complete=stored.status == Response.Status.COMPLETE,
        withdrawn_on=timezone.localdate(),
    )
    stored.delete()
    queries.forget(stored.resume_hash)


@transaction.atomic
def withdraw_again(
    *,
    survey_id: int,
    wave_id: int,
    submission_hash: str,
    receipt_hash: str,
    was_complete: bool,
    withdrawn_on: date,
) -> bool:
    """What a restored backup has brought back goes once more; True if it had. Its hashes stay as they were.

    A wave that the backup does not know has no response in it.
    """
    if not Wave.objects.filter(pk=wave_id, survey_id=survey_id).exists():
        return False
    Withdrawn.objects.get_or_create(
        submission_hash=submission_hash,
        defaults={
            "survey_id": survey_id,
            "wave_id": wave_id,
            "receipt_hash": receipt_hash,
            "was_complete": was_complete,
            "withdrawn_on": withdrawn_on,
        },
    )
    stored = Response.objects.select_for_update().filter(resume_hash=submission_hash).first()
    if stored is None:
        return False
    quotas.release(response=stored)
    stored.delete()
    queries.forget(submission_hash)
    return True
