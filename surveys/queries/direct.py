"""The shortest way of one statement to the database: its text is prepared, its values are put beside it.

Django's cursor converts the text of a statement anew each time and psycopg's decides anew how each value
travels, which took more processor time than the statement itself. For SQLite this calls the standard
library's driver, for PostgreSQL libpq, which psycopg offers as `psycopg.pq`. Only where one statement is the
whole transaction (`is_free`); everything else goes through Django's cursor.
"""

import re
import threading
from collections.abc import Sequence
from itertools import count
from typing import Any

Row = Sequence[Any]


def is_free(connection: Any) -> bool:
    """Whether nobody has to know of a statement: no transaction that it belongs to, no log, no wrapper.

    Opens the connection where there is none.
    """
    return not (
        connection.in_atomic_block
        or connection.queries_logged
        or connection.execute_wrappers
        or not connection.get_autocommit()
    )


def written_for(vendor: str, text: str) -> str:
    """A statement of Django's with the driver's own placeholders: `?`, or `$1`, `$2` … for PostgreSQL."""
    number = count(1)

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        return f"${next(number)}" if vendor == "postgresql" else "?"

    return re.sub("%[%s]", place, text)


def rows(connection: Any, text: str, values: Row) -> list[Row]:
    """All rows, as the database's driver gives them to Django."""
    with connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            return _session(connection.connection).rows(text, values)
        return list(connection.connection.execute(text, values).fetchall())


def changed(connection: Any, text: str, values: Row) -> int:
    """The number of rows that a statement has changed, when they are on the disk."""
    with connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            return _session(connection.connection).run(text, values).command_tuples or 0
        return int(connection.connection.execute(text, values).rowcount)


class _Session:
    """One connection to PostgreSQL, the names under which it knows statements, and what reads its rows."""

    def __init__(self, raw: Any) -> None:
        from psycopg.adapt import Transformer

        self.raw, self.names = raw, dict[str, bytes]()
        self.reader = Transformer(raw)

    def rows(self, text: str, values: Row) -> list[Row]:
        found = self.run(text, values)
        self.reader.set_pgresult(found)
        return self.reader.load_rows(0, found.ntuples, tuple)

    def run(self, text: str, values: Row) -> Any:
        """Planned once for the connection, unless `settings` forbid it because a pooler stands between."""
        given, server = [_as_text(value) for value in values], self.raw.pgconn
        if self.raw.prepare_threshold is None:
            return self.checked(server.exec_params(text.encode(), given))
        name = self.names.get(text)
        if name is None:
            name = b"overlap_%d" % len(self.names)
            self.checked(server.prepare(name, text.encode()))
            self.names[text] = name
        return self.checked(server.exec_prepared(name, given))

    def checked(self, result: Any) -> Any:
        """The result. Raise psycopg's error for what the server refused, or did not live to answer."""
        from psycopg import OperationalError, errors, pq

        if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
            return result
        if self.raw.pgconn.status != pq.ConnStatus.OK:
            raise OperationalError(result.get_error_message())
        raise errors.error_from_result(result)


class _Here(threading.local):
    """Django's connections are a thread's own, and so are their sessions."""

    session: _Session | None = None


_here = _Here()


def _session(raw: Any) -> _Session:
    if _here.session is None or _here.session.raw is not raw:
        _here.session = _Session(raw)
    return _here.session


def _as_text(value: Any) -> bytes | None:
    """As PostgreSQL reads a value of the column's type. JSON comes from Django with what writes it."""
    if value is None:
        return None
    text = value.dumps(value.obj) if hasattr(value, "dumps") else str(value)
    data: bytes = text.encode()
    if b"\0" in data:
        raise ValueError("PostgreSQL takes no text with the character NUL")
    return data
