"""Text as it may be stored: one form, on both databases, that cannot spill over its neighbours. No Django."""

import re
import unicodedata

#: Accents and signs that one letter may carry; stacked higher they cover other people's lines.
MARKS = 4
#: No database keeps the one, and nothing can send the others.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = {
    "\r\n": "\n",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\x85": "\n",
    "\x0b": "\n",
    "\x0c": "\n",
}
#: What turns the direction of text around, hides in it, or draws nothing. Joiners of letters and emoji stay.
_UNSEEN = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u00ad\u180e")
_TURNS = 8


def cleaned(text: str) -> str:
    """`text` in NFC, without control characters, lone surrogates, direction overrides or piles of marks.

    Cleaning twice changes nothing. Linear in the length.
    """
    for end, line in _LINE_ENDS.items():
        text = text.replace(end, line)
    for _ in range(_TURNS):
        former = text
        text = unicodedata.normalize("NFC", "".join(filter(_may_stay, text)))
        text = _BLANK_LINES.sub("\n\n", _capped(text)).strip()
        if text == former:
            break
    return text


def is_writable(text: str) -> bool:
    """Whether it holds neither NUL nor half a surrogate pair."""
    return _UNWRITABLE.search(text) is None


def drawable(text: str) -> str:
    """What was typed, with a sign in place of what no page can carry."""
    return _UNWRITABLE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """A name: cleaned, and every run of white space one space."""
    return cleaned(" ".join(cleaned(text).split()))


def folded(text: str) -> str:
    """For comparing: without case, accents and marks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", bare).casefold()


def _may_stay(character: str) -> bool:
    if character in "\n\t":
        return True
    code = ord(character)
    if character in _UNSEEN or 0xE0000 <= code <= 0xE007F or code & 0xFFFE == 0xFFFE:
        return False
    return unicodedata.category(character) not in ("Cc", "Cs", "Co")


def _capped(text: str) -> str:
    """At most MARKS marks after each letter."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MARKS:
            kept.append(character)
    return "".join(kept)
