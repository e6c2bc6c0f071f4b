"""A response taken back by its holder: the row goes, and nothing brings it back."""

from django.db import transaction
from django.utils import timezone

from surveys.actions import quotas, rows
from surveys.errors import WithdrawnAlready
from surveys.models import Response, Withdrawn


@transaction.atomic
def withdraw(*, response: Response) -> None:
    """Delete the answers now and give back places in quotas. Again and again does the same.

    Also in a closed wave, and for what was never sent. Hashes of both keys stay, so that a retry is told
    apart from a beginning. A dataset that was made before is removed by the clock and made anew
    from the responses when it is next asked; published releases stay as they are.
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
