"""Every read of surveys and responses, one file per subject. Other apps use nothing else."""

from surveys.queries.alone import (
    ReaderCounts,
    askable_of,
    askable_questions,
    consent_label,
    inline_question,
    reader_counts,
    way_on,
)
from surveys.queries.begun import Begun, begun_on_browser
from surveys.queries.entry import Entry, entry_of, may_enter, response_of_entry
from surveys.queries.held import held_response, still_open
from surveys.queries.pages import live_surveys, questionnaire_for, survey_by_slug
from surveys.queries.quotas import QuotaLine, quota_choices, quota_lines, quotas_of_wave
from surveys.queries.responses import (
    encoded,
    fresh,
    locked,
    own_response,
    response_by_receipt,
    response_by_resume,
    responses_exist_below,
    wave_rows,
)
from surveys.queries.shown import chips_of_response, read_chip
from surveys.queries.versions import (
    VersionLine,
    definition_of,
    definition_of_response,
    name_of,
    newest_version,
    version_list,
    versions_with_counts,
)
from surveys.queries.waves import (
    WaveState,
    closed_waves,
    current_wave,
    real_waves,
    takes_answers,
    wave_has_responses,
    wave_state,
    wave_versions,
    waves_with_counts,
)
from surveys.queries.withdrawn import was_withdrawn, withdrawn_by, withdrawn_by_day

__all__ = [
    "QuotaLine",
    "Begun",
    "Entry",
    "ReaderCounts",
    "VersionLine",
    "WaveState",
    "askable_of",
    "askable_questions",
    "begun_on_browser",
    "chips_of_response",
    "closed_waves",
    "consent_label",
    "current_wave",
    "definition_of",
    "definition_of_response",
    "encoded",
    "entry_of",
    "fresh",
    "held_response",
    "inline_question",
    "live_surveys",
    "locked",
    "may_enter",
    "name_of",
    "newest_version",
    "own_response",
    "questionnaire_for",
    "quota_choices",
    "quota_lines",
    "quotas_of_wave",
    "read_chip",
    "reader_counts",
    "real_waves",
    "response_by_receipt",
    "response_by_resume",
    "response_of_entry",
    "responses_exist_below",
    "survey_by_slug",
    "still_open",
    "takes_answers",
    "version_list",
    "versions_with_counts",
    "was_withdrawn",
    "wave_has_responses",
    "wave_rows",
    "wave_state",
    "wave_versions",
    "waves_with_counts",
    "way_on",
    "withdrawn_by",
    "withdrawn_by_day",
]
