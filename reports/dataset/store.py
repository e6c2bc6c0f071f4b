"""Parts on disk: files of one column each, a manifest with their SHA-256, and atomic replacement.

    <root>/<survey>/wave-<n>/dataset.json            names the current build and its parts; replaced by rename
    <root>/<survey>/wave-<n>/<build>/part-0000/manifest.json, <column>.bin, <column>.missing.bin

A column's bytes are hashed when it is first used; a file that is missing, cut, changed or another's raises
DatasetDamaged before a number is computed from it.
"""

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.columns import Column
from reports.dataset.errors import DatasetDamaged

FORMAT = "overlap-dataset/1"
#: Rows of a sealed part.
PART_ROWS = 2**20
POINTER = "dataset.json"
MANIFEST = "manifest.json"
#: A build that nobody finished is removed by a later one after a day.
LEFTOVER_SECONDS = 86_400

DTYPES: Mapping[str, np.dtype[Any]] = {
    "code": np.dtype("u1"),
    "bit": np.dtype("u1"),
    "int": np.dtype("<i4"),
    "float": np.dtype("<f8"),
}
Array = NDArray[Any]


@dataclass(frozen=True)
class Part:
    """One part. Columns are memory-mapped and verified on first use."""

    folder: Path
    manifest: Mapping[str, Any]
    sha256: str
    """Of the manifest, and so of everything in the part."""
    _open: dict[str, Array] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def rows(self) -> int:
        return int(self.manifest["rows"])

    @property
    def sealed(self) -> bool:
        return bool(self.manifest["sealed"])

    def column(self, name: str) -> Column:
        try:
            return Column(**self.manifest["columns"][name])
        except KeyError as error:
            raise DatasetDamaged(f"{self.folder.name} has no column {name!r}.") from error

    def values(self, name: str) -> Array:
        """Codes, numbers, or packed bits."""
        return self._read(f"{name}.bin", DTYPES[self.column(name).kind])

    def missing(self, name: str) -> NDArray[np.uint8]:
        """Of a number column: 0 where present, else 256 + missing code."""
        return self._read(f"{name}.missing.bin", np.dtype("u1"))

    def _read(self, file: str, dtype: np.dtype[Any]) -> Array:
        with self._lock:
            if file not in self._open:
                self._open[file] = self._verified(file, dtype)
            return self._open[file]

    def _verified(self, file: str, dtype: np.dtype[Any]) -> Array:
        expected = self.manifest["files"].get(file)
        path = self.folder / file
        if expected is None or not path.is_file() or path.stat().st_size != expected["bytes"]:
            raise DatasetDamaged(f"{self.folder.name}/{file} is missing or has another size.")
        if expected["bytes"] == 0:
            return np.empty(0, dtype)
        data = np.memmap(path, dtype=np.uint8, mode="r")
        if hashlib.sha256(data.data).hexdigest() != expected["sha256"]:
            raise DatasetDamaged(f"{self.folder.name}/{file} was changed after it was written.")
        return data.view(dtype)


def write_part(
    folder: Path, columns: Sequence[Column], data: Mapping[str, Array], *, rows: int, about: Mapping[str, Any]
) -> str:
    """Write one part (files, then the manifest); return the manifest's SHA-256.

    Not flushed: a file that a power failure cut short is found by its hash, and the part built again.

    `data` maps a column's name to its array, and `name.missing` to the missing column of a number.
    """
    folder.mkdir(parents=True)
    files = {}
    for name, array in data.items():
        content = np.ascontiguousarray(array).tobytes()
        (folder / f"{name}.bin").write_bytes(content)
        files[f"{name}.bin"] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest = {
        **about,
        "format": FORMAT,
        "rows": rows,
        "sealed": rows == PART_ROWS,
        "columns": {
            c.name: {"name": c.name, "kind": c.kind, "levels": c.levels, "low": c.low, "high": c.high}
            for c in columns
        },
        "files": files,
    }
    text = json.dumps(manifest, sort_keys=True).encode()
    (folder / MANIFEST).write_bytes(text)
    return hashlib.sha256(text).hexdigest()


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def new_build(wave_folder: Path) -> Path:
    """A fresh folder for one build."""
    folder = wave_folder / f"build-{secrets.token_hex(8)}"
    folder.mkdir(parents=True)
    return folder


def replace_current(wave_folder: Path, build: Path, parts: Mapping[str, str]) -> None:
    """Make `build` the dataset by one rename of the pointer, then remove the build it replaces and old
    leftovers.
    """
    before = _named_build(wave_folder)
    pointer = {"format": FORMAT, "build": build.name, "parts": dict(parts)}
    temporary = wave_folder / f"{POINTER}.{secrets.token_hex(4)}"
    _write_durably(temporary, json.dumps(pointer, sort_keys=True).encode())
    temporary.replace(wave_folder / POINTER)
    _sync_folder(wave_folder)
    for other in wave_folder.glob("build-*"):
        if other != build and (
            other.name == before or time.time() - other.stat().st_mtime > LEFTOVER_SECONDS
        ):
            shutil.rmtree(other, ignore_errors=True)


def _named_build(wave_folder: Path) -> str | None:
    try:
        return str(json.loads((wave_folder / POINTER).read_bytes())["build"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_parts(wave_folder: Path, *, about: Mapping[str, Any] | None = None) -> tuple[Part, ...]:
    """The current parts, their manifests verified. Raise DatasetDamaged where there is no whole dataset.

    `about`: facts that each manifest must state (wave, definition hash …), so that a foreign folder is
    refused.
    """
    try:
        pointer = json.loads((wave_folder / POINTER).read_bytes())
        if pointer["format"] != FORMAT:
            raise DatasetDamaged("The dataset has another format.")
        named = {str(name): str(digest) for name, digest in pointer["parts"].items()}
        build = wave_folder / Path(str(pointer["build"])).name
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetDamaged("There is no readable dataset.") from error
    return tuple(open_part(build / Path(name).name, digest, about) for name, digest in sorted(named.items()))


def open_part(folder: Path, digest: str, about: Mapping[str, Any] | None = None) -> Part:
    """One part whose manifest has this SHA-256 and states the facts of `about`. Raise
    DatasetDamaged otherwise.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise DatasetDamaged(f"{folder.name} has no manifest.") from error
    if hashlib.sha256(text).hexdigest() != digest:
        raise DatasetDamaged(f"The manifest of {folder.name} was changed.")
    manifest = json.loads(text)
    if any(manifest.get(key) != value for key, value in (about or {}).items()):
        raise DatasetDamaged(f"{folder.name} belongs to another wave or questionnaire.")
    return Part(folder, manifest, digest)
