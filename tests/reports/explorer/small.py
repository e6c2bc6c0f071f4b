"""Reference data sets as datasets of the product: columns become questions, levels their options."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reports.dataset import store
from reports.dataset.build import build
from reports.dataset.columns import combined
from reports.dataset.scan import scan
from reports.explorer import choice as choosing
from reports.explorer.choice import Choice
from reports.explorer.counting import Count, Counting
from reports.explorer.tables import Sheet, sheet
from reports.explorer.variables import Catalogue, catalogue
from surveys.logic import instrument
from surveys.logic.definition import NO_ANSWER, NOT_ASKED, Definition
from tests.oracles.tables import Table
from tests.surveys.logic import instruments

PLACE = "place"
"""A question that holds the row's number, because parts are shuffled."""
WEIGHTS = "reference"


class Address(dict[str, list[str]]):
    """An address of the explorer, as the view reads one."""

    def getlist(self, key: str) -> list[str]:
        return self.get(key, [])


class Dataset:
    """A counted wave without a database."""

    def __init__(
        self, folder: Path, d: Definition, rows: Sequence[dict[str, Any]], weights: Any = None
    ) -> None:
        self.parts = build(folder=folder, rows=iter(rows), definitions={1: d}, about={})
        self.definition = d
        self.known: Catalogue = catalogue([d])
        self.widths = {c.name: c.levels for c in combined([d]) if c.kind == "code"}
        if weights is not None:
            for part in self.parts:
                store.write_weights(part.folder, WEIGHTS, np.asarray(weights)[self.places(part)])
            self.parts = store.open_parts(folder, about={})

    def places(self, part: Any) -> Any:
        """Which of the rows stands where in the part."""
        return np.asarray(part.values(PLACE)).astype(np.int64)

    @property
    def count(self) -> Count:
        return lambda queries: scan(self.parts, queries)

    def read(self, **address: Sequence[str]) -> Choice:
        return choosing.read(
            Address({key: list(values) for key, values in address.items()}), self.known, weights=(WEIGHTS,)
        )

    def ask(self, before_each: Callable[[], None] = lambda: None, **address: Sequence[str]) -> Sheet:
        """Tables of an address, e.g. row=["issue"], by=["solo"]."""
        chosen = self.read(**address)
        assert chosen.remarks == ()
        return sheet(
            rows=chosen.rows,
            segments=chosen.segments,
            counting=Counting(self.count, chosen.conditions(self.widths), chosen.weights),
            base=chosen.base,
            correction=chosen.correction,
            before_each=before_each,
        )


def of_columns(
    folder: Path,
    table: Table,
    questions: dict[str, Sequence[Any]],
    weight: str | None = None,
    asked: Any = None,
) -> Dataset:
    """`questions`: column -> its levels. A row without a level has no answer; without a weight it weighs 0.
    `asked` (n,): which rows were asked; all of them if not given.
    """
    data = [
        {
            "id": f"q{i}",
            "type": "single",
            "options": [
                {"value": v, "code": f"l{v}", "label": str(level)} for v, level in enumerate(levels, 1)
            ],
        }
        for i, levels in enumerate(questions.values())
    ]
    data.append({"id": PLACE, "type": "number", "min": 0, "max": table.n, "integer": True})
    codes = {
        f"q{i}": np.where((found := table[name].places(levels)) >= 0, found + 1, NO_ANSWER)
        for i, (name, levels) in enumerate(questions.items())
    }
    if asked is not None:
        codes = {name: np.where(asked, column, NOT_ASKED) for name, column in codes.items()}
    rows = [
        {**{name: int(column[i]) for name, column in codes.items()}, PLACE: i, **about()}
        for i in range(table.n)
    ]
    weights = None if weight is None else np.nan_to_num(table[weight].numbers)
    return Dataset(folder, instrument.to_definition(instruments.instrument(*data)), rows, weights)


def about() -> dict[str, Any]:
    return {"_status": "complete", "_source": "site", "_version": 1, "_demo": True}
