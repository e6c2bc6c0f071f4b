"""The database of this site, whichever it is: out into one file, and back from one."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, TypeVar, cast

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from website.core.backup.errors import BackupError
from website.core.backup.progress import Tell

_T = TypeVar("_T")


class Engine(Protocol):
    """What `sqlite` and `postgres` each know."""

    #: Name of the file in the backup.
    FILE: str

    def server(self) -> str:
        """Version of the database's software."""

    def dump(self, path: Path, tell: Tell) -> dict[str, int]:
        """Write everything as of one instant; rows of each table in that instant."""

    def scratch(self, path: Path) -> AbstractContextManager[None]:
        """For the length of the block the site's connection leads to a new database filled from `path`."""

    def is_empty(self) -> bool:
        """Whether the site's database has no table."""

    def restore(self, path: Path, check: Callable[[], _T]) -> _T:
        """Put `path` in the place of the site's database, all of it or nothing; what `check` says of it."""

    def faults(self) -> list[str]:
        """What the database itself finds wrong with what it holds."""


def engine() -> Engine:
    """Raise BackupError for a database that is neither."""
    from website.core.backup import postgres, sqlite

    found: ModuleType | None = {"sqlite": sqlite, "postgresql": postgres}.get(connection.vendor)
    if found is None:
        raise BackupError(f"{connection.display_name} can't be backed up here: use SQLite or PostgreSQL.")
    return cast(Engine, found)


def tables() -> dict[str, int]:
    """Rows of every table of the connection, counted now."""
    with connection.cursor() as cursor:
        return count(cursor, connection.introspection.table_names(cursor))


def count(cursor: Any, names: Iterable[str]) -> dict[str, int]:
    """The same for the tables `names`, through any cursor."""
    rows = {}
    for name in sorted(names):
        cursor.execute("SELECT COUNT(*) FROM " + connection.ops.quote_name(name))  # noqa: S608  # quoted
        rows[name] = int(cursor.fetchone()[0])
    return rows


def migrations() -> dict[str, list[str]]:
    """App -> names of the migrations that the database has, in order."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(connection).applied_migrations):
        found.setdefault(app, []).append(name)
    return found


def unknown(names: dict[str, list[str]]) -> list[str]:
    """Those of `names` that this software does not have: the database was made by a newer one."""
    loader = MigrationLoader(None)
    # A squashed migration leaves its parts behind in the table.
    known = set(loader.disk_migrations) | {
        part for migration in loader.disk_migrations.values() for part in migration.replaces
    }
    ours = {app for app, _ in known}
    return [
        f"{app}.{name}"
        for app, listed in names.items()
        if app in ours
        for name in listed
        if (app, name) not in known
    ]


def migrate() -> int:
    """Bring the connection's database up to this software; how many migrations that took."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    return waiting


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """For the length of the block `connection` leads to another database of the same engine."""
    here = connections.databases["default"]
    before = here["NAME"]
    connection.close()
    here["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        here["NAME"] = before
