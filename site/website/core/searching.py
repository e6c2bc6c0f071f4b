"""How words are compared when somebody searches, without accents and capitals; and what text is read."""

import unicodedata
from collections.abc import Iterable


def fold(text: str) -> str:
    """ "Chloé's CLIENTS" -> "chloe's clients", the same on every database."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return plain.casefold()


ENDS, CLOSERS = ".!?…:;,–—", "”’»\"')]"
"""What a sentence ends with, and what may stand after that."""


def sentences(pieces: Iterable[str]) -> str:
    """Pieces that stand apart on the page, as one text: each ends before the next begins."""
    said = (piece.strip() for piece in pieces)
    return " ".join(
        piece if piece.rstrip(CLOSERS).endswith(tuple(ENDS)) else f"{piece}." for piece in said if piece
    )
