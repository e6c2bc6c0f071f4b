"""Build a dataset from encoded rows: shuffled, in parts, swapped in whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from reports.dataset import store
from reports.dataset.columns import STATUS, Column, combined
from reports.dataset.encode import Block, RowEncoder, Stored, arrays, block
from surveys.logic.definition import Definition

#: Rows that are held as dictionaries at once.
BLOCK_ROWS = 4096


def build(
    *,
    folder: Path,
    rows: Iterable[Mapping[str, Any]],
    definitions: Mapping[int, Definition],
    about: Mapping[str, Any],
) -> tuple[store.Part, ...]:
    """Write the rows as the current dataset of `folder` and return its parts (one empty part for no rows).

    rows: encoded responses, each with `_status`, `_source` and `_version`, a key of `definitions`; read once,
    2^20 in memory at a time. Their order is lost: rows are shuffled within a part, and must come in random
    order across parts. about: facts written into every manifest (survey, wave, definition hash).
    """
    columns = combined(list(definitions.values()))
    encoders = {number: RowEncoder(d) for number, d in definitions.items()}
    target = store.new_build(folder)
    stored = (encoders[row["_version"]].row(row) for row in rows)
    parts = {}
    for index, blocks in enumerate(_parts(columns, stored)):
        name = f"part-{index:04d}"
        parts[name] = _write(target / name, columns, blocks, about)
    store.replace_current(folder, target, parts)
    return store.open_parts(folder, about=about)


def _write(folder: Path, columns: Sequence[Column], blocks: Sequence[Block], about: Mapping[str, Any]) -> str:
    rows = sum(len(each[STATUS]) for each in blocks)
    order = np.random.default_rng().permutation(rows)
    return store.write_part(folder, columns, arrays(columns, blocks, order), rows=rows, about=about)


def _parts(columns: Sequence[Column], rows: Iterator[Stored]) -> Iterator[list[Block]]:
    """Blocks of small arrays, as many as fill a part; an empty wave has one empty part."""
    first = True
    while True:
        left, blocks = store.PART_ROWS, []
        while left and (some := list(islice(rows, min(BLOCK_ROWS, left)))):
            blocks.append(block(columns, some))
            left -= len(some)
        if not blocks and not first:
            return
        yield blocks or [block(columns, [])]
        if left:
            return
        first = False
