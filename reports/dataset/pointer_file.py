"""`dataset.json`: which parts are a wave's dataset. Replaced by one rename, by one writer at a time."""

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.dataset.errors import DatasetDamaged

FORMAT = "overlap-dataset/2"
POINTER = "dataset.json"
PART_NAME = re.compile(r"build-[0-9a-f]+/part-[0-9]+")
#: A build that nobody finished is removed by a later one after a day.
LEFTOVER_SECONDS = 86_400
GONE = "gone"


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def new_build(wave_folder: Path) -> Iterator[Path]:
    """A fresh folder for one build, removed if it fails: on a full disk that gives the room back."""
    folder = wave_folder / f"build-{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True)
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def lead(wave_folder: Path) -> Iterator[None]:
    """Wait until nobody else writes this wave's dataset, and remove what stopped builds have left.

    A lock of the operating system: it ends with its holder, however that ends.
    """
    wave_folder.parent.mkdir(parents=True, exist_ok=True)
    with wave_folder.with_name(f"{wave_folder.name}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        named = _builds(wave_folder)
        for build in wave_folder.glob("build-*"):
            if build.name not in named:
                shutil.rmtree(build, ignore_errors=True)
        yield


@dataclass(frozen=True)
class Pointer:
    """What `dataset.json` says: the parts that count, and the state of the responses they show."""

    parts: Mapping[str, str]
    """<build>/<part> -> SHA-256 of its manifest."""
    gone: Mapping[str, str]
    """<build>/<part> -> name of the mask of rows that are no more."""
    state: Mapping[str, Any]


def replace_current(wave_folder: Path, pointer: Pointer) -> None:
    """Make these parts the dataset by one rename, then remove what it replaces and old leftovers."""
    before = _builds(wave_folder)
    said = {"format": FORMAT, "parts": pointer.parts, "gone": pointer.gone, "state": pointer.state}
    text = json.dumps({"dataset": said, "sha256": _digest(said)}, sort_keys=True)
    temporary = wave_folder / f"{POINTER}.{secrets.token_hex(4)}"
    try:
        _write_durably(temporary, text.encode())
        temporary.replace(wave_folder / POINTER)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(wave_folder)
    _clear(wave_folder, pointer, before)


def _clear(wave_folder: Path, pointer: Pointer, before: frozenset[str]) -> None:
    """Builds that nobody needs any more, and in the others parts and masks that the pointer does not name."""
    kept = {name.partition("/")[0] for name in pointer.parts}
    for build in wave_folder.glob("build-*"):
        if build.name in kept:
            for part in build.iterdir():
                name = f"{build.name}/{part.name}"
                if name not in pointer.parts:
                    shutil.rmtree(part, ignore_errors=True)
                    continue
                for mask in part.glob(f"*.{GONE}"):
                    if mask.stem != pointer.gone.get(name):
                        mask.unlink(missing_ok=True)
        elif build.name in before or time.time() - build.stat().st_mtime > LEFTOVER_SECONDS:
            shutil.rmtree(build, ignore_errors=True)
    for file in wave_folder.glob(f"{POINTER}.*"):
        if time.time() - file.stat().st_mtime > LEFTOVER_SECONDS:
            file.unlink(missing_ok=True)


def _builds(wave_folder: Path) -> frozenset[str]:
    try:
        return frozenset(name.partition("/")[0] for name in read_pointer(wave_folder).parts)
    except DatasetDamaged:
        return frozenset()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_pointer(wave_folder: Path) -> Pointer:
    """Raise DatasetDamaged where there is none that can be read."""
    try:
        whole = json.loads((wave_folder / POINTER).read_bytes())
        found = whole["dataset"]
        if found["format"] != FORMAT:
            raise DatasetDamaged("The dataset has another format.")
        if whole["sha256"] != _digest(found):
            raise DatasetDamaged("What names the parts of the dataset was changed.")
        parts = {_inside(name): str(digest) for name, digest in found["parts"].items()}
        gone = {_inside(name): str(mask) for name, mask in found["gone"].items()}
        return Pointer(parts, gone, dict(found["state"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetDamaged("There is no readable dataset.") from error


def _digest(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _inside(name: str) -> str:
    if not PART_NAME.fullmatch(name):
        raise ValueError(name)
    return name
