"""Files whose bytes are hashed before they are used, and not again while they look untouched."""

import hashlib
import os
import time
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.errors import DatasetDamaged

KEPT = 50_000
#: A change within one tick of the file system's clock leaves the times as they were; so a file younger than
#: this is hashed each time.
SETTLED_NS = 2_000_000_000
#: Reading a small file costs less than mapping it.
MAPPED_BYTES = 2**16

_known: OrderedDict[str, tuple[Any, ...]] = OrderedDict()
_lock = Lock()


def read(path: Path, size: int, sha256: str, *, anew: bool = False) -> NDArray[np.uint8]:
    """The bytes of a file. Raise DatasetDamaged if it is missing or not what was written. `anew`: hash it in
    any case.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        found = path.stat()
        if found.st_size != size:
            raise DatasetDamaged(f"{name} has another size.")
        data: NDArray[np.uint8] = (
            np.frombuffer(_whole(path, size), np.uint8)
            if size < MAPPED_BYTES
            else np.asarray(np.memmap(path, np.uint8, mode="r"))
        )
    except (OSError, ValueError) as error:
        raise DatasetDamaged(f"{name} is missing or can't be read.") from error
    seen = (sha256, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    with _lock:
        untouched = not anew and size >= MAPPED_BYTES and _known.get(str(path)) == seen
    if not untouched:
        if hashlib.sha256(data.data).hexdigest() != sha256:
            raise DatasetDamaged(f"{name} was changed after it was written.")
        _remember(str(path), seen, found)
    return data


def _whole(path: Path, size: int) -> bytes:
    """A small file. An append leaves dozens of them, so it is read with as few calls as there are."""
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, size)
    finally:
        os.close(file)


def _remember(path: str, seen: tuple[Any, ...], found: os.stat_result) -> None:
    settled = time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > SETTLED_NS
    with _lock:
        _known.pop(path, None)
        if settled:
            _known[path] = seen
        while len(_known) > KEPT:
            _known.popitem(last=False)


def forget() -> None:
    """Hash every file again at its next use."""
    with _lock:
        _known.clear()
