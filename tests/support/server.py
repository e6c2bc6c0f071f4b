"""The site as its readers meet it: a server process on a database that holds the demonstration.

It runs on the database and the cache that the environment names, like every other test: SQLite and local
memory where it names none, otherwise PostgreSQL and Redis.
"""

import itertools
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.support.databases import (
    ROOT,
    STORE,
    alone,
    digest,
    manage,
    on_postgres,
    postgres,
    with_database,
)
from tests.support.waiting import until

SOURCES = (
    "surveys/**/*.py",
    "reports/**/*.py",
    "site/website/**/*.py",
    "comments/**/*.py",
    "surveys/**/*.yaml",
)
PATIENCE = 60
DAY = 24 * 60 * 60
_numbers = itertools.count()


@dataclass(frozen=True)
class Site:
    """A running server. `var` holds its database, keys and datasets; `log` what it has written so far."""

    url: str
    var: Path
    log: Path
    environment: dict[str, str]
    database: str
    """Its name, where it is PostgreSQL's."""

    def manage(self, *arguments: str) -> str:
        """Run a management command on the server's own database; its output."""
        return manage(*arguments, **self.environment)

    def tick(self) -> str:
        """Let the clock run once, after the server's own where that is running; what it says."""

        def ran() -> str | None:
            said = self.manage("tick")
            return None if "Another tick is running" in said else said or "Nothing was due."

        return until(ran, "A turn of the clock")

    def read(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the server's own database; `%s` stands for a value."""
        return _read(self.environment["DATABASE_URL"], statement, values)


def copy_seeded(var: Path, name: str) -> None:
    """A small demonstration in the new folder `var` and, on PostgreSQL, in the new database `name`."""
    with _seeded() as folder:
        shutil.copytree(folder, var)
        if on_postgres():
            postgres(f'CREATE DATABASE "{name}" TEMPLATE "{_database_of(folder)}"')


def read_seeded(statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the small demonstration, as it was before any test."""
    with _seeded() as folder:
        return _read(_environment(folder, "", _database_of(folder))["DATABASE_URL"], statement, values)


@contextmanager
def _seeded() -> Iterator[Path]:
    """The folder of the demonstration, which is made once for each state of the code.

    It is read under the same lock as it is made and thrown away, so that runs of different states of the
    code can share this machine.
    """
    stamp = digest(*SOURCES)
    folder = STORE / (f"site-postgres-{stamp}" if on_postgres() else f"site-{stamp}")
    with alone("site"):
        if not folder.exists():
            _forget_yesterdays()
            _seed(folder)
        os.utime(folder)
        yield folder


def _seed(folder: Path) -> None:
    draft = STORE / f"draft-{folder.name}-{os.getpid()}"
    if on_postgres():
        postgres(f'DROP DATABASE IF EXISTS "{_database_of(folder)}" WITH (FORCE)')
        postgres(f'CREATE DATABASE "{_database_of(folder)}"')
    environment = _environment(draft, "http://localhost", _database_of(folder))
    manage("migrate", "--verbosity=0", **environment)
    manage("load_demo", **environment)
    draft.rename(folder)


def _forget_yesterdays() -> None:
    """Remove what no run has copied for a day."""
    for old in STORE.glob("site-*/"):
        if old.stat().st_mtime < time.time() - DAY:
            if on_postgres():
                postgres(f'DROP DATABASE IF EXISTS "{_database_of(old)}" WITH (FORCE)')
            shutil.rmtree(old)


def _database_of(folder: Path) -> str:
    return "overlap_" + folder.name.replace("-", "_")


def start(folder: Path) -> tuple[Site, subprocess.Popen[bytes]]:
    """Copy the seeded site into `folder` and serve it. RuntimeError with the log where it fails."""
    var = folder / "var"
    name = f"overlap_served_{os.getpid()}_{next(_numbers)}"
    copy_seeded(var, name)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    environment = _environment(var, url, name)
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                str(Path(sys.executable).with_name("granian")),
                *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
                *("--blocking-threads", "4", "--working-dir", "site", "website.embedded:application"),
            ],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _await(url, process, log)
    return Site(url=url, var=var, log=log, environment=environment, database=name), process


def end(site: Site, process: subprocess.Popen[bytes]) -> None:
    """Stop the server, and remove its database where that is not a file."""
    stop(process)
    if on_postgres():
        postgres(f'DROP DATABASE IF EXISTS "{site.database}" WITH (FORCE)')


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server and its worker."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)


def _read(url: str, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
    if on_postgres():
        with psycopg.connect(url) as connection:
            return connection.execute(statement.encode(), values).fetchall()
    file = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(statement.replace("%s", "?"), values).fetchall()


def _environment(var: Path, url: str, name: str) -> dict[str, str]:
    """Development settings on a database of its own; limits as wide as a whole suite needs."""
    sqlite = f"sqlite:///{var / 'overlap.sqlite3'}"
    return {
        "DJANGO_SETTINGS_MODULE": "website.settings.development",
        "VAR_DIR": str(var),
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], name) if on_postgres() else sqlite,
        "CACHE_URL": os.environ.get("CACHE_URL", "") if on_postgres() else "",
        "CACHE_PREFIX": name,
        "SITE_URL": url,
        "OVERLAP_DEMO_SIZE": os.environ.get("OVERLAP_DEMO_SIZE", "small"),
        "LIMIT_SURVEY_STARTS": "100000",
        "LIMIT_SURVEY_COUNTED": "100000",
        "LIMIT_SURVEY_SAVES": "100000",
        "LIMIT_SURVEY_KEYS": "100000",
        "LIMIT_MAIL_ASKS": "100000",
        "LIMIT_MAIL_ALL": "100000",
        "DEMO": "1",  # mails are shown at /demo/mail/
        # The PostgreSQL of a test run may be one that was set up to be fast.
        "REQUIRE_DURABILITY": "0" if on_postgres() else "1",
    }


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health/", timeout=5):
                return
        except urllib.error.HTTPError as answer:
            stop(process)
            raise RuntimeError(f"/health/ answers {answer.code}: {answer.read().decode()}") from answer
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    stop(process)
    raise RuntimeError(f"The server did not come up:\n{log.read_text()[-4000:]}")
