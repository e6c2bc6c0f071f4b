"""Datasets without a database, for what happens to files: invented people, and answers to compare."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from reports.dataset.answers import AnswerEncoder
from reports.dataset.build import append, build_blocks
from reports.dataset.columns import combined
from reports.dataset.encode import Block
from reports.dataset.partials import PARTIALS
from reports.dataset.pointer_file import lead
from reports.dataset.queries import Bits, Everyone, Joint, Moments, Spread
from reports.dataset.saved import saved_block
from reports.dataset.scan import scan
from reports.dataset.store import Part, open_parts
from surveys.logic import instrument
from surveys.logic.definition import Definition
from surveys.queries import StoredRow
from tests.reports.dataset.waves import answers, small_instrument

ABOUT = {"survey": "7", "wave": 1}
QUERIES = (
    Joint(()),
    Joint(("issue", "role")),
    Bits(("platforms__linkedin", "platforms__x"), by="work_status"),
    Moments("segmentation_index"),
    Spread("years"),
    Everyone("_status"),
)


def definition() -> Definition:
    return instrument.to_definition(yaml.safe_load(small_instrument()))


def people(count: int, seed: int) -> list[StoredRow]:
    rng = random.Random(seed)
    saved = json.dumps(["start", "boundaries", "about"])
    return [
        StoredRow(mark, 1, json.dumps(answers(rng)), saved, None, "complete", "site", "open", "", False)
        for mark in (rng.randrange(1, 2**64) for _ in range(count))
    ]


def blocks(rows: list[StoredRow]) -> Iterator[Block]:
    d = definition()
    yield saved_block(combined([d]), {1: AnswerEncoder(d)}, rows)


def write(folder: Path, rows: list[StoredRow], about: dict[str, Any] | None = None) -> tuple[Part, ...]:
    """As a builder does it: in its turn, and whole."""
    with lead(folder):
        columns = combined([definition()])
        return build_blocks(folder=folder, columns=columns, blocks=blocks(rows), about=about or ABOUT)


def go_on(folder: Path, rows: list[StoredRow], gone: list[StoredRow]) -> tuple[Part, ...]:
    with lead(folder):
        return append(
            folder=folder,
            parts=open_parts(folder, about=ABOUT),
            gone=np.array([row.mark for row in gone], np.uint64),
            columns=combined([definition()]),
            blocks=blocks(rows),
            about=ABOUT,
        )


def numbers(folder: Path) -> list[Any]:
    """What is counted in the folder now. Raise DatasetDamaged."""
    PARTIALS.clear()
    answered = scan(open_parts(folder, about=ABOUT), QUERIES)
    # Sums over another order of the rows may differ in the last place.
    return [answered[query].round(6).tolist() for query in QUERIES]
