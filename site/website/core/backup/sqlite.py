"""SQLite in and out. A copy is taken while others write, and put back in one transaction."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from django.db import connection

from website.core.backup import database, files
from website.core.backup.progress import Tell

FILE = "database.sqlite3"
_T = TypeVar("_T")
#: Instructions of SQLite's machine between two looks at how far it is.
_STEPS = 200_000


def server() -> str:
    """Version of SQLite."""
    return sqlite3.sqlite_version


def dump(path: Path, tell: Tell) -> dict[str, int]:
    """VACUUM INTO: one read transaction, so nobody waits, and without what deleted rows have left behind."""
    live = _live()
    with files.create(path):
        pass
    with closing(sqlite3.connect(f"{live.absolute().as_uri()}?mode=rw", uri=True, timeout=60)) as source:
        pages, size = (source.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))

        def look() -> None:
            tell("Copying the database", path.stat().st_size, pages * size)

        source.set_progress_handler(look, _STEPS)
        source.execute("VACUUM INTO ?", [str(path)])
    files.settle(path)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
        return database.count(copy.cursor(), _tables(copy))


@contextmanager
def scratch(path: Path) -> Iterator[None]:
    """The copy lies beside the site's own file: there has to be room for it there."""
    _live().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=_live().parent) as folder:
        file = Path(folder) / "database.sqlite3"
        files.copy(path, file)
        with database.pointed_at(str(file)):
            yield


def is_empty() -> bool:
    """No file, or one without tables."""
    file = _live()
    if not file.exists() or not file.stat().st_size:
        return True
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def restore(path: Path, check: Callable[[], _T]) -> _T:
    """Checked beside the site, then copied over it page by page in one transaction: a server that still runs
    sees the old database or the new one.
    """
    site = _live()
    with scratch(path):
        found = check()
        connection.close()
        _set_aside_if_unreadable(site)
        with closing(sqlite3.connect(_live())) as checked, closing(sqlite3.connect(site, timeout=60)) as live:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                live.execute(f"PRAGMA {pragma}")
            checked.backup(live)
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return found


def faults() -> list[str]:
    """integrity_check and foreign_key_check, each line a sentence of SQLite's."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(10)")
        found = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        found += [f"{table}, row {row}: refers to no row of {parent}" for table, row, parent, _ in cursor]
    return found


def _set_aside_if_unreadable(site: Path) -> None:
    """A file that is no database any more can't be written over page by page; somebody may still want it."""
    try:
        with closing(sqlite3.connect(site)) as live:
            live.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        for end in ("", "-wal", "-shm"):
            file = site.with_name(site.name + end)
            if file.exists():
                file.rename(site.with_name(f"{site.name}.damaged{end}"))


def _tables(copy: sqlite3.Connection) -> list[str]:
    """As Django lists them."""
    rows = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'sqlite_sequence'")
    return [name for (name,) in rows]


def _live() -> Path:
    return Path(connection.settings_dict["NAME"])
