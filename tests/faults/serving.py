"""A real server on the database of the test: started, killed, stopped and started again on the same port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.support.databases import ROOT, on_postgres, with_database

PATIENCE = 120


class Server:
    """Granian with one worker and four threads on 127.0.0.1. `environment` overrides what it gets."""

    def __init__(self, folder: Path, application: str = "website.embedded:application", **environment: str):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder, self.application = folder, application
        self.environment = settings_of(folder, self.url) | environment
        self.log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *before: str) -> None:
        """Start it and wait until it answers. `before` is put in front of the command (strace)."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*before, *self.command()],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/health/", timeout=5):
                    return
            except urllib.error.HTTPError:
                return  # it answers, if only to say that something is missing
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"The server did not come up:\n{self.log.read_text()[-4000:]}")

    def command(self) -> list[str]:
        """What is run."""
        return [
            str(Path(sys.executable).with_name("granian")),
            *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"),
            *("--blocking-threads", "4", "--working-dir", "site", self.application),
        ]

    def kill(self) -> None:
        """kill -9 for it and its worker, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=30)
            self.process = None

    def terminate(self) -> int:
        """SIGTERM, as a supervisor sends it; the exit status once it has ended."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=60)
        self.kill()
        return status

    def end_all(self) -> None:
        """SIGTERM to everything that was started, a tracer in front of the server included."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=60)

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_text(errors="replace")


def settings_of(folder: Path, url: str) -> dict[str, str]:
    """Development settings on the database of this test; limits that no test reaches."""
    return {
        "DJANGO_SETTINGS_MODULE": "website.settings.development",
        "PYTHONPATH": f"site:{ROOT}",
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_url(),
        "CACHE_URL": "",
        "SITE_URL": url,
        "LOG_LEVEL": "WARNING",
        "LIMIT_SURVEY_STARTS": "1000000",
        "LIMIT_SURVEY_COUNTED": "1000000",
        "LIMIT_SURVEY_SAVES": "1000000",
        "LIMIT_SURVEY_KEYS": "1000000",
        "REQUIRE_DURABILITY": "0" if on_postgres() else "1",
    }


def database_url() -> str:
    """Where the connection of this test leads."""
    name = str(connection.settings_dict["NAME"])
    return with_database(os.environ["DATABASE_URL"], name) if on_postgres() else f"sqlite:///{name}"


@contextmanager
def running(folder: Path, *, before: Sequence[str] = (), **environment: str) -> Iterator[Server]:
    """A server for the length of the block. `before` is put in front of its command."""
    folder.mkdir(exist_ok=True)
    # The keys of this process, so that both make the same receipts.
    keys = {"secret": settings.SECRET_KEY, "private_link": settings.PRIVATE_LINK_KEYS[1]}
    (folder / "keys.json").write_text(json.dumps(keys))
    connection.close()
    server = Server(folder, **environment)
    server.start(*before)
    try:
        yield server
    finally:
        server.kill()
        connection.close()
