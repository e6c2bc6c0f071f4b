"""Parts on disk: files of one column each, a manifest with their SHA-256, and atomic replacement.

    <root>/<survey>/wave-<n>/dataset.json     names the current parts; replaced by one rename
    <root>/<survey>/wave-<n>/<build>/part-0000/manifest.json
        <column>.bin           codes (uint8), numbers (int32, float64), or a bit column's words
        <column>.missing.bin   of numbers: 0, or the missing code
        <column>.levels.bin    of codes: a mask for each place of the axis that occurs, as the manifest lists
        <name>.weights         weights, with a hash that ties them to this part and name
        <name>.gone            a mask of rows that are no more, likewise; the pointer says which one counts
    <root>/<survey>/wave-<n>.lock             held by whoever writes

A part never changes; what is beside it is replaced, never written over.

A file's bytes are hashed when it is first used, and again when it looks touched since; a file that is
missing, cut, changed or another's raises DatasetDamaged before a number is computed from it.
"""

import hashlib
import json
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset import masks, verified
from reports.dataset.columns import MARKS, Column
from reports.dataset.errors import DatasetDamaged
from reports.dataset.masks import Words
from reports.dataset.pointer_file import FORMAT, GONE, read_pointer

#: Rows of a sealed part.
PART_ROWS = 2**20
MANIFEST = "manifest.json"

DTYPES: Mapping[str, np.dtype[Any]] = {
    "code": np.dtype("u1"),
    "bit": np.dtype(np.uint64),
    "int": np.dtype("<i4"),
    "float": np.dtype("<f8"),
}
Array = NDArray[Any]
DIGEST_BYTES = 32
BESIDE = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
WEIGHTS = "weights"


