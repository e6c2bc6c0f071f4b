"""The product's side: a dataset of the invented answers, counted by `reports.dataset.scan`."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.invented import CROSSED, FILTERS, Data
from bench.peers import FIRST, PLACES
from reports.dataset import store
from reports.dataset.build import TAIL, append, build_blocks
from reports.dataset.columns import ANALYSIS, MARKS, STATUS, STATUSES, Column
from reports.dataset.encode import Block
from reports.dataset.partials import PARTIALS
from reports.dataset.queries import Joint, Sums, Where
from reports.dataset.scan import scan
from reports.dataset.store import Part, open_parts

WEIGHTS = "bench"


class Ours:
    """Columns of one byte, masks of a bit, partial answers kept by part."""

    name = "Overlap"

    def __init__(self, folder: Path, data: Data) -> None:
        self.folder, self.options, self.next_mark = folder, data.options, 0
        self.columns = (
            Column(STATUS, "code", len(STATUSES)),
            Column(ANALYSIS, "bit"),
            *(Column(name, "code", levels) for name, levels in data.options.items()),
        )
        self.parts: Sequence[Part] = build_blocks(
            folder=folder, columns=self.columns, blocks=[self._block(data)], about={}
        )
        for part in self.parts:
            store.write_weights(part.folder, WEIGHTS, data.weights[part.marks().astype(np.intp)])
            part.verify()

    def _block(self, data: Data) -> Block:
        start, self.next_mark = self.next_mark, self.next_mark + data.rows
        return {
            MARKS: np.arange(start, self.next_mark, dtype=np.uint64),
            STATUS: np.zeros(data.rows, np.uint8),
            ANALYSIS: np.ones(data.rows, np.uint8),
            **{name: codes.view(np.uint8) for name, codes in data.codes.items()},
        }

    def forget(self) -> None:
        """Nothing is known of any part but that its bytes are whole."""
        PARTIALS.clear()

    def reopen(self) -> None:
        """What a request does that knows nothing yet: read the pointer and the manifests."""
        self.parts = open_parts(self.folder)

    def add(self, data: Data) -> None:
        self.parts = append(
            folder=self.folder,
            parts=self.parts,
            gone=np.zeros(0, np.uint64),
            columns=self.columns,
            blocks=[self._block(data)],
            about={},
        )

    def know_all_but_the_tail(self) -> None:
        """As it is when rows were added after everything had been counted."""
        self.forget()
        tail = [part for part in self.parts if part.manifest.get(TAIL)]
        if tail:
            scan([part for part in self.parts if not part.manifest.get(TAIL)], self._toplines())
        # A request finds nothing open; to close what was counted just now is not a part of it.
        self.reopen()

    def topline(self) -> Callable[[], NDArray]:
        answers = scan(self.parts, self._toplines())
        return lambda: np.stack([self._placed(answers[Joint((name,))], name) for name in self.options])

    def _toplines(self) -> list[Joint]:
        return [Joint((name,)) for name in self.options]

    def cross(self) -> Callable[[], NDArray]:
        query = Sums(CROSSED, where=tuple(Where(name, codes) for name, codes in FILTERS), weights=WEIGHTS)
        sums = scan(self.parts, [query])[query]
        return lambda: np.stack([self._placed(each, *CROSSED) for each in sums])

    def banners(self, pairs: Sequence[tuple[str, str]]) -> Callable[[], NDArray]:
        answers = scan(self.parts, [Joint(pair) for pair in pairs])
        return lambda: np.stack([self._placed(answers[Joint(pair)], *pair) for pair in pairs])

    def _placed(self, counts: NDArray, *names: str) -> NDArray:
        """From the dataset's axes (valid codes, then the missing ones) to those of the peers."""
        out = np.zeros((PLACES,) * len(names), counts.dtype)
        axes = [np.concatenate([FIRST + np.arange(self.options[name]), np.arange(FIRST)]) for name in names]
        out[np.ix_(*axes)] = counts
        return out
