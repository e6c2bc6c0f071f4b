"""Every write of the survey, one file per subject. Keyword-only, atomic, and the same for every way in."""

from surveys.actions.amending import amend, begin_amending, discard_amendment, forget_drafts
from surveys.actions.answering import Receipt, issue_resume, purge_unfinished, start, submit
from surveys.actions.closing import Finished, finish_closed_waves, finish_wave
from surveys.actions.entry import enter, verify_address
from surveys.actions.exporting import ExportRefused, export_responses
from surveys.actions.inline import Answered, answer_inline, forget_asked, screens_out
from surveys.actions.invitations import (
    decline_invitations,
    forget_invited,
    invite,
    revoke_invitation,
    send_invitations,
    send_reminders,
)
from surveys.actions.quarantine import set_aside
from surveys.actions.quota_plans import QuotaRefused, add_quota, change_quota, delete_quota
from surveys.actions.reviewing import count_in, keep_out
from surveys.actions.saving import NO_PAGE, Saved, prepare_section, save_again, save_section
from surveys.actions.trials import TRIAL_DAYS, end_trial, forget_trials, start_trial
from surveys.actions.versions import publish_version
from surveys.actions.waves import close_due_waves, close_wave, copy_wave, end_wave, open_due_waves, open_wave
from surveys.actions.withdrawing import withdraw, withdraw_again
from surveys.errors import (
    Conflict,
    ConsentMissing,
    Incomplete,
    NoSuchAnswer,
    NotEntitled,
    NotOpen,
    NotSent,
    Refused,
    WaveClosed,
    WithdrawnAlready,
)

__all__ = [
    "Answered",
    "Conflict",
    "ConsentMissing",
    "ExportRefused",
    "Finished",
    "Incomplete",
    "NO_PAGE",
    "NoSuchAnswer",
    "NotEntitled",
    "NotOpen",
    "NotSent",
    "QuotaRefused",
    "Receipt",
    "Refused",
    "Saved",
    "TRIAL_DAYS",
    "WaveClosed",
    "WithdrawnAlready",
    "add_quota",
    "amend",
    "answer_inline",
    "begin_amending",
    "change_quota",
    "close_due_waves",
    "close_wave",
    "copy_wave",
    "count_in",
    "decline_invitations",
    "delete_quota",
    "discard_amendment",
    "end_trial",
    "end_wave",
    "enter",
    "export_responses",
    "finish_closed_waves",
    "finish_wave",
    "forget_asked",
    "forget_drafts",
    "forget_invited",
    "forget_trials",
    "invite",
    "issue_resume",
    "keep_out",
    "open_due_waves",
    "open_wave",
    "prepare_section",
    "publish_version",
    "purge_unfinished",
    "revoke_invitation",
    "save_again",
    "save_section",
    "screens_out",
    "send_invitations",
    "send_reminders",
    "set_aside",
    "start",
    "start_trial",
    "submit",
    "verify_address",
    "withdraw",
    "withdraw_again",
]
