"""The site as its readers meet it: a server process on a database that holds the demonstration."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.support.databases import ROOT, STORE, alone, digest, manage

SOURCES = (
    "surveys/**/*.py",
    "reports/**/*.py",
    "site/website/**/*.py",
    "comments/**/*.py",
    "surveys/**/*.yaml",
)
PATIENCE = 60


@dataclass(frozen=True)
class Site:
    """A running server. `var` holds its database, keys and datasets; `log` what it has written so far."""

    url: str
    var: Path
    log: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command on the server's own database; its output."""
        return manage(*arguments, **self.environment)


def seeded() -> Path:
    """A folder with a small demonstration, made once for each state of the code."""
    stamp = digest(*SOURCES)
    folder = STORE / f"site-{stamp}"
    with alone("site"):
        if not folder.exists():
            for old in STORE.glob("site-*"):
                if old.is_dir():
                    shutil.rmtree(old)
            draft = STORE / f"site-draft-{os.getpid()}"
            environment = _environment(draft, "http://localhost")
            manage("migrate", "--verbosity=0", **environment)
            manage("load_demo", **environment)
            draft.rename(folder)
    return folder


def start(folder: Path) -> tuple[Site, subprocess.Popen[bytes]]:
    """Copy the seeded site into `folder` and serve it. RuntimeError with the log where it fails."""
    var = folder / "var"
    shutil.copytree(seeded(), var)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    environment = _environment(var, url)
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
    return Site(url=url, var=var, log=log, environment=environment), process


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and its worker."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)


def _environment(var: Path, url: str) -> dict[str, str]:
    """Development settings on a database of its own; limits as wide as a whole suite needs."""
    return {
        "DJANGO_SETTINGS_MODULE": "website.settings.development",
        "VAR_DIR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'overlap.sqlite3'}",
        "CACHE_URL": "",
        "SITE_URL": url,
        "OVERLAP_DEMO_SIZE": os.environ.get("OVERLAP_DEMO_SIZE", "small"),
        "LIMIT_SURVEY_STARTS": "100000",
        "LIMIT_SURVEY_SAVES": "100000",
        "LIMIT_SURVEY_KEYS": "100000",
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
