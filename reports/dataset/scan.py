"""`scan(parts, queries)`: the one seam of counting. Threads now; a cluster later would replace this function
alone.

An answer is additive over rows, so a part is counted once, slice by slice, and its partial answer is kept in
memory under the part's SHA-256 (`partials`); after an append only the tail is counted.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.counting import Slice
from reports.dataset.partials import PARTIALS
from reports.dataset.queries import Query, Weighted
from reports.dataset.store import Part

Answer = NDArray[Any]
#: The masks of one code column of a slice fit into a processor's second cache together.
SLICE_ROWS = 2**18


@dataclass(frozen=True, slots=True)
class Task:
    """Queries that are still to be answered for some rows of a part."""

    part: Part
    start: int
    stop: int
    queries: tuple[Query, ...]


def scan(parts: Sequence[Part], queries: Sequence[Query]) -> dict[Query, Answer]:
    """Each query's answer over all parts (at least one). Raise DatasetDamaged before any damaged file is
    used, ValueError for a query that has no sense for these columns.
    """
    wanted = tuple(dict.fromkeys(queries))
    keys = [[_key(part, query) for query in wanted] for part in parts]
    known = [[PARTIALS.get(key) for key in of_part] for of_part in keys]
    unknown = [[place for place, answer in enumerate(found) if answer is None] for found in known]
    tasks = [
        _tasks(part, tuple(wanted[place] for place in places))
        for part, places in zip(parts, unknown, strict=True)
    ]
    counted = iter(_run([task for of_part in tasks for task in of_part]))
    for number, (of_part, places) in enumerate(zip(tasks, unknown, strict=True)):
        slices = [next(counted) for _ in of_part]
        for place, answers in zip(places, zip(*slices, strict=True), strict=True):
            known[number][place] = answer = np.asarray(reduce(np.add, answers))
            PARTIALS.put(keys[number][place], answer)
    return {
        query: np.array(reduce(np.add, answers))
        for query, answers in zip(wanted, zip(*known, strict=True), strict=True)
    }


def _key(part: Part, query: Query) -> tuple[str, Query, str]:
    """What an answer rests on: the part's bytes, the question, and the weights' bytes."""
    if isinstance(query, Weighted):
        return part.identity, query, part.weights_digest(query.weights)
    return part.identity, query, ""


def _tasks(part: Part, queries: tuple[Query, ...]) -> list[Task]:
    if not queries:
        return []
    # Popcounts want masks that stay in the cache; histograms alone, fewer calls.
    step = SLICE_ROWS if any(not isinstance(query, Weighted) for query in queries) else 2 * SLICE_ROWS
    starts = range(0, max(part.rows, 1), step)
    return [Task(part, start, min(start + step, part.rows), queries) for start in starts]


def _run(tasks: Sequence[Task]) -> list[list[Answer]]:
    if len(tasks) < 2:
        return [_answers(task) for task in tasks]
    return list(_threads().map(_answers, tasks))


def _answers(task: Task) -> list[Answer]:
    return Slice(task.part, task.start, task.stop).answers(task.queries)


@cache
def _threads() -> ThreadPoolExecutor:
    """A thread a core, for everybody who counts: to start them anew takes as long as some countings."""
    return ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="scan")


# A process that is forked off has none of its parent's threads.
os.register_at_fork(after_in_child=_threads.cache_clear)
