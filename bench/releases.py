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

ROOT = Path(__file__).resolve().parents[1]
INSTRUMENT = ROOT / "surveys" / "instrument" / "work_personal_online.yaml"
POOL = int(os.environ.get("BENCH_POOL", "3000"))
#: Rows that are encoded one by one, to tell that rate.
ONE_BY_ONE = 5_000


def main(sizes: Sequence[int]) -> None:
    """Print a line for each size."""
    print("\nThe product's own questionnaire: stored answers to a dataset, and its release")
    heads = ("responses", "to columns", "processor", "row by row", "release", "processor", "peak memory")
    print("  " + "".join(f"{head:>15}" for head in heads))
    for rows in sizes:
        command = [sys.executable, "-m", "bench.releases", str(rows)]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        cells = (
            f"{rows:,}",
            f"{found['rate']:,.0f} /s",
            f"{found['rate_processor']:,.0f} /s",
            f"{found['encoded']:,.0f} /s",
            f"{found['release']:.1f} s",
            f"{found['release_processor']:.1f} s",
            f"{found['peak']:.2f} GB",
        )
        print("  " + "".join(f"{cell:>15}" for cell in cells))
    print(f"  of {found['items']} items and {found['tables']} tables")


def measure(rows: int, folder: Path) -> dict[str, float]:
    """Rates are rows a second, of building a dataset from stored answers in blocks and from encoded rows one
    by one; the release's seconds begin with the dataset. `processor`: of the processor's time, which other
    work on the machine does not lengthen much. `peak` is in GB.
    """
    from reports.dataset.answers import AnswerEncoder
    from reports.dataset.build import BLOCK_ROWS, build, build_blocks
    from reports.dataset.columns import combined
    from reports.dataset.saved import saved_block
    from reports.release.assembly import About, document
    from surveys.logic import encoding, instrument

    d = instrument.to_definition(instrument.load_text(INSTRUMENT.read_text("utf-8")))
    pool = people(d, min(POOL, rows))
    gc.freeze()
    columns, encoders = combined([d]), {1: AnswerEncoder(d)}

    def blocks() -> Iterator[Any]:
        for start in range(0, rows, BLOCK_ROWS):
            yield saved_block(columns, encoders, drawn(pool, start, min(BLOCK_ROWS, rows - start)))

    begun, busy = time.perf_counter(), time.process_time()
    parts = build_blocks(folder=folder / "blocks", columns=columns, blocks=blocks(), about={})
    built, busy = time.perf_counter() - begun, time.process_time() - busy

    begun, worked = time.perf_counter(), time.process_time()
    made = document(d=d, parts=parts, about=About(**ABOUT))
    released, worked = time.perf_counter() - begun, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20

    some = [
        {
            **encoding.encode(d, json.loads(row.answers), {"saved": json.loads(row.saved)}),
            "_status": row.status,
            "_source": "site",
            "_version": 1,
        }
        for row in drawn(pool, 0, min(ONE_BY_ONE, rows))
    ]
    begun = time.perf_counter()
    build(folder=folder / "rows", rows=some, definitions={1: d}, about={})
    encoded = time.perf_counter() - begun
    return {
        "rate": rows / built,
        "encoded": len(some) / encoded,
        "rate_processor": rows / busy,
        "release": released,
        "release_processor": worked,
        "peak": peak,
        "items": len(made.items),
        "tables": sum(len(item.banners) + (item.topline is not None) for item in made.items),
    }


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


def drawn(pool: Sequence[Any], start: int, count: int) -> list[Any]:
    """So many rows, the same people again for the same `start`."""
    choose = Random(start)
    return [pool[choose.randrange(len(pool))]._replace(mark=start + place) for place in range(count)]


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.development")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measure(int(sys.argv[1]), Path(name))))
