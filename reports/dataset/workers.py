"""Many blocks made at once, by processes that end when whoever started them does."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Thread
from typing import Any, TypeVar

Some = TypeVar("Some")
Made = TypeVar("Made")
#: Pieces that are under way at once, a process: so much is in memory.
AHEAD = 2

_work: list[Callable[[Any], Any]] = []
"""In a worker: what it does."""


def made(make: Callable[[Some], Made], pieces: Iterable[Some], *, processes: int) -> Iterator[Made]:
    """What `make` makes of each piece, in their order; by so many processes where that can be.

    make, pieces and what is made go through `pickle`; `make` goes once to each process. A piece whose process
    was killed is made here.
    """
    if processes < 2 or multiprocessing.current_process().daemon:
        yield from map(make, pieces)
        return
    # Not forked: this process has threads, and connections to the database.
    context = multiprocessing.get_context("spawn")
    waiting: deque[tuple[Some, Future[Made] | None]] = deque()
    with ProcessPoolExecutor(processes, context, _begin, (make,)) as pool:
        for piece in pieces:
            waiting.append((piece, _asked(pool, piece)))
            if len(waiting) >= AHEAD * processes:
                yield _result(make, *waiting.popleft())
        while waiting:
            yield _result(make, *waiting.popleft())


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def _asked(pool: ProcessPoolExecutor, piece: Some) -> "Future[Any] | None":
    try:
        return pool.submit(_do, piece)
    except BrokenProcessPool:
        return None


def _result(make: Callable[[Some], Made], piece: Some, asked: "Future[Made] | None") -> Made:
    try:
        return make(piece) if asked is None else asked.result()
    except BrokenProcessPool:
        return make(piece)


def _begin(make: Callable[[Any], Any]) -> None:
    _work[:] = [make]
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that was killed tells nobody: its processes would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(piece: Any) -> Any:
    return _work[0](piece)
