"""The word beside a name that only the house gives out."""

from django.db import transaction

from comments import text
from comments.models import Writer

LONGEST = Writer._meta.get_field("badge").max_length or 20


@transaction.atomic
def give(*, writer: Writer, badge: str) -> Writer:
    """Set the word, or take it away with an empty one."""
    writer.badge = text.one_line(badge[: LONGEST * 4])[:LONGEST]
    writer.save(update_fields=["badge"])
    return writer
