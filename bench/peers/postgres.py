"""PostgreSQL: a wide table with a COUNT an option, as LimeSurvey does it, and rows of JSON.

The server is the one of DATABASE_URL, else the local one; the peer makes a database of its own and drops it.
"""

import json
import os
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.invented import NO_ANSWER, NOT_ASKED, Data
from bench.peers import histogram

LOCAL = "postgres:///postgres"


def server() -> str:
    """An address with rights to make a database."""
    url = os.environ.get("DATABASE_URL", "")
    return f"{url.rpartition('/')[0]}/postgres" if url.startswith("postgres") else LOCAL


@cache
def unreachable() -> str:
    import psycopg

    try:
        psycopg.connect(server(), connect_timeout=3).close()
    except psycopg.Error as error:
        return f"no PostgreSQL ({str(error).strip().splitlines()[0][:60]}); DATABASE_URL names one"
    return ""


class Base:
    """A database of its own for as long as it is measured."""

    indexes = "primary key on id"

    @staticmethod
    def missing() -> str:
        return unreachable()

    def __init__(self, data: Data) -> None:
        import psycopg

        self.names, self.options = data.names, data.options
        self.database = f"overlap_bench_{secrets.token_hex(4)}"
        self.admin = psycopg.connect(server(), autocommit=True)
        self.admin.execute(f'CREATE DATABASE "{self.database}"'.encode())
        try:
            self.connection = psycopg.connect(server(), dbname=self.database, autocommit=True)
            self.load(data)
            self.connection.execute("VACUUM (FREEZE, ANALYZE) answers")
        except BaseException:
            self.close()
            raise
        shown = ("server_version", "shared_buffers", "work_mem", "max_parallel_workers_per_gather", "jit")
        found = {name: self.rows("SELECT current_setting(%s)", name)[0][0] for name in shown}
        self.settings = ", ".join(f"{name} = {value}" for name, value in found.items())

    def load(self, data: Data) -> None:
        raise NotImplementedError

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement.encode(), values or None).fetchall()

    def close(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()
        self.admin.execute(f'DROP DATABASE "{self.database}" WITH (FORCE)'.encode())
        self.admin.close()


class CountPerOption(Base):
    """Codes are short texts, as LimeSurvey stores them."""

    name = "COUNT per option"
    query = "SELECT count(*) FROM answers WHERE q01 = '3' (a statement an option, missing codes too)"

    def load(self, data: Data) -> None:
        columns = ", ".join(f"{name} varchar(5)" for name in self.names)
        self.connection.execute(f"CREATE TABLE answers (id serial PRIMARY KEY, {columns})".encode())
        listed = ", ".join(self.names)
        with self.connection.cursor().copy(f"COPY answers ({listed}) FROM STDIN".encode()) as copy:
            for start in range(0, data.rows, 20_000):
                block = np.column_stack([codes[start : start + 20_000] for codes in data.codes.values()])
                copy.write("".join("\t".join(map(str, row)) + "\n" for row in block.tolist()))

    def topline(self) -> Callable[[], NDArray]:
        found = [self._counts(name) for name in self.names]
        return lambda: np.stack([histogram(pairs) for pairs in found])

    def _counts(self, name: str) -> list[tuple[int, int]]:
        codes = (*range(self.options[name]), NO_ANSWER, NOT_ASKED)
        statement = f"SELECT count(*) FROM answers WHERE {name} = %s"
        return [(code, self.rows(statement, str(code))[0][0]) for code in codes]


class JSONRows(Base):
    name = "JSON rows in SQL"
    query = "SELECT key, value, count(*) FROM answers, jsonb_each_text(data) GROUP BY key, value"

    def load(self, data: Data) -> None:
        self.connection.execute("CREATE TABLE answers (id serial PRIMARY KEY, data jsonb)")
        with self.connection.cursor().copy("COPY answers (data) FROM STDIN") as copy:
            for start in range(0, data.rows, 20_000):
                block = np.column_stack([codes[start : start + 20_000] for codes in data.codes.values()])
                for row in block.tolist():
                    copy.write_row((json.dumps(dict(zip(self.names, row, strict=True))),))

    def topline(self) -> Callable[[], NDArray]:
        found: dict[str, list[tuple[int, int]]] = {name: [] for name in self.names}
        for name, code, count in self.rows(self.query):
            found[name].append((code, count))
        return lambda: np.stack([histogram(found[name]) for name in self.names])
