"""An answer that its writer shows beside a comment: its words are copied, nothing leads back to answers."""

from typing import Any

from django.db import transaction

from comments import threads
from comments.actions.leaving import NotYours
from comments.models import Comment
from comments.queries import own_comment
from surveys import queries as surveys

FIELDS = ("chip_question", "chip_option", "chip_wave", "chip_url")


def chip_fields(token: str) -> dict[str, Any]:
    """The fields of a comment for a token of `surveys`; none where it is empty, stale or forged."""
    chip = surveys.read_chip(token) if token else None
    if chip is None:
        return {}
    return {
        "chip_question": str(chip.question)[:500],
        "chip_option": str(chip.option)[:500],
        "chip_wave": str(chip.wave)[:120],
        "chip_url": "",
    }


@transaction.atomic
def add_chip(*, comment: Comment, chip: str, key: str) -> Comment:
    """Show an answer beside one's own comment. NotYours for another's; a stale token changes nothing."""
    fields = chip_fields(chip)
    return _set(comment, key, fields) if fields else comment


@transaction.atomic
def remove_chip(*, comment: Comment, key: str) -> Comment:
    """Show it no more. NotYours for another's comment."""
    return _set(comment, key, dict.fromkeys(FIELDS, ""))


def _set(comment: Comment, key: str, fields: dict[str, Any]) -> Comment:
    if own_comment(comment.pk, key) is None:
        raise NotYours
    fresh = threads.locked_of(comment)
    for name, value in fields.items():
        setattr(fresh, name, value)
    threads.change(fresh, fields=FIELDS)
    return fresh