@dataclass(frozen=True)
class Part:
    """One part. Columns are memory-mapped and verified on first use."""

    folder: Path
    manifest: Mapping[str, Any] = field(repr=False)
    sha256: str
    """Of the manifest, and so of everything in the part."""
    gone: str = ""
    """Name of the mask of rows that are no more; empty if all are there."""
    _open: dict[str, Array] = field(default_factory=dict, repr=False)
    _heads: dict[str, bytes] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def rows(self) -> int:
        return int(self.manifest["rows"])

    @property
    def sealed(self) -> bool:
        return bool(self.manifest["sealed"])

    def column(self, name: str) -> Column:
        try:
            found: Column = self.manifest["columns"][name]
        except KeyError as error:
            raise DatasetDamaged(f"{self.folder.name} has no column {name!r}.") from error
        return found

    @property
    def identity(self) -> str:
        """Two parts with one identity give one answer to every unweighted query."""
        return f"{self.sha256} {self._head(_beside(self.gone, GONE)).hex()}" if self.gone else self.sha256

    @property
    def name(self) -> str:
        """Its place below the wave's folder."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    def values(self, name: str) -> Array:
        """Codes or numbers, one a row."""
        return self._read(f"{name}.bin", DTYPES[self.column(name).kind])

    def bits(self, name: str) -> Words:
        """A bit column."""
        if self.column(name).kind != "bit":
            raise ValueError(f"{name} is no column of bits.")
        return self._read(f"{name}.bin", DTYPES["bit"])

    def levels(self, name: str) -> tuple[tuple[int, ...], Words]:
        """The places of a code column's axis that occur, and their masks: shape (places, words)."""
        self.column(name)
        places = tuple(self.manifest["places"][name])
        shape = (len(places), masks.words_of(self.rows))
        return places, self._read(f"{name}.levels.bin", DTYPES["bit"]).reshape(shape)

    def alive(self) -> Words:
        """A bit for every row that is still there."""
        with self._lock:
            if "" not in self._open:
                alive = masks.everyone(self.rows)
                if self.gone:
                    alive &= ~self._tied(self.gone, GONE, alive.nbytes).view(np.uint64)
                self._open[""] = alive
            return self._open[""]

    def rows_left(self) -> NDArray[np.intp]:
        """Places of the rows that are still there."""
        return np.flatnonzero(masks.unpacked(self.alive(), self.rows))

    @property
    def rows_alive(self) -> int:
        return masks.popcount(self.alive())

    @property
    def gone_for(self) -> float:
        """Seconds since rows of it were masked; 0 if all are there."""
        if not self.gone:
            return 0.0
        return time.time() - (self.folder / _beside(self.gone, GONE)).stat().st_mtime

    def verify(self) -> None:
        """Read every byte. Raise DatasetDamaged."""
        for file, expected in self.manifest["files"].items():
            verified.read(self.folder, file, expected["bytes"], expected["sha256"], anew=True)
        self.alive()
        for file in self.folder.glob(f"*.{WEIGHTS}"):
            self.weights(file.stem)

    def marks(self) -> NDArray[np.uint64]:
        """What tells each row from all others (see `write_part`); rows that are no more have theirs still."""
        return self._read(f"{MARKS}.bin", np.dtype(np.uint64))

    def missing(self, name: str) -> NDArray[np.uint8]:
        """Of a number column: 0 where present, else 256 + missing code."""
        return self._read(f"{name}.missing.bin", np.dtype("u1"))

    def weights(self, name: str) -> NDArray[np.float64]:
        """One a row, as `write_weights` got them. Raise DatasetDamaged where there are none by this name.

        Memory-mapped, but for small ones: pages that nobody reads cost no memory, however many parts are
        open.
        """
        with self._lock:
            if f"{name}.{WEIGHTS}" not in self._open:
                content = self._tied(name, WEIGHTS, 8 * self.rows)
                self._open[f"{name}.{WEIGHTS}"] = content.view("<f8")
            return self._open[f"{name}.{WEIGHTS}"]

    def weights_digest(self, name: str) -> str:
        """Tells apart weights that were written under one name one after the other. Not verified."""
        return self._head(_beside(name, WEIGHTS)).hex()

    def _head(self, file: str) -> bytes:
        try:
            if file not in self._heads:
                with (self.folder / file).open("rb") as content:
                    self._heads[file] = content.read(DIGEST_BYTES)
            return self._heads[file]
        except OSError as error:
            raise DatasetDamaged(f"{self.folder.name} has no {file}.") from error

    def _tied(self, name: str, kind: str, size: int) -> Array:
        """The bytes of a file beside the part, after its hash."""
        file = _beside(name, kind)
        head = self._head(file)
        path = self.folder / file
        is_small = size < verified.MAPPED_BYTES or path.stat().st_size == 0
        whole: Array = (
            np.frombuffer(path.read_bytes(), np.uint8)
            if is_small
            else np.asarray(np.memmap(path, np.uint8, mode="r"))
        )
        content = whole[DIGEST_BYTES:]
        if len(content) != size or _tie(self.sha256, file, content) != head:
            raise DatasetDamaged(f"{self.folder.name}/{file} was changed, or is another part's.")
        return content

    def _read(self, file: str, dtype: np.dtype[Any]) -> Array:
        with self._lock:
            if file not in self._open:
                self._open[file] = self._verified(file, dtype)
            return self._open[file]

    def _verified(self, file: str, dtype: np.dtype[Any]) -> Array:
        expected = self.manifest["files"].get(file)
        if expected is None:
            raise DatasetDamaged(f"{self.folder.name} lists no file {file}.")
        return verified.read(self.folder, file, expected["bytes"], expected["sha256"]).view(dtype)


def write_weights(folder: Path, name: str, array: Array) -> None:
    """Put weights beside the part in `folder`, in the order of its rows, in place of what had this name.

    0 or NaN outside the analysis base. Raise ValueError for a negative or infinite weight, for another number
    of rows, and for a name that is not of small letters, digits and dashes. Cost: one file of 8 bytes a row.
    """
    part = open_part(folder, hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest())
    weights = np.ascontiguousarray(array, "<f8")
    if weights.shape != (part.rows,):
        raise ValueError(f"{folder.name} has {part.rows} rows; the weights have the shape {weights.shape}.")
    if np.isinf(weights).any() or (weights < 0).any():
        raise ValueError("A weight is 0 or more, and finite; NaN for none.")
    _write_beside(part, name, WEIGHTS, weights)


def write_gone(part: Part, rows: NDArray[np.bool_]) -> str:
    """Put a mask of rows that are no more beside a part; return its name for the pointer."""
    name = secrets.token_hex(8)
    _write_beside(part, name, GONE, masks.packed(rows))
    return name


def _write_beside(part: Part, name: str, kind: str, array: Array) -> None:
    file = _beside(name, kind)
    content = array.tobytes()
    temporary = part.folder / f"{file}.{secrets.token_hex(4)}"
    temporary.write_bytes(_tie(part.sha256, file, content) + content)
    temporary.replace(part.folder / file)


