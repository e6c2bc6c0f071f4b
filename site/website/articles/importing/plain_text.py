"""Plain text: the first line is the title, an empty line ends a paragraph."""

import html
import re
from pathlib import PurePosixPath

from website.articles.importing import addresses, bodies, limits, wording
from website.articles.importing.pieces import Piece
from website.articles.importing.refusal import Refused

SUFFIXES = (".txt", ".text")
_DATED = re.compile(r"^(\d{4}-\d{2}-\d{2})-(.+)$")
_GAP = re.compile(r"\n[ \t]*\n")


def read(name: str, data: bytes) -> Piece:
    """Read one file. A date may stand before the file's name: 2011-07-19-title.txt."""
    text, notes = wording.decode(data, name=name)
    if len(text) > limits.ARTICLE_CHARACTERS:
        raise Refused(f"“{name}” is longer than {limits.ARTICLE_CHARACTERS:,} characters; split it.")
    stem = PurePosixPath(name).stem
    dated = _DATED.match(stem)
    title, _, rest = text.strip().partition("\n")
    parts = (
        bodies.paragraph(html.escape(part.strip(), quote=False).replace("\n", " "))
        for part in _GAP.split(rest)
    )
    return Piece(
        source=name,
        title=wording.line(title, 240) or wording.line(stem, 240),
        slug=addresses.slug_of(dated[2] if dated else stem, title),
        blocks=tuple(("paragraph", part) for part in parts if part),
        date=wording.when(dated[1]) if dated else None,
        notes=tuple(notes),
    )
