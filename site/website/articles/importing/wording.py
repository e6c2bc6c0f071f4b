"""Bytes to text, and text to what a database and a page can hold safely."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from comments import text
from website.articles.importing import limits
from website.articles.importing.refusal import Refused

_TURNS = re.compile(r"[\u061c\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows them, beyond their own line."""
_SPACES = re.compile(r"\s+")


def decode(data: bytes, *, name: str) -> tuple[str, list[str]]:
    """Return the text and notes about it. Refused where it is no text: it holds NUL, or is too long."""
    if len(data) > limits.DOCUMENT_BYTES:
        raise Refused(f"“{name}” is longer than {limits.DOCUMENT_BYTES // limits.MEGABYTE} MB; split it.")
    notes = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        words = data.decode("utf-16", "replace")
    else:
        try:
            words = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            words = data.decode("cp1252", "replace")
            notes.append(
                "The letters were not stored as UTF-8; we read them as Western European. Check accents."
            )
    if "\x00" in words:
        raise Refused(f"“{name}” holds NUL characters, which no text does.")
    if len(words) > limits.ARTICLE_CHARACTERS + limits.FRONT_MATTER_CHARACTERS:
        raise Refused(f"“{name}” is longer than {limits.ARTICLE_CHARACTERS:,} characters; split it.")
    if _TURNS.search(words):
        notes.append("Invisible characters that turn the direction of writing were taken out.")
    return tidy(words), notes


def tidy(words: str) -> str:
    """Text in one form (NFC), without control, turning and broken characters or piles of accents."""
    return text.cleaned(words)


def line(words: str, length: int) -> str:
    """One line of at most `length` characters; what is cut ends in an ellipsis."""
    words = _SPACES.sub(" ", tidy(words[: length * 10])).strip()
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def when(written: str) -> datetime | None:
    """Read a date as people and programs write it; None where it is none. Without a zone it is UTC."""
    written = written.strip()[:40]
    found: datetime | None = None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        try:
            found = parsedate_to_datetime(written)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    try:
        found = found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return found if 1970 <= found.year <= 2200 else None
