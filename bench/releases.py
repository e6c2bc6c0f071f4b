"""Responses to columns, and the release of the product's own questionnaire: time and memory by size.

Each size is measured in a process of its own, so that the peak of memory is that size's. The people are those
of the demonstration: POOL of them answer the questionnaire, and the rows are drawn from them again and again.
"""

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from reports.dataset.workers import processors

ROOT = Path(__file__).resolve().parents[1]
INSTRUMENT = ROOT / "surveys" / "instrument" / "work_personal_online.yaml"
POOL = int(os.environ.get("BENCH_POOL", "10000"))


def main(sizes: Sequence[int]) -> None:
    """Print a line for each size."""
    print("\nThe product's own questionnaire: stored answers to columns, and its release")
    heads = ("responses", "to columns", "processor", "with release", "processor", "peak memory")
    print("  " + "".join(f"{head:>15}" for head in heads))
    for rows in sizes:
        command = [sys.executable, "-m", "bench.releases", str(rows)]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        cells = (
            f"{rows:,}",
            f"{found['rate']:,.0f} /s",
            f"{found['rate_processor']:,.0f} /s",
            f"{found['release']:.1f} s",
            f"{found['release_processor']:.1f} s",
            f"{found['peak']:.2f} GB",
        )
        print("  " + "".join(f"{cell:>15}" for cell in cells))
    print(f"  of {found['items']} items and {found['tables']} tables")


def measure(rows: int, folder: Path) -> dict[str, float]:
    """Rates are rows a second, from the JSON that the database hands out to columns on the disk, as a release
    and a dataset make them; the release's seconds are those and all that follows. `processor`: of the
    processors' time in this process and those that it started, which other work on the machine does not
    lengthen much. `peak` is in GB.
    """
    from reports.release.assembly import About, document, silent
    from reports.release.snapshot import take
    from surveys.logic import instrument

    d = instrument.to_definition(instrument.load_text(INSTRUMENT.read_text("utf-8")))
    pool = people(d, min(POOL, rows))
    gc.freeze()
    begun, busy = time.perf_counter(), processor_time()
    snapshot = take(
        folder=folder,
        rows=drawn(pool, rows),
        definitions={1: d},
        apart={},
        about={},
        total=rows,
        tell=silent,
    )
    built, encoded = time.perf_counter() - begun, processor_time() - busy
    made = document(d=d, parts=snapshot.parts, about=About(**ABOUT))
    return {
        "rate": rows / built,
        "rate_processor": rows / encoded,
        "release": time.perf_counter() - begun,
        "release_processor": processor_time() - busy,
        "peak": peak(),
        "items": len(made.items),
        "tables": sum(len(item.banners) + (item.topline is not None) for item in made.items),
    }


def processor_time() -> float:
    """Seconds, of this process and of those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


ABOUT = {
    "survey_slug": "survey",
    "wave_number": 1,
    "wave_title": "Bench",
    "opened_on": date(2026, 5, 4),
    "closed_on": date(2026, 5, 29),
    "number": 1,
    "released_on": date(2026, 6, 2),
    "kind": "closing",
    "is_demo": True,
    "version_number": 1,
    "structure_sha256": "a" * 64,
    "content_sha256": "b" * 64,
}


def peak() -> float:
    """GB, of this process and of as many as the largest that it started as there are processors."""
    own, started = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return float(own.ru_maxrss + processors() * started.ru_maxrss) / 2**20


def people(d: Any, count: int) -> list[Any]:
    """Stored responses of invented people, each section read as a form is."""
    rng = Random(1)
    return [_person(d, rng) for _ in range(count)]


def _person(d: Any, rng: Random) -> Any:
    from surveys.demo import filling
    from surveys.demo import people as invented
    from surveys.logic import presentation, validation
    from surveys.queries import StoredRow

    person = invented.draw(rng, wave=1)
    sections = list(filling.SECTIONS)
    answers: dict[str, Any] = {}
    state = presentation.prepare(d, sections[0], answers, {"saved": []}, rng)
    for section, following in zip(sections, [*sections[1:], ""], strict=True):
        post = filling.SECTIONS[section](person, rng, state)
        reading = validation.validator(d).read(section, post, answers, state)
        answers = reading.answers
        state = {**state, "saved": [*state["saved"], section]}
        if following:
            state = presentation.prepare(d, following, answers, state, rng)
    saved, cells = json.dumps(state["saved"]), json.dumps(state["cells"])
    return StoredRow(0, 1, json.dumps(answers), saved, cells, "complete", "site", "open", "", True)


def drawn(pool: Sequence[Any], count: int) -> Iterator[tuple[Any, ...]]:
    """So many rows, each with a mark of its own."""
    bare = [tuple(person)[1:] for person in pool]
    for mark, which in enumerate(np.random.default_rng(1).integers(len(pool), size=count)):
        yield (mark, *bare[which])


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.development")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measure(int(sys.argv[1]), Path(name))))
