"""Files whose bytes are hashed before they are used, and not again while they look untouched."""

import hashlib
import os
import time
from collections import OrderedDict
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from reports.dataset.errors import DatasetDamaged

KEPT = 50_000
#: Small files are kept as they were read while they look untouched, so many bytes of them.
KEPT_BYTES = 32 * 2**20
#: A change within one tick of the file system's clock leaves the times as they were; so a file younger than
#: this is hashed each time.
SETTLED_NS = 2_000_000_000
#: Reading a small file costs less than mapping it.
MAPPED_BYTES = 2**16

Seen = tuple[str, int, int, int, int]
_known: OrderedDict[str, Seen] = OrderedDict()
_small: OrderedDict[str, tuple[Seen, bytes]] = OrderedDict()
_small_bytes = 0
_lock = Lock()


def read(folder: Path, file: str, size: int, sha256: str, *, anew: bool = False) -> NDArray[np.uint8]:
    """The bytes of a file. Raise DatasetDamaged if it is missing or not what was written. `anew`: read and
    hash it in any case.
    """
    path = f"{folder}/{file}"
    try:
        return (_read_small if size < MAPPED_BYTES else _read_mapped)(path, size, sha256, anew)
    except (OSError, ValueError) as error:
        raise DatasetDamaged(f"{_name(path)} is missing or can't be read.") from error


def _read_small(path: str, size: int, sha256: str, anew: bool) -> NDArray[np.uint8]:
    seen = _seen(path, sha256)
    with _lock:
        kept = None if anew else _small.get(path)
        if kept is not None and kept[0] == seen:
            _small.move_to_end(path)
            return np.frombuffer(kept[1], np.uint8)
    content = _whole(path, size)
    _check(path, content, size, sha256)
    _keep(path, seen, content)
    return np.frombuffer(content, np.uint8)


def _read_mapped(path: str, size: int, sha256: str, anew: bool) -> NDArray[np.uint8]:
    seen = _seen(path, sha256)
    data: NDArray[np.uint8] = np.asarray(np.memmap(path, np.uint8, mode="r"))
    with _lock:
        untouched = not anew and len(data) == size and _known.get(path) == seen
    if not untouched:
        _check(path, data.data, size, sha256)
        _remember(path, seen)
    return data


def _check(path: str, content: bytes | memoryview, size: int, sha256: str) -> None:
    if len(content) != size:
        raise DatasetDamaged(f"{_name(path)} has another size.")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DatasetDamaged(f"{_name(path)} was changed after it was written.")


def _seen(path: str, sha256: str) -> Seen:
    """What changes when somebody writes to a file. The hash is first, the times are last."""
    found = os.stat(path)  # noqa: PTH116  # to make a Path takes longer than the call, forty times a request
    return sha256, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _name(path: str) -> str:
    return "/".join(path.rsplit("/", 2)[1:])


def _whole(path: str, size: int) -> bytes:
    """A small file, and a byte more where it is longer. An append leaves dozens of them, so it is read with
    as few calls as there are.
    """
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, size + 1)
    finally:
        os.close(file)


def _keep(path: str, seen: Seen, content: bytes) -> None:
    """Without waiting for the clock's next tick: a change that goes unseen changes nothing here."""
    global _small_bytes
    with _lock:
        _small_bytes += len(content) - len(_small.pop(path, (seen, b""))[1])
        _small[path] = seen, content
        while _small_bytes > KEPT_BYTES:
            _, (_, oldest) = _small.popitem(last=False)
            _small_bytes -= len(oldest)


def _remember(path: str, seen: Seen) -> None:
    settled = time.time_ns() - max(seen[-2:]) > SETTLED_NS
    with _lock:
        _known.pop(path, None)
        if settled:
            _known[path] = seen
        while len(_known) > KEPT:
            _known.popitem(last=False)
