"""Counting against other ways to count the same data: forty questions of invented answers.

    python -m bench.reports [ROWS …]         100,000 and 1,000,000 responses unless numbers are given

Every ratio is of one run. A time is printed only after both sides have returned equal numbers; it is the best
of a few. `cold`: nothing was counted before, but the bytes are in memory, as they are for the peers. `kept`:
the same was counted before. Then the release of the product's own questionnaire (`bench.releases`).
"""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import releases
from bench.invented import Data, draw
from bench.ours import Ours
from bench.peers.duck import DuckDB
from bench.peers.memory import CROSS_BYTES, Stream
from bench.peers.polars_frame import LazyPolars, Polars
from bench.peers.postgres import CountPerOption, JSONRows
from bench.peers.wagtail_forms import WagtailForms

SIZES = (100_000, 1_000_000)
#: Wagtail's way holds a text a response: only up to here.
TEXTS = 100_000
ADDED = 1_000
#: Of what takes milliseconds: on a busy machine most of them are disturbed.
RUNS = 15
PEERS = (CountPerOption, JSONRows, WagtailForms, DuckDB, Polars, LazyPolars)
Measured = tuple[float, Any]
Times = dict[str, Measured]


class Unequal(AssertionError):
    """Two sides do not count the same."""


def main(sizes: Sequence[int]) -> None:
    """Print what was measured."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {load()}")
    requeries: dict[int, float] = {}
    for rows in sorted({10_000, *sizes}):
        requeries[rows] = compare(rows, everything=rows in sizes)["re-query"]
    small, large = requeries[min(requeries)], requeries[max(requeries)]
    print(f"re-query: {large / small:.2f} times as long at {max(requeries):,} as at {min(requeries):,}")
    releases.main(sorted({10_000, *sizes}))
    print(load())


def load() -> str:
    """How much else the machine does."""
    return "load " + " ".join(f"{each:.1f}" for each in os.getloadavg())


def compare(rows: int, *, everything: bool = True) -> dict[str, float]:
    """Measure one size; our own times by what was asked. `everything`: against all peers, else alone."""
    data, more = draw(rows), draw(ADDED, seed=2)
    print(f"\n{rows:,} responses x {len(data.names)} questions, {load()}")
    with tempfile.TemporaryDirectory() as name:
        ours = Ours(Path(name), data)
        times = measure_ours(ours, data, more)
    if everything:
        for peer in PEERS:
            against(peer, data, more, times)
        stream(rows, times)
    return {what: seconds for what, (seconds, _) in times.items()}


def measure_ours(ours: Ours, data: Data, more: Data) -> Times:
    """What was asked -> best seconds, and what was counted."""

    def cold(count: Callable[[], Any]) -> Measured:
        return best(count, before=ours.forget, runs=RUNS)

    out = {
        "topline, cold": cold(ours.topline),
        "topline, kept": best(ours.topline, runs=RUNS),
        "cross-table, cold": cold(ours.cross),
        "banners, cold": best(lambda: ours.banners(data.pairs), before=ours.forget, runs=2),
        "banners, kept": best(lambda: ours.banners(data.pairs)),
    }
    begun = time.perf_counter()
    ours.add(more)
    out["appending"] = (time.perf_counter() - begun, None)

    def requery() -> Any:
        ours.reopen()
        return ours.topline()

    out["re-query"] = best(requery, before=ours.know_all_but_the_tail, runs=RUNS)
    for what, (seconds, _) in out.items():
        print(f"  {'Overlap':<18}{what:<20}{seconds * 1000:>12,.2f} ms")
    return out


def against(peer: Any, data: Data, more: Data, times: Times) -> None:
    """Let one peer count the same and print how many times as long it takes."""
    why = peer.missing()
    if why or (peer is WagtailForms and data.rows > TEXTS):
        print(f"  {peer.name:<18}left out: {why or f'only up to {TEXTS:,} responses'}")
        return
    side = peer(data)
    try:
        print(f"  {peer.name}: {side.settings}; indexes: {peer.indexes}\n      {peer.query}")
        slow = peer in (CountPerOption, JSONRows, WagtailForms)
        ratio(side, ("topline, cold", "topline, kept"), times, side.topline, 1 if slow else RUNS)
        if hasattr(side, "cross"):
            print(f"      {' '.join(peer.cross_query.split())}")
            ratio(side, ("cross-table, cold",), times, side.cross, RUNS)
            print(f"      {peer.banner_query}")
            ratio(side, ("banners, cold", "banners, kept"), times, lambda: side.banners(data.pairs), 1)
            side.add(more)
            ratio(side, ("re-query",), times, side.topline, RUNS)
    finally:
        side.close()


def ratio(
    side: Any,
    asked: Sequence[str],
    times: Times,
    count: Callable[[], Any],
    runs: int,
) -> None:
    seconds, found = best(count, runs=runs)
    for what in asked:
        own, expected = times[what]
        if not equal(found, expected):
            raise Unequal(f"{side.name} and Overlap differ: {what}")
        print(f"  {side.name:<18}{what:<20}{seconds * 1000:>12,.2f} ms {seconds / own:>12,.1f} times as long")


def stream(rows: int, times: Times) -> None:
    """The cross-table against one reading of its bytes."""
    side = Stream(rows * CROSS_BYTES)
    try:
        seconds, _ = best(side.once, runs=20)
    finally:
        side.close()
    own = times["cross-table, cold"][0]
    print(f"  {side.size:,} bytes read once from memory: {seconds * 1000:.2f} ms")
    print(f"  Overlap's cross-table, cold: {own / seconds:.1f} times as long")


def equal(one: np.ndarray, other: np.ndarray) -> bool:
    """Counts to the last one; sums of weights but for the order of adding."""
    if one.dtype.kind == "i" and other.dtype.kind == "i":
        return bool(np.array_equal(one, other))
    return bool(np.allclose(one, other, rtol=1e-9, atol=1e-9)) and bool(np.array_equal(one[0], other[0]))


def best(count: Callable[[], Any], *, runs: int = 5, before: Callable[[], None] = lambda: None) -> Measured:
    """The shortest of `runs`, and what the last one counted."""
    done = []
    for _ in range(runs):
        before()
        done.append(timed(count))
    return min(seconds for seconds, _ in done), done[-1][1]()


def timed(count: Callable[[], Any]) -> Measured:
    begun = time.perf_counter()
    found = count()
    return time.perf_counter() - begun, found


if __name__ == "__main__":
    main([int(each.replace("_", "").replace(",", "")) for each in sys.argv[1:]] or SIZES)
