"""Answers of parts, kept in memory: a part never changes, so what was counted in it stays true."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

from numpy.typing import NDArray

Answer = NDArray[Any]
KEPT_BYTES = 128 * 2**20
#: About what a key and its place in the table take.
KEY_BYTES = 1024


class Partials:
    """The answers asked for last, up to so many bytes. Safe for threads."""

    def __init__(self, kept_bytes: int) -> None:
        self._kept_bytes = kept_bytes
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Answer | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: Hashable, answer: Answer) -> None:
        answer.flags.writeable = False
        with self._lock:
            before = self._answers.pop(key, None)
            if before is not None:
                self._bytes -= before.nbytes + KEY_BYTES
            self._answers[key] = answer
            self._bytes += answer.nbytes + KEY_BYTES
            while self._bytes > self._kept_bytes and self._answers:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= oldest.nbytes + KEY_BYTES

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
            self._bytes = 0

    @property
    def bytes(self) -> int:
        """What the answers and their keys take by this account."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._answers)


PARTIALS = Partials(KEPT_BYTES)
