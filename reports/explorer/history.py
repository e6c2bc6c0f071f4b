"""The explorer's lines in the admin's log: who looked at which variables of which wave. Never a number."""

from typing import Any

from wagtail.log_actions import LogFormatter, log

from reports.explorer import wording
from reports.explorer.choice import Choice

LOOKED = "reports.explored"
TAKEN = "reports.explorer_downloaded"


def note(*, wave: Any, choice: Choice, by: Any, action: str) -> None:
    """One line in the wave's history."""
    log(instance=wave, action=action, user=by, data=wording.names(choice))


class _Named(LogFormatter):  # type: ignore[misc]  # wagtail has no types
    """A sentence with the variables."""

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data
        by = f" by {', '.join(data.get('by', []))}" if data.get("by") else ""
        where = f", filtered by {', '.join(data['where'])}" if data.get("where") else ""
        weighted = ", weighted to the wave's targets" if data.get("weights") else ""
        return f"{self.message}{weighted}: {', '.join(data.get('rows', []))}{by}{where}"


class _Looked(_Named):
    label = "Explore exact tables"
    message = "Looked at exact tables"


class _Taken(_Named):
    label = "Download exact tables"
    message = "Downloaded exact tables"


def register(actions: Any) -> None:
    actions.register_action(LOOKED)(_Looked)
    actions.register_action(TAKEN)(_Taken)
