"""Fault 2: power is lost. The write-ahead log is on the disk before the answer leaves, which `strace` sees.

Whole run on SQLite only: tracing another process is not permitted everywhere.
"""

import re
import uuid

import pytest

from tests.attacks.sizes import FULL
from tests.faults.people import Person
from tests.faults.serving import running
from tests.support.databases import on_postgres

pytestmark = pytest.mark.django_db(transaction=True)

SAVES = 20
CALL = re.compile(r"^(?P<process>\d+) +(?P<clock>[\d.]+) (?P<name>\w+)\((?P<rest>.*)$")


def events(trace: str) -> list[tuple[str, str]]:
    """Syncs of the log, and answers as they begin to leave, in order: (kind, process)."""
    found = []
    for line in trace.splitlines():
        call = CALL.match(line)
        if call is None:
            continue
        name, rest = call["name"], call["rest"]
        if name in {"fsync", "fdatasync"} and "-wal>" in rest:
            found.append(("sync", call["process"]))
        elif name in {"write", "writev", "sendto", "sendmsg"} and "HTTP/1.1 302" in rest:
            found.append(("answer", call["process"]))
    return found


def unsynced(found: list[tuple[str, str]]) -> int:
    """Answers that no sync precedes since the answer before; requests come one after the other here."""
    missing, synced = 0, False
    for kind, _ in found:
        if kind == "sync":
            synced = True
        else:
            missing += not synced
            synced = False
    return missing


if FULL and not on_postgres():

    @pytest.mark.parametrize("durable", [False, True], ids=["control off", "control on"])
    def test_the_log_is_synced_before_the_answer(survey, wave, tmp_path, durable):
        trace = tmp_path / "trace"
        strace = ["strace", "-f", "-y", "-ttt", "-s", "40", "-o", str(trace)]
        calls = ["-e", "trace=fsync,fdatasync,write,writev,sendto,sendmsg"]
        environment = {} if durable else UNSYNCED
        with running(tmp_path / "var", before=(*strace, *calls), **environment) as server:
            Person(server.url, survey.slug).start(uuid.uuid4())
            before = len(events(trace.read_text(errors="replace")))
            for _ in range(SAVES):
                assert Person(server.url, survey.slug).start(uuid.uuid4()).status == 302
            server.end_all()
        found = events(trace.read_text(errors="replace"))[before:]
        answers = sum(kind == "answer" for kind, _ in found)
        print(
            f"{'with' if durable else 'without'} the control {unsynced(found)} of {answers} answers unsynced"
        )
        assert answers >= SAVES
        assert unsynced(found) == 0 if durable else unsynced(found) == answers

    UNSYNCED = {"DJANGO_SETTINGS_MODULE": "tests.faults.unsynced", "REQUIRE_DURABILITY": "0"}
