"""Every write of the discussion, one file per subject. Keyword-only; each write is one transaction."""

from comments.actions.archiving import add_demo, archive
from comments.actions.banning import ban, unban
from comments.actions.chips import add_chip, remove_chip
from comments.actions.confirming import Confirmed, confirm, drop_waiting, post_waiting
from comments.actions.editing import edit
from comments.actions.erasing import ask_to_erase, erase_writer
from comments.actions.leaving import NotYours, delete_own
from comments.actions.moderating import approve, dismiss, reject, set_badge
from comments.actions.notifying import mute, set_notices, unmute
from comments.actions.policies import set_policy
from comments.actions.posting import Posted, post
from comments.actions.purging import purge
from comments.actions.reporting import report

__all__ = [
    "Confirmed",
    "NotYours",
    "Posted",
    "add_chip",
    "add_demo",
    "approve",
    "archive",
    "ask_to_erase",
    "ban",
    "confirm",
    "delete_own",
    "dismiss",
    "drop_waiting",
    "edit",
    "erase_writer",
    "mute",
    "post",
    "post_waiting",
    "purge",
    "reject",
    "remove_chip",
    "report",
    "set_badge",
    "set_notices",
    "set_policy",
    "unban",
    "unmute",
]
