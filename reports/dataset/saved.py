"""Responses as they are stored -> blocks of columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reports.dataset import columns as layout
from reports.dataset.answers import AnswerEncoder
from reports.dataset.columns import (
    ANALYSIS,
    MARKS,
    SOURCE,
    SOURCES,
    STATUS,
    STATUSES,
    TIER,
    TIER_PLACES,
    Column,
    combined,
)
from reports.dataset.encode import ANALYSED, BLOCK_ROWS, Block, block, stored
from reports.dataset.scores import score_columns
from reports.dataset.workers import made, processors
from surveys.logic.definition import Definition

Values = NDArray[Any]


class Saved(NamedTuple):
    """A response as it is stored: the fields of `surveys.queries.StoredRow`."""

    mark: int
    version: int
    answers: str
    """JSON, like `saved` and `cells` (see `answers.AnswerEncoder.columns`)."""
    saved: str | None
    cells: str | None
    status: str
    source: str
    tier: str
    left_out: str
    is_demo: bool


Rows = Sequence[tuple[Any, ...]]
"""Each with the fields of `Saved`."""
MARK, VERSION, IS_DEMO = (itemgetter(Saved._fields.index(name)) for name in ("mark", "version", "is_demo"))
#: From here on the start of other processes is worth it.
MANY_ROWS = 50_000
NONE: frozenset[str] = frozenset()
STATUS_PLACES = {status: place for place, status in enumerate(STATUSES)}
SOURCE_PLACES = {source: place for place, source in enumerate(SOURCES)}


@dataclass(frozen=True)
class BlockMaker:
    """Makes blocks of a wave's stored responses. Can be handed to another process.

    definitions, apart: of each version, by its id; and the questions that count as not asked of whoever
    answered it.
    """

    definitions: Mapping[int, Definition]
    apart: Mapping[int, frozenset[str]]

    def __reduce__(self) -> tuple[Any, ...]:
        return BlockMaker, (self.definitions, self.apart)

    @cached_property
    def _columns(self) -> tuple[Column, ...]:
        return combined(list(self.definitions.values()))

    @cached_property
    def _encoders(self) -> Mapping[int, AnswerEncoder]:
        return {v: AnswerEncoder(d, self.apart.get(v, NONE)) for v, d in self.definitions.items()}

    def __call__(self, fields: Sequence[Sequence[Any]]) -> Block:
        """The block of some rows, of which each field is given for all rows. Raise KeyError for a row of
        another version.
        """
        return saved_block(self._columns, self._encoders, list(zip(*fields, strict=True)))


def saved_blocks(rows: Iterable[tuple[Any, ...]], make: BlockMaker, *, total: int = 0) -> Iterator[Block]:
    """Any number of stored responses, each with the fields of `Saved`, as blocks in their order.

    total: about how many there are; many are shared out between all processors.
    """
    left = iter(rows)
    some = iter(lambda: list(zip(*islice(left, BLOCK_ROWS), strict=True)), [])
    yield from made(make, some, processes=processors() if total >= MANY_ROWS else 1)


def saved_block(columns: Sequence[Column], encoders: Mapping[int, AnswerEncoder], rows: Rows) -> Block:
    """Stored responses as columns; what `encode.block` gives for each row's `RowEncoder`.

    encoders: by version.
    """
    if not rows:
        return block(columns, [])
    marks = {MARKS: np.fromiter(map(MARK, rows), np.uint64, len(rows))}
    of_row = np.fromiter(map(VERSION, rows), np.int64, len(rows))
    versions = np.unique(of_row).tolist()
    if len(versions) == 1:
        return {**_of_version(columns, encoders[versions[0]], rows), **marks}
    out: dict[str, Values] = {}
    for version in versions:
        places = np.flatnonzero(of_row == version).tolist()
        some = _of_version(columns, encoders[version], [rows[place] for place in places])
        for name, values in some.items():
            out.setdefault(name, np.empty(len(rows), values.dtype))[places] = values
    return {**out, **marks}


def _of_version(columns: Sequence[Column], encoder: AnswerEncoder, rows: Rows) -> dict[str, Values]:
    """Every column for the rows of one version."""
    _, _, answers, saved, cells, status, source, tier, left_out, _ = zip(*rows, strict=True)
    values = encoder.columns(answers, saved, cells)
    values |= score_columns(encoder.d, values)
    values |= _places(encoder.d, values)
    values[STATUS] = np.array([STATUS_PLACES[each] for each in status], np.int16)
    values[SOURCE] = _of(source, SOURCE_PLACES, len(SOURCES) - 1)
    values[TIER] = _of(tier, TIER_PLACES, 0)
    analysed = [each in ANALYSED and not why for each, why in zip(status, left_out, strict=True)]
    values[ANALYSIS] = np.array(analysed, np.uint8)
    out: dict[str, Values] = {}
    for column in columns:
        found = values.get(column.name)
        if found is None:
            found = np.full(len(rows), layout.absent(column))
        out |= stored(column, found, values.get(f"{column.name}.missing"))
    return out


def _of(given: Iterable[str], places: Mapping[str, int], otherwise: int) -> Values:
    return np.array([places.get(each, otherwise) for each in given], np.int16)


def _places(d: Definition, values: Mapping[str, Values]) -> dict[str, Values]:
    """Of each slider that is a column of codes: the place of its number."""
    out = {}
    for q in d.questions:
        if q.type == "slider" and layout.slider_levels(q):
            missing = values[f"{q.id}.missing"]
            steps = np.rint((values[q.id] - (q.minimum or 0)) / (q.step or 1))
            out[q.id] = np.where(missing == 0, steps, missing).astype(np.int16)
    return out
