"""What a backup says about itself, and whether it is true."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from website.core.backup import files
from website.core.backup.errors import BackupError
from website.core.backup.progress import Tell, silent

FORMAT = "overlap-backup/1"
NAME = "manifest.json"


@dataclass(frozen=True)
class File:
    """One file of a backup. `path` is relative to its folder, with slashes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Everything but the bytes."""

    created: str
    """UTC, ISO 8601: when the database's copy began. What was confirmed before that is in it."""
    application: str
    """Version of this software."""
    migrations: Mapping[str, list[str]]
    """App -> names of the migrations that the database has."""
    engine: str
    """sqlite or postgresql."""
    server: str
    """Version of the database's own software."""
    tables: Mapping[str, int]
    """Table -> rows."""
    keys: Mapping[str, str]
    """Number of each private-link key -> a fingerprint from which the key cannot be told."""
    files: tuple[File, ...]

    @property
    def created_at(self) -> datetime:
        return datetime.fromisoformat(self.created)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def describe(folder: Path, tell: Tell = silent) -> tuple[File, ...]:
    """Every file under `folder` except the manifest, by path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    total = sum(path.stat().st_size for path in found)
    described, done = [], 0
    for path in found:
        size = path.stat().st_size
        described.append(File(path.relative_to(folder).as_posix(), size, files.sha256(path)))
        done += size
        tell("Checksums", done, total)
    return tuple(described)


def write(folder: Path, manifest: Manifest) -> None:
    """Last of all: a folder without a manifest is no backup."""
    text = json.dumps({"format": FORMAT} | asdict(manifest), indent=1, sort_keys=True)
    with files.create(folder / NAME) as file:
        file.write(text.encode())
        file.flush()
    files.settle(folder / NAME)


def read(folder: Path) -> Manifest:
    """Raise BackupError where this is no backup of ours, or its manifest does not hold together."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BackupError(
            f"{folder} is not a backup: it has no readable {NAME}. Name a folder that `backup` has made."
        ) from None
    if not isinstance(data, dict) or data.pop("format", None) != FORMAT:
        raise BackupError(f"{folder} was made by another program, or by another version of this one.")
    try:
        made = Manifest(**{**data, "files": tuple(File(**file) for file in data["files"])})
        made.created_at.astimezone()
    except (KeyError, TypeError, ValueError):
        raise BackupError(f"The manifest in {folder} is damaged. Take another backup.") from None
    return made


def verify(folder: Path, tell: Tell = silent) -> Manifest:
    """Read every byte once. Raise BackupError at a file that is missing, changed, added or outside."""
    manifest = read(folder)
    done = 0
    for file in manifest.files:
        path = folder / _inside(file.path)
        if not path.is_file() or path.is_symlink():
            raise BackupError(f"The backup is damaged: {file.path} is missing. Take another backup.")
        if path.stat().st_size != file.size or files.sha256(path) != file.sha256:
            raise BackupError(f"The backup is damaged: {file.path} has changed. Take another backup.")
        done += file.size
        tell("Checking the backup", done, manifest.size)
    named = {file.path for file in manifest.files}
    for found in folder.rglob("*"):
        if (
            not found.is_dir()
            and found != folder / NAME
            and found.relative_to(folder).as_posix() not in named
        ):
            raise BackupError(
                f"The backup holds {found.relative_to(folder)}, which its manifest does not name. "
                "Take that file away if it is yours, or take another backup."
            )
    return manifest


def _inside(path: Any) -> PurePosixPath:
    """A manifest that names a file outside of its folder is nobody's honest backup."""
    pure = PurePosixPath(str(path))
    if pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise BackupError("The manifest names a file outside of the backup. Do not use this backup.")
    return pure
