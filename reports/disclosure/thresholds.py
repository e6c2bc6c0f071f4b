"""The one table of thresholds; everything else refers to it.

| base of a group | shown |
|---|---|
| under 10 | nothing, not even the base |
| 10–29 | base rounded to 5 and 'too few', no estimate |
| 30–49 | estimates, to be read with care, and no cell of 0 % or 100 % |
| 50 and more | estimates |
"""

from reports.release_format import Status

SMALLEST_BASE = 10
SMALLEST_ESTIMATE = 30
SMALLEST_SURE = 50


def status(base: int) -> Status:
    """By the exact base, before rounding."""
    if base < SMALLEST_BASE:
        return "hidden"
    if base < SMALLEST_ESTIMATE:
        return "few"
    return "care" if base < SMALLEST_SURE else "shown"
