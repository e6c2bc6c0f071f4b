"""A list of e-mail addresses as an editor brings it: a CSV file, or lines that were pasted.

The first column counts; whatever else stands in a line is neither kept nor shown. Every line is read on its
own, so that an open quotation mark spoils one line and not the file.
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass, field

from website.core import mail

MOST_BYTES = 1_000_000
MOST_LINES = 5_000
LONGEST_LINE = 1_000
HEADINGS = frozenset({"email", "e-mail", "mail", "address", "e-mail address", "email address"})
NOT_TEXT = "This file is no list in plain text. Save it as CSV and upload that."
TOO_LONG = "This file is longer than 1 MB. Split it and upload the parts one after the other."
TOO_MANY = "This list has more than 5,000 lines. Split it and upload the parts one after the other."
EMPTY = "There is no address in this list."


class Refused(ValueError):
    """The whole list is refused; the message is a sentence for the editor."""


@dataclass
class AddressList:
    """What an upload would do. Line numbers begin at 1."""

    new: list[str] = field(default_factory=list)
    twice: list[tuple[int, str]] = field(default_factory=list)
    """Lines whose address stands further up, or is invited to the wave already."""
    declined: list[tuple[int, str]] = field(default_factory=list)
    """Addresses whose holders asked not to be written to."""
    wrong: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, the beginning of what stands there, and what is the matter with it."""


def decoded(data: bytes) -> str:
    """The text of an uploaded file: UTF-8, UTF-16 with a mark, or what a Western office program writes.

    Refused for a file that is too long or no text.
    """
    if len(data) > MOST_BYTES:
        raise Refused(TOO_LONG)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    if data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")) or "\x00" in text:
        raise Refused(NOT_TEXT)
    return text


def read(text: str, *, known: Collection[str], declined: Collection[str]) -> AddressList:
    """Sort the lines of `text`. `known` and `declined` are normalised addresses. Refused for too many lines,
    and where no line holds an address.
    """
    if len(text) > MOST_BYTES:
        raise Refused(TOO_LONG)
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Refused(TOO_MANY)
    found, seen = AddressList(), set(known)
    for number, line in enumerate(lines, 1):
        typed = _first_cell(line)
        if not typed or (number == 1 and typed.casefold() in HEADINGS):
            continue
        try:
            address = mail.normalised(typed)
        except mail.NotAnAddress as fault:
            found.wrong.append((number, typed[:60], str(fault)))
            continue
        if address in seen:
            found.twice.append((number, address))
        elif address in declined:
            found.declined.append((number, address))
        else:
            found.new.append(address)
        seen.add(address)
    if not (found.new or found.twice or found.declined or found.wrong):
        raise Refused(EMPTY)
    return found


def _first_cell(line: str) -> str:
    """What stands before the first comma, semicolon or tab; the whole line if it is too long."""
    if len(line) > LONGEST_LINE:
        return line
    for separator in ",;\t":
        if separator in line:
            try:
                cells = next(csv.reader([line], delimiter=separator), [])
            except csv.Error:
                return line.strip()
            return cells[0].strip() if cells else ""
    return line.strip().strip('"').strip()
