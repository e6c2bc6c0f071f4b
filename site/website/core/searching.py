"""How words are compared when somebody searches: without accents, without capitals."""

import unicodedata


def fold(text: str) -> str:
    """ "Chloé's CLIENTS" -> "chloe's clients", the same on every database."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return plain.casefold()
