"""Files that the admin's own lists are saved as: no text in them is a formula.

Wagtail keeps formulas out of its XLSX files, but writes titles and labels into CSV as they are.
"""

import re

from wagtail.admin.views.mixins import SpreadsheetExportMixin

RISKY = re.compile(r"[\s\x00]*[=+\-@]|[\t\r\x00]")


def safe(text: str) -> str:
    """With a ' before a text that a spreadsheet would run."""
    return f"'{text}" if RISKY.match(text) else text


def guard() -> None:
    """Let every list of the admin write its texts safely."""
    known = SpreadsheetExportMixin.custom_value_preprocess
    SpreadsheetExportMixin.custom_value_preprocess = {**known, str: {SpreadsheetExportMixin.FORMAT_CSV: safe}}
