"""PostgreSQL in and out, by its own programs: pg_dump, pg_restore and psql."""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from django.db import connection, transaction

from website.core.backup import database, files
from website.core.backup.errors import BackupError
from website.core.backup.progress import Tell

FILE = "database.dump"
_T = TypeVar("_T")
#: settings.DATABASES -> environment of the programs; a password on a command line is seen by everybody.
_VARIABLES = {
    name: "PG" + variable
    for name, variable in (
        ("HOST", "HOST"),
        ("PORT", "PORT"),
        ("USER", "USER"),
        ("PASSWORD", "PASSWORD"),
        ("NAME", "DATABASE"),
    )
}
_OPTIONS = {
    name: "PG" + name.upper()
    for name in ("sslmode", "sslrootcert", "sslcert", "sslkey", "service", "passfile", "connect_timeout")
}
_PLAIN = ("--no-owner", "--no-privileges")


def server() -> str:
    """Version of the server."""
    connection.ensure_connection()
    version: int = getattr(connection, "pg_version")  # noqa: B009  # PostgreSQL's own, unknown to the type
    major, minor = divmod(version, 10_000)
    return f"{major}.{minor}"


def dump(path: Path, tell: Tell) -> dict[str, int]:
    """pg_dump and the counts look at one snapshot; nobody waits."""
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        with files.create(path) as output:
            command = [program, "--format=custom", f"--snapshot={snapshot}", *_PLAIN]
            process = subprocess.Popen(  # noqa: S603  # a fixed program, found on the path
                command, env=_environment(), stdout=output, stderr=subprocess.PIPE
            )
            _wait(process, "pg_dump", lambda: tell("Copying the database"))
        rows = database.tables()
    files.settle(path)
    return rows


@contextmanager
def scratch(path: Path) -> Iterator[None]:
    """A database of its own on the same server, which takes the right to create one; dropped at the end."""
    name = f"overlap_drill_{secrets.token_hex(6)}"
    try:
        _administer(f'CREATE DATABASE "{name}" TEMPLATE template0')
    except Exception as error:
        raise BackupError(
            "A database to try the backup in can't be made. Give the role the right: ALTER ROLE … CREATEDB."
        ) from error
    try:
        with database.pointed_at(name):
            _fill(path)
            yield
    finally:
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def is_empty() -> bool:
    """No table in the schema of the connection."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def restore(path: Path, check: Callable[[], _T]) -> _T:
    """Old tables go and new ones come in one transaction; then they are checked."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    connection.close()
    _fill(path, first=f"DROP TABLE {quoted} CASCADE;\n" if names else "")
    return check()


def faults() -> list[str]:
    """Rows, keys and constraints were all checked as they were written; what is left is an invalid index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        found = [f"{name}: the index is not valid" for (name,) in cursor.fetchall()]
        cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
        return found + [f"{name}: the constraint does not hold for all rows" for (name,) in cursor.fetchall()]


def _fill(path: Path, first: str = "") -> None:
    """All of the dump or nothing: `first` and the dump's statements run in one transaction."""
    reader, writer = _program("pg_restore"), _program("psql")
    environment = _environment()
    with subprocess.Popen(  # noqa: S603  # fixed programs, found on the path
        [reader, "--file=-", *_PLAIN, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as reading:
        command = [writer, "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        writing = subprocess.Popen(  # noqa: S603  # as above
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
        )
        assert reading.stdout is not None
        assert writing.stdin is not None
        broken = _pour(first, reading.stdout, writing.stdin)
        _wait(writing, "psql")
        _wait(reading, "pg_restore")
    if broken:
        raise BackupError("psql stopped before the backup was read. Nothing was changed.")


def _pour(first: str, source: IO[bytes], target: IO[bytes]) -> bool:
    """True where the reader went away early; its own words are read later."""
    try:
        target.write(first.encode())
        shutil.copyfileobj(source, target, files.CHUNK)
        target.close()
    except BrokenPipeError:
        source.read()
        return True
    return False


def _wait(
    process: "subprocess.Popen[bytes]", name: str, meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Raise BackupError with the program's last line where it fails."""
    while process.poll() is None:
        meanwhile()
        time.sleep(0.05)
    said = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
    if process.stderr:
        process.stderr.close()
    if process.returncode:
        raise BackupError(f"{name} failed: {said.splitlines()[-1] if said else 'it said nothing'}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupError(
            f"{name} was not found. Install PostgreSQL's client programs, as new as the server or newer "
            "(Debian: postgresql-client)."
        )
    return found


def _environment() -> dict[str, str]:
    """The connection's address for PostgreSQL's programs."""
    where: dict[str, Any] = connection.settings_dict
    named = {variable: str(where[key]) for key, variable in _VARIABLES.items() if where.get(key)}
    options = where.get("OPTIONS", {})
    named |= {variable: str(options[key]) for key, variable in _OPTIONS.items() if options.get(key)}
    return os.environ | named


def _administer(statement: str) -> None:
    """Outside of any transaction, and of the database in question."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
