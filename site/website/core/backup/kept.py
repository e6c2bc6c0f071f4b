"""What may not come back with a backup: an app says how it is read before a restore and made again after it.

Between the two it lies in a file beside the uploads, so that a restore that is interrupted can be run again
and still knows it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from website.core.backup import files
from website.core.backup.errors import BackupError

NAME = ".not-to-come-back.json"
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """One kind of thing that people took back."""

    read: Callable[[], Rows]
    """From the database that is there now. Plain values that JSON knows."""
    again: Callable[[Rows], int]
    """In the database that was restored; how much of it that took out."""


_KINDS: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """`name` in the singular, as the command says it: "response"."""
    _KINDS[name] = kind


def read() -> dict[str, Rows]:
    """Everything there is now, and what an interrupted restore has left; then on the disk.

    Raise BackupError where the database can't be read.
    """
    try:
        found = {name: kind.read() for name, kind in _KINDS.items()}
    except DatabaseError as error:
        raise BackupError(
            f"This site's database can't be read ({type(error).__name__}), so nobody knows what was "
            "withdrawn since the backup, and it would come back. Nothing was changed. Bring up the "
            "database, or a copy of it, and try again. If there is none, say --forget-withdrawals."
        ) from error
    for name, rows in _left().items():
        found[name] = [*found.get(name, []), *(row for row in rows if row not in found.get(name, []))]
    if any(found.values()):
        _path().unlink(missing_ok=True)
        _path().parent.mkdir(parents=True, exist_ok=True)
        with files.create(_path()) as file:
            file.write(json.dumps(found).encode())
            file.flush()
        files.settle(_path())
    return found


def again(found: dict[str, Rows]) -> dict[str, int]:
    """Name of each kind -> how much of it was taken out of the connection's database again."""
    return {name: kind.again(found[name]) for name, kind in _KINDS.items() if found.get(name)}


def done() -> None:
    """The restored database is in its place and holds all of it."""
    _path().unlink(missing_ok=True)


def _left() -> dict[str, Rows]:
    try:
        left: dict[str, Rows] = json.loads(_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BackupError(f"{_path()} can't be read. It says what was withdrawn: don't delete it.") from error
    return left


def _path() -> Path:
    return Path(settings.MEDIA_ROOT).parent / NAME
