"""Test databases: migrated once into a template, copied for each process and after each flush.

A template is named after what it was made from, so it is never stale; two runs at once do not meet.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / "var" / "test"


def digest(*patterns: str) -> str:
    """16 characters that change with any file that a pattern names, or with a pin."""
    files = {ROOT / "constraints.txt"}
    for pattern in patterns:
        files.update(path for path in ROOT.glob(pattern) if "__pycache__" not in path.parts)
    sums = hashlib.sha256()
    for path in sorted(files):
        sums.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return sums.hexdigest()[:16]


def schema_digest() -> str:
    """Changes with every migration."""
    return digest("*/migrations/*.py", "site/website/*/migrations/*.py", "site/website/core/groups.py")


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process at a time between here and the end of the block."""
    STORE.mkdir(parents=True, exist_ok=True)
    with (STORE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def manage(*arguments: str, **environment: str) -> str:
    """Run a management command in a process of its own; its output. RuntimeError with it all on failure."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def on_postgres() -> bool:
    """Whether this run is the one on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def postgres(statement: str) -> None:
    """Run one statement on the server that the environment names, outside any transaction."""
    url = with_database(os.environ["DATABASE_URL"], "postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


class SqliteCopies:
    """The database of this process is a file, copied from the template."""

    def __init__(self, folder: Path) -> None:
        self.template = STORE / f"schema-{schema_digest()}.sqlite3"
        self.folder = folder
        self.copies = 0
        self.file = folder / "test-0.sqlite3"

    def make(self) -> None:
        """Build the template if nobody has, and copy it."""
        with alone("schema"):
            if not self.template.exists():
                for old in STORE.glob("schema-*"):
                    old.unlink()
                draft = STORE / f"schema-draft-{os.getpid()}.sqlite3"
                manage(
                    "migrate",
                    "--verbosity=0",
                    DATABASE_URL=f"sqlite:///{draft}",
                    DJANGO_SETTINGS_MODULE="website.settings.test",
                )
                draft.rename(self.template)
            shutil.copyfile(self.template, self.file)
        connections.databases["default"]["NAME"] = str(self.file)

    def renew(self) -> None:
        """The data of the migrations again, after a test has flushed everything."""
        connections["default"].close()
        for tail in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + tail).unlink(missing_ok=True)
        # A name of its own: SQLite answers "disk I/O error" where a thread still holds the old file.
        self.copies += 1
        self.file = self.folder / f"test-{self.copies}.sqlite3"
        self.make()

    def drop(self) -> None:
        """Let go of the file; its folder is thrown away by pytest."""
        connections["default"].close()


class PostgresCopies:
    """The database of this process is made from a template database."""

    def __init__(self) -> None:
        self.template = f"overlap_template_{schema_digest()}"
        self.name = f"test_overlap_{os.getpid()}"

    def make(self) -> None:
        """Build the template if nobody has, and copy it."""
        with alone("schema-postgres"):
            if not self._exists(self.template):
                draft = f"overlap_draft_{os.getpid()}"
                self._run(f'CREATE DATABASE "{draft}"')
                manage(
                    "migrate",
                    "--verbosity=0",
                    DATABASE_URL=with_database(os.environ["DATABASE_URL"], draft),
                    DJANGO_SETTINGS_MODULE="website.settings.test",
                )
                self._run(f'ALTER DATABASE "{draft}" RENAME TO "{self.template}"')
        self._copy()
        connections["default"].close()
        connections.databases["default"]["NAME"] = self.name

    def renew(self) -> None:
        """The data of the migrations again, after a test has flushed everything."""
        connections["default"].close()
        self._copy()

    def drop(self) -> None:
        """Remove this process's database; the template stays for the next run."""
        connections["default"].close()
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _copy(self) -> None:
        with alone("schema-postgres"):
            self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')

    def _exists(self, name: str) -> bool:
        with self._cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def _run(self, statement: str) -> None:
        with self._cursor() as cursor:
            cursor.execute(statement)

    def _cursor(self) -> Any:
        return connections["default"]._nodb_cursor()


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    head, _, _ = url.rpartition("/")
    return f"{head}/{name}"
