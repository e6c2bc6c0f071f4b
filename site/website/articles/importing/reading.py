"""Which reader reads which file."""

from pathlib import PurePosixPath

from website.articles.importing import markdown, pictures, plain_text, wordpress
from website.articles.importing.opening import Package
from website.articles.importing.pieces import Piece, Reading
from website.articles.importing.refusal import Refused


def read(package: Package) -> Reading:
    """Read every file by its kind. A file that is refused is named, and the others are read."""
    pieces: list[Piece] = []
    notes: list[tuple[str, str]] = []
    for name, data in package.files.items():
        suffix = PurePosixPath(name).suffix.lower()
        try:
            if suffix in wordpress.SUFFIXES:
                export = wordpress.read(name, data)
                pieces += export.pieces
                notes += export.notes
            elif suffix in markdown.SUFFIXES:
                pieces.append(markdown.read(name, data))
            elif suffix in plain_text.SUFFIXES:
                pieces.append(plain_text.read(name, data))
            elif suffix not in pictures.SUFFIXES:
                notes.append((name, "Neither Markdown, plain text nor a WordPress export: not read."))
        except Refused as refusal:
            notes.append((name, str(refusal)))
    return Reading(tuple(pieces), tuple(notes))
