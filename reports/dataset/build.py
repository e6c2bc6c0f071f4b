"""Build a dataset from encoded rows: shuffled, in parts, swapped in whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reports.dataset import store
from reports.dataset.columns import combined
from reports.dataset.encode import RowEncoder, Stored, arrays
from surveys.logic.definition import Definition


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
    for index, chunk in enumerate(_chunks(stored, store.PART_ROWS)):
        name = f"part-{index:04d}"
        parts[name] = _write(target / name, columns, chunk, about)
    store.replace_current(folder, target, parts)
    return store.open_parts(folder, about=about)


def _write(folder: Path, columns: Sequence[Any], rows: Sequence[Stored], about: Mapping[str, Any]) -> str:
    order = np.random.default_rng().permutation(len(rows))
    return store.write_part(folder, columns, arrays(columns, rows, order), rows=len(rows), about=about)


def _chunks(rows: Iterator[Stored], size: int) -> Iterator[list[Stored]]:
    """At least one chunk, so that an empty wave has a dataset too."""
    chunk: list[Stored] = []
    first = True
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk, first = [], False
    if chunk or first:
        yield chunk
