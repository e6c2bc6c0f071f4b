"""A reference data set on disk: a folder with `expected.json`, data files and, for some cases, files
beside.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from reports.stats.arrays import Bools, Floats
from reports.stats.design import Design, design
from tests.oracles import tables
from tests.oracles.tables import Table, Unreadable


@dataclass(eq=False)
class DataSet:
    folder: Path
    meta: dict[str, Any]
    raw: list[dict[str, Any]]
    _files: dict[str, Table] = field(default_factory=dict)

    def cases(self) -> Iterator["Case"]:
        for each in self.raw:
            yield Case(self, each)

    def file(self, name: str) -> Table:
        """A data file. Variables that it lacks are looked up in the files of scores that cases name, by
        row.
        """
        if name not in self._files:
            self._files[name] = self._read(name)
        return self._files[name]

    def _read(self, name: str) -> Table:
        path = self.folder / name
        if path.parent != self.folder or not path.is_file():
            raise Unreadable(f"there is no file {name}")
        table = tables.read(path)
        if name == self.meta.get("data_file", "data.csv"):
            for scores in sorted(
                {c["input"]["scores_file"] for c in self.raw if "scores_file" in c["input"]}
            ):
                beside = tables.read(self.folder / scores)
                if beside.n != table.n:
                    raise Unreadable(f"{scores} has {beside.n} rows, {name} {table.n}")
                table.extra |= {k: v for k, v in beside.columns.items() if k not in table.columns}
        return table


#: What an input says about the design.
DESIGN = ("strata", "ids", "fpc", "nest")


@dataclass(eq=False)
class Case:
    dataset: DataSet
    raw: dict[str, Any]
    failures: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.raw["id"])

    @property
    def kind(self) -> str:
        return str(self.raw["kind"])

    @property
    def input(self) -> dict[str, Any]:
        return dict(self.raw["input"] or {})

    @property
    def expected(self) -> Any:
        """Only for the names in it (levels, groups, which extras are wanted): never for a number."""
        return self.raw["expected"]

    def many(self, key: str) -> list[Any]:
        """A list of the input; R writes a list of one as the thing itself."""
        value = self.input[key]
        return value if isinstance(value, list) else [value]

    @property
    def file(self) -> str:
        return str(self.input.get("data_file", self.dataset.meta.get("data_file", "data.csv")))

    @property
    def whole(self) -> Table:
        return self.dataset.file(self.file)

    @cached_property
    def used(self) -> Bools:
        """Rows of the file that the case uses, before any filter. Where the input names table rows,
        `rows` are their levels.
        """
        rows = None if "row" in self.input else self.input.get("rows")
        used = tables.mask(self.whole, rows) & tables.mask(self.whole, self.input.get("rows_used"))
        if (weight := self.input.get("weight")) is not None:
            used &= self.whole[weight.split()[0]].present
        return used

    @cached_property
    def rows(self) -> Bools:
        """Rows of the file that are used and that the filter lets through."""
        return self.used & tables.mask(self.whole, self.input.get("filter"))

    @cached_property
    def table(self) -> Table:
        """The rows that are the design: those used that the filter lets through."""
        return self.whole.take(self.rows)

    @cached_property
    def unfiltered(self) -> Table:
        """For toplines of a design, where the filter is routing."""
        return self.whole.take(self.used)

    def design_of(self, table: Table, weights: Floats | None = None) -> Design:
        """As the input describes it, of the rows of `table`."""
        return design_from(self.input, table, weights)

    def shared_design(self, table: Table, weights: Floats) -> Design:
        """The design that all other cases of this file agree on; else weights alone."""
        described = {
            json.dumps({key: c.input.get(key) for key in DESIGN})
            for c in self.dataset.cases()
            if c.file == self.file and c.id != self.id and c.kind != self.kind
        }
        return design_from(json.loads(described.pop()) if len(described) == 1 else {}, table, weights)

    def beside(self, name: str) -> Table:
        return self.dataset.file(name)


def design_from(described: dict[str, Any], table: Table, weights: Floats | None = None) -> Design:
    if weights is None:
        name = described.get("weight")
        weights = np.ones(table.n) if name is None else table[name].numbers

    def labels(key: str) -> list[str] | None:
        return None if described.get(key) is None else table[described[key]].texts

    fpc = described.get("fpc")
    return design(
        weights,
        strata=labels("strata"),
        clusters=labels("ids"),
        population=None if fpc is None else table[fpc].numbers,
        nested=bool(described.get("nest")),
    )


def load(folder: Path) -> DataSet:
    document = json.loads((folder / "expected.json").read_text("utf-8"))
    return DataSet(folder, document.get("meta") or {}, document["cases"])
