"""Files that only their owner reads, and that are on the disk before anybody says so."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20
OWN_FILE, OWN_FOLDER = 0o600, 0o700


def make_folder(path: Path) -> None:
    """A folder, with those above it, that only its owner may enter. FileExistsError if it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=OWN_FOLDER)


def create(path: Path) -> BinaryIO:
    """Open a new file for writing. FileExistsError if it exists."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN_FILE), "wb")


def copy(source: Path, target: Path) -> None:
    """Copy the bytes into a new file and wait for the disk."""
    with source.open("rb") as reading, create(target) as writing:
        shutil.copyfileobj(reading, writing, CHUNK)
        writing.flush()
        os.fsync(writing.fileno())


def settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """64 hexadecimal characters, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
