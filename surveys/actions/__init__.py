"""Every write of the survey, one file per subject. Keyword-only, atomic, and the same for every way in."""

from surveys.actions.answering import (
    Receipt,
    Saved,
    issue_resume,
    prepare_section,
    purge_unfinished,
    save_section,
    start,
    submit,
)
from surveys.actions.inline import Answered, answer_inline, forget_asked, screens_out
from surveys.actions.versions import publish_version
from surveys.actions.waves import close_due_waves, close_wave, end_wave, open_due_waves, open_wave
from surveys.errors import Conflict, ConsentMissing, Incomplete, NoSuchAnswer, NotOpen, Refused, WaveClosed

__all__ = [
    "Answered",
    "Conflict",
    "ConsentMissing",
    "Incomplete",
    "NoSuchAnswer",
    "NotOpen",
    "Receipt",
    "Refused",
    "Saved",
    "WaveClosed",
    "answer_inline",
    "close_due_waves",
    "close_wave",
    "end_wave",
    "forget_asked",
    "issue_resume",
    "open_due_waves",
    "open_wave",
    "prepare_section",
    "publish_version",
    "purge_unfinished",
    "save_section",
    "screens_out",
    "start",
    "submit",
]
