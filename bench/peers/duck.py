"""DuckDB: its native table in memory, one column a question, vectorised GROUP BY."""

import os
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.invented import CROSSED, FILTERS, Data
from bench.peers import histogram, table, weighted

FILTER = " AND ".join(f"{name} IN {codes}" for name, codes in FILTERS)
CROSS = f"""SELECT {CROSSED[0]}, {CROSSED[1]}, count(*), sum(w), sum(w * w) FROM answers
 WHERE {FILTER} GROUP BY ALL"""


class DuckDB:
    name = "DuckDB"
    query = "SELECT q01, count(*) FROM answers GROUP BY q01 (a statement a question)"
    cross_query = CROSS
    banner_query = "SELECT q01, q31, count(*) FROM answers GROUP BY q01, q31 (a statement a table)"
    indexes = "none (its zone maps)"

    @staticmethod
    def missing() -> str:
        try:
            import duckdb  # noqa: F401  # only whether it is there
        except ImportError:
            return "duckdb is not installed (make test installs it)"
        return ""

    def __init__(self, data: Data) -> None:
        import duckdb

        self.connection = duckdb.connect(":memory:", config={"threads": os.cpu_count() or 1})
        self.settings = (
            f"version {duckdb.__version__}, in memory, threads = {os.cpu_count()}, TINYINT columns"
        )
        self.connection.register("given", _columns(data))
        self.connection.execute("CREATE TABLE answers AS SELECT * FROM given")
        self.connection.unregister("given")
        self.names = data.names

    def add(self, data: Data) -> None:
        self.connection.register("more", _columns(data))
        self.connection.execute("INSERT INTO answers SELECT * FROM more")
        self.connection.unregister("more")

    def topline(self) -> Callable[[], NDArray]:
        statements = [f"SELECT {name}, count(*) FROM answers GROUP BY {name}" for name in self.names]
        found = [self.rows(each) for each in statements]
        return lambda: np.stack([histogram(rows) for rows in found])

    def cross(self) -> Callable[[], NDArray]:
        found = self.rows(CROSS)
        return lambda: weighted(found)

    def banners(self, pairs: tuple[tuple[str, str], ...]) -> Callable[[], NDArray]:
        found = [self.rows(self.crossed(*pair)) for pair in pairs]
        return lambda: np.stack([table(rows) for rows in found])

    @staticmethod
    def crossed(name: str, banner: str) -> str:
        # A column cannot stand in a list twice under one name.
        return f"SELECT {name}, {banner} AS banner, count(*) FROM answers GROUP BY {name}, {banner}"

    def rows(self, statement: str) -> Any:
        return self.connection.sql(statement).fetchall()

    def close(self) -> None:
        self.connection.close()


def _columns(data: Data) -> Any:
    import pyarrow

    return pyarrow.table({**data.codes, "w": data.weights})
