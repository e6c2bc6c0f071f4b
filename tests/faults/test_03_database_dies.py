"""Faults 1 and 3 on PostgreSQL: the database server itself stops at once, again and again, under load.

In the whole run on PostgreSQL only: it makes a server of its own, by PostgreSQL's programs and as a user
other than root.
"""

import os
import pwd
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections

from tests.attacks.sizes import FULL, size
from tests.faults.people import Ledger
from tests.faults.serving import Server, running
from tests.faults.test_01_kill import check_invariants, crowd, losses, wait_until
from tests.support.databases import on_postgres, with_database

pytestmark = pytest.mark.django_db(transaction=True)
STOPS = size(1, 20)


class Cluster:
    """A PostgreSQL of our own, durable as it is delivered."""

    def __init__(self, folder: Path) -> None:
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.data, self.owner = folder / "data", "postgres" if os.geteuid() == 0 else None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        if self.owner:
            os.chown(folder, pwd.getpwnam(self.owner).pw_uid, -1)
        self.run("initdb", "-D", str(self.data), "-U", "overlap", "--auth=trust", "-E", "UTF8")

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.bin / program), *arguments],
            check=True,
            user=self.owner,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def start(self, *settings: str) -> None:
        """`settings` are of this start alone, as name=value."""
        given = " ".join(f"-c {setting}" for setting in ("listen_addresses=127.0.0.1", *settings))
        options = f"-p {self.port} -k {self.data} {given}"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", f"{self.data}/log", "-o", options, "start")

    def stop(self) -> None:
        """As if the power were gone: no checkpoint, no goodbye."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")


if FULL and on_postgres():

    @pytest.fixture
    def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
        folder = Path("/tmp") / f"overlap-cluster-{os.getpid()}"  # noqa: S108  # the path has to be short
        folder.mkdir(mode=0o755)
        made = Cluster(folder)
        made.start()
        try:
            yield made
        finally:
            made.stop()
            shutil.rmtree(folder)

    @pytest.fixture
    def moved(survey, wave, tmp_path, cluster, monkeypatch) -> Iterator[str]:
        """The survey and its wave lie in the cluster, and this test's connection leads there; the slug."""
        slug, before = survey.slug, dict(connection.settings_dict)
        dump = tmp_path / "site.dump"
        source = with_database(os.environ["DATABASE_URL"], before["NAME"])
        subprocess.run(["pg_dump", "-Fc", "-O", "-x", "-f", dump, source], check=True)
        target = ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", "overlap", "-d", "postgres"]
        subprocess.run(["pg_restore", *target, "-O", "-x", dump], check=True)
        connection.close()
        monkeypatch.setenv("DATABASE_URL", f"postgres://overlap@127.0.0.1:{cluster.port}/postgres")
        connections.databases["default"].update(
            NAME="postgres", HOST="127.0.0.1", PORT=str(cluster.port), USER="overlap", PASSWORD=""
        )
        try:
            yield slug
        finally:
            connection.close()
            connections.databases["default"].update(before)

    def test_what_was_acknowledged_outlives_the_database(moved, cluster, tmp_path):
        ledger = Ledger()
        with running(tmp_path / "var", REQUIRE_DURABILITY="1") as server:
            stop_again_and_again(server, cluster, moved, ledger)
            connection.close()
            check_invariants(ledger)
        assert ledger.refusals() <= {429, 503}
        print(f"{STOPS} immediate stops: {len(ledger.entries)} people, 0 acknowledgements lost")

    def test_without_the_control_the_ledger_finds_losses(moved, cluster, tmp_path):
        """Control off: the database confirms before it writes, and the site starts all the same."""
        cluster.stop()
        cluster.start("synchronous_commit=off", "wal_writer_delay=10s", "wal_writer_flush_after=0")
        ledger, stop = Ledger(), threading.Event()
        with running(tmp_path / "var", REQUIRE_DURABILITY="0") as server:
            threads = crowd(server, moved, ledger, stop)
            wait_until(lambda: ledger.acknowledged("start") > 4, server, ledger)
            stop.set()
            cluster.stop()
            for thread in threads:
                thread.join(timeout=120)
            connection.close()
            cluster.start()
            lost = losses(ledger)
        print(f"without the control {len(lost)} acknowledgements are lost in one stop")
        assert lost

    def stop_again_and_again(server: Server, cluster: Cluster, slug: str, ledger: Ledger) -> None:
        stop = threading.Event()
        threads = crowd(server, slug, ledger, stop)
        for _ in range(STOPS):
            before = sum(len(entry.acknowledged) for entry in ledger.entries)
            wait_until(
                lambda before=before: sum(len(e.acknowledged) for e in ledger.entries) > before + 4,
                server,
                ledger,
            )
            cluster.stop()
            assert status(server, "/survey/") == 503
            cluster.start()
            begun = time.monotonic()
            while status(server, "/survey/") != 200:
                assert time.monotonic() - begun < 60, server.said()[-3000:]
        stop.set()
        for thread in threads:
            thread.join(timeout=120)
            assert not thread.is_alive()

    def status(server: Server, path: str) -> int:
        try:
            with urllib.request.urlopen(server.url + path, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            assert answer.headers["Retry-After"]
            return answer.code
