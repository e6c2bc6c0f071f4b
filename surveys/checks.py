"""System checks of the survey: a misconfiguration is found at start, not by the first respondent."""

from typing import Any

from django.conf import settings
from django.core import checks

from surveys import periods

SHORTEST_KEY = 32


def register() -> None:
    checks.register(private_link_keys, checks.Tags.security)
    checks.register(retention, checks.Tags.compatibility)


def private_link_keys(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E001.

    No keys; E002: a version that is not a whole number above zero; E003: a key that is too short; E004: a
    twin.
    """
    keys = getattr(settings, "PRIVATE_LINK_KEYS", None)
    if not isinstance(keys, dict) or not keys:
        return [
            checks.Error(
                "PRIVATE_LINK_KEYS is empty: receipts and private links can't be made.",
                hint="Set it to version:key, for example 1:<64 random hexadecimal characters>.",
                id="surveys.E001",
            )
        ]
    messages: list[checks.CheckMessage] = []
    for version, key in keys.items():
        if not str(version).isdecimal() or int(version) < 1:
            messages.append(
                checks.Error(
                    f"PRIVATE_LINK_KEYS: '{version}' is not a version number above zero.", id="surveys.E002"
                )
            )
        if len(str(key)) < SHORTEST_KEY:
            messages.append(
                checks.Error(
                    f"PRIVATE_LINK_KEYS: key {version} is shorter than {SHORTEST_KEY} characters.",
                    id="surveys.E003",
                )
            )
    if len({str(key) for key in keys.values()}) < len(keys):
        messages.append(checks.Error("PRIVATE_LINK_KEYS: two versions have the same key.", id="surveys.E004"))
    return messages


def retention(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E005: a period that is not a whole number of days above zero."""
    return [
        checks.Error(f"{name} must be a whole number of days above zero.", id="surveys.E005")
        for name, default in (
            ("SURVEY_RESUME_DAYS", periods.RESUME_DAYS),
            ("SURVEY_UNFINISHED_DAYS", periods.UNFINISHED_DAYS),
            ("SURVEY_INVITATION_DAYS", periods.INVITATION_DAYS),
        )
        if not isinstance(value := getattr(settings, name, default), int)
        or isinstance(value, bool)
        or value < 1
    ]
