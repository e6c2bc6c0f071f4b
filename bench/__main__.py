"""python -m bench [ROWS]: how fast the dataset counts, beside pandas and beside a plain Python
loop.

One topline and one cross-table of invented codes (5 options, 8 groups, some missing), counted three
ways; every way must give the same numbers. Prints rows, seconds (the best of several runs), and how
many times as long the peers take.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from reports.dataset import store
from reports.dataset.columns import ANALYSIS, Column
from reports.dataset.queries import Joint
from reports.dataset.scan import scan

ROWS = 1_000_000
LOOP_ROWS = 100_000
"""The loop is timed on the first of the rows and its time scaled up."""
ANSWER, GROUP = "answer", "group"
OPTIONS, GROUPS = 5, 8


def main(rows: int) -> None:
    rng = np.random.default_rng(1)
    codes = {
        ANSWER: rng.choice([1, 2, 3, 4, 5, 254], rows, p=[0.2, 0.3, 0.2, 0.15, 0.1, 0.05]).astype(np.uint8),
        GROUP: rng.integers(1, GROUPS + 1, rows).astype(np.uint8),
    }
    with tempfile.TemporaryDirectory() as folder:
        parts = _parts(Path(folder), codes, rows)
        scan(parts, [Joint((ANSWER,))])
        print(f"{rows:,} rows in {len(parts)} part(s); best of five runs; no cached answers for the tail")
        _compare("topline", (ANSWER,), parts, codes, rows)
        _compare("cross-table", (GROUP, ANSWER), parts, codes, rows)


def _parts(folder: Path, codes: dict[str, Any], rows: int) -> list[store.Part]:
    columns = [
        Column(ANALYSIS, "bit"),
        Column(ANSWER, "code", OPTIONS + 1),
        Column(GROUP, "code", GROUPS + 1),
    ]
    parts = []
    for index, start in enumerate(range(0, rows, store.PART_ROWS - 1)):
        chunk = {name: values[start : start + store.PART_ROWS - 1] for name, values in codes.items()}
        length = len(chunk[ANSWER])
        place = folder / f"part-{index:04d}"
        data = {ANALYSIS: np.packbits(np.ones(length, np.uint8)), **chunk}
        digest = store.write_part(place, columns, data, rows=length, about={})
        parts.append(store.open_part(place, digest))
    return parts


def _compare(name: str, columns: tuple[str, ...], parts: Any, codes: dict[str, Any], rows: int) -> None:
    frame = pd.DataFrame(codes)
    few = {column: codes[column][:LOOP_ROWS].tolist() for column in columns}
    own, counted = _best(lambda: scan(parts, [Joint(columns)])[Joint(columns)])
    pandas, peer = _best(lambda: frame.groupby(list(columns)).size())
    loop, _ = _best(lambda: Counter(zip(*few.values(), strict=True)))
    loop *= rows / len(few[columns[0]])
    valid = [value for key, value in peer.items() if max(key if isinstance(key, tuple) else (key,)) < 250]
    if sorted(counted[..., :-6][counted[..., :-6] > 0].tolist()) != sorted(valid):
        raise SystemExit("The two ways of counting disagree.")
    print(
        f"{name:12} scan {own * 1e3:8.2f} ms   pandas {pandas / own:6.1f} × as long   "
        f"Python loop {loop / own:8.0f} × as long"
    )


def _best(work: Callable[[], Any]) -> tuple[float, Any]:
    times = []
    for _ in range(5):
        began = perf_counter()
        result = work()
        times.append(perf_counter() - began)
    return min(times), result


if __name__ == "__main__":
    main(int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else ROWS)