def _tie(sha256: str, file: str, content: bytes | Array) -> bytes:
    """A hash over bytes, the part they are about, and the name they are kept under."""
    found = hashlib.sha256(f"{sha256}:{file}:".encode())
    found.update(content if isinstance(content, bytes) else content.data)
    return found.digest()


def _beside(name: str, kind: str) -> str:
    if not BESIDE.fullmatch(name):
        raise ValueError(f"{name!r} can't name weights: small letters, digits and dashes only.")
    return f"{name}.{kind}"


class PartWriter:
    """Writes one part, a column at a time, and its manifest last.

    Not flushed: a file that a power failure cut short is found by its hash, and the part built again.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self._files: dict[str, dict[str, Any]] = {}
        self._places: dict[str, tuple[int, ...]] = {}

    def put(self, column: Column, values: Array, missing: Array | None = None) -> None:
        """Codes, numbers with their missing column, or 0 and 1 of a bit column; one a row."""
        if column.kind == "bit":
            self.write(column.name, masks.packed(values))
            return
        self.write(column.name, values.astype(DTYPES[column.kind], copy=False))
        if missing is not None:
            self.write(f"{column.name}.missing", missing)
        if column.kind == "code":
            self._places[column.name], levels = masks.levels_of(values, column.levels)
            self.write(f"{column.name}.levels", levels)

    def write(self, name: str, array: Array) -> None:
        content = np.ascontiguousarray(array).data.cast("B") if array.size else b""
        (self.folder / f"{name}.bin").write_bytes(content)
        self._files[f"{name}.bin"] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    def finish(self, columns: Sequence[Column], rows: int, about: Mapping[str, Any]) -> str:
        """Write the manifest; return its SHA-256."""
        manifest = {
            **about,
            "format": FORMAT,
            "rows": rows,
            "sealed": rows == PART_ROWS,
            "columns": {
                c.name: {"name": c.name, "kind": c.kind, "levels": c.levels, "low": c.low, "high": c.high}
                for c in columns
            },
            "places": self._places,
            "files": self._files,
        }
        text = json.dumps(manifest, sort_keys=True).encode()
        (self.folder / MANIFEST).write_bytes(text)
        return hashlib.sha256(text).hexdigest()


def open_parts(
    wave_folder: Path, *, about: Mapping[str, Any] | None = None, state: Mapping[str, Any] | None = None
) -> tuple[Part, ...]:
    """The current parts, their manifests verified. Raise DatasetDamaged where there is no whole dataset.

    `about`: facts that each manifest must state (wave, definition hash …), so that a foreign folder is
    refused. `state`: facts that the pointer must state.
    """
    pointer = read_pointer(wave_folder)
    if any(pointer.state.get(key) != value for key, value in (state or {}).items()):
        raise DatasetDamaged("The dataset is from before a change that it has to show.")
    if not pointer.parts:
        raise DatasetDamaged("The dataset names no part.")
    return tuple(
        open_part(wave_folder / name, digest, about, gone=pointer.gone.get(name, ""))
        for name, digest in sorted(pointer.parts.items())
    )


def open_part(folder: Path, digest: str, about: Mapping[str, Any] | None = None, *, gone: str = "") -> Part:
    """One part whose manifest has this SHA-256 and states the facts of `about`. Raise
    DatasetDamaged otherwise.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise DatasetDamaged(f"{folder.name} has no manifest.") from error
    if hashlib.sha256(text).hexdigest() != digest:
        raise DatasetDamaged(f"The manifest of {folder.name} was changed.")
    manifest = _manifest(text)
    if any(manifest.get(key) != value for key, value in (about or {}).items()):
        raise DatasetDamaged(f"{folder.name} belongs to another wave or questionnaire.")
    if gone and not BESIDE.fullmatch(gone):
        raise DatasetDamaged(f"The pointer names no mask of {folder.name}.")
    return Part(folder, manifest, digest, gone)


@lru_cache(maxsize=64)
def _manifest(text: bytes) -> Mapping[str, Any]:
    """Parsed once for each text; nobody changes it."""
    found: dict[str, Any] = json.loads(text)
    found["columns"] = {name: Column(**about) for name, about in found["columns"].items()}
    return found
