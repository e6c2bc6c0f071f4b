"""What the admin's history says about a wave besides edits."""

from typing import Any

from wagtail.log_actions import LogFormatter

from surveys.actions import exporting, reviewing


class _Reasoned(LogFormatter):  # type: ignore[misc]  # wagtail has no types
    """A sentence, and the reason that was given."""

    def format_message(self, log_entry: Any) -> str:
        return f"{self.message}: {log_entry.data.get('reason', '')}"


class _Exported(_Reasoned):
    label = "Export single responses"
    message = "Exported single responses"


class _Counted(_Reasoned):
    label = "Let a response count"
    message = "Let a response count that was held back"


class _KeptOut(_Reasoned):
    label = "Keep a response out"
    message = "Kept a response out that was held back"


def register(actions: Any) -> None:
    for action, formatter in (
        (exporting.EXPORTED, _Exported),
        (reviewing.COUNTED, _Counted),
        (reviewing.KEPT, _KeptOut),
    ):
        actions.register_action(action)(formatter)
