"""How much an attack does: a little on every change, all of it with `make attacks` (OVERLAP_ATTACKS=full)."""

import os
from typing import TypeVar

FULL = os.environ.get("OVERLAP_ATTACKS") == "full"
_Size = TypeVar("_Size")


def size(small: _Size, whole: _Size) -> _Size:
    """`whole` in the full run, otherwise `small`."""
    return whole if FULL else small
