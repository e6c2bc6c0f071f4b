"""`scan(parts, queries)`: the one seam of counting. Threads now; a cluster later would replace this function
alone.

An answer is additive over rows, so a part is counted once, slice by slice, and its partial answer is kept in
memory under the part's SHA-256 (`partials`); after an append only the tail is counted.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.counting import Slice
from reports.dataset.partials import PARTIALS
from reports.dataset.queries import Query, Sums, WeightedBits, WeightedMoments
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
    known = [_known(part, wanted) for part in parts]
    tasks = [
        _tasks(part, tuple(query for query in wanted if query not in found))
        for part, found in zip(parts, known, strict=True)
    ]
    counted = iter(_run([task for of_part in tasks for task in of_part]))
    for part, of_part, found in zip(parts, tasks, known, strict=True):
        slices = [next(counted) for _ in of_part]
        for place, query in enumerate(of_part[0].queries if of_part else ()):
            found[query] = np.asarray(reduce(np.add, [answers[place] for answers in slices]))
            PARTIALS.put(_key(part, query), found[query])
    return {query: np.array(reduce(np.add, [found[query] for found in known])) for query in wanted}


def _known(part: Part, queries: Sequence[Query]) -> dict[Query, Answer]:
    found = {query: PARTIALS.get(_key(part, query)) for query in queries}
    return {query: answer for query, answer in found.items() if answer is not None}


def _key(part: Part, query: Query) -> tuple[str, Query, str]:
    """What an answer rests on: the part's bytes, the question, and the weights' bytes."""
    if isinstance(query, Sums | WeightedBits | WeightedMoments):
        return part.identity, query, part.weights_digest(query.weights)
    return part.identity, query, ""


def _tasks(part: Part, queries: tuple[Query, ...]) -> list[Task]:
    if not queries:
        return []
    starts = range(0, max(part.rows, 1), SLICE_ROWS)
    return [Task(part, start, min(start + SLICE_ROWS, part.rows), queries) for start in starts]


def _run(tasks: Sequence[Task]) -> list[list[Answer]]:
    if len(tasks) < 2:
        return [_answers(task) for task in tasks]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        return list(threads.map(_answers, tasks))


def _answers(task: Task) -> list[Answer]:
    return Slice(task.part, task.start, task.stop).answers(task.queries)
