"""How long things are kept: settings with their defaults."""

from django.conf import settings

RESUME_DAYS = 30
UNFINISHED_DAYS = 30
INVITATION_DAYS = 30


def resume_days() -> int:
    """`SURVEY_RESUME_DAYS`: a private link works for so many days after it was made."""
    return int(getattr(settings, "SURVEY_RESUME_DAYS", RESUME_DAYS))


def unfinished_days() -> int:
    """`SURVEY_UNFINISHED_DAYS`.

    What was begun and says nothing is removed so many days after its link expired.
    """
    return int(getattr(settings, "SURVEY_UNFINISHED_DAYS", UNFINISHED_DAYS))


def invitation_days() -> int:
    """`SURVEY_INVITATION_DAYS`: addresses that were invited are deleted so many days after the wave's end."""
    return int(getattr(settings, "SURVEY_INVITATION_DAYS", INVITATION_DAYS))
