"""Row 30, through the real server: bodies that come a byte at a time.

Each of them holds one of the server's threads until it is whole, as its makers want it (they leave slow
senders to the proxy in front; docs/operators says so). What the site has to do itself: the other threads go
on, memory stays, nothing fails, and when the senders let go everything is as before.
"""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import make_server

import pytest

from tests.attacks.sizes import size
from tests.support import server
from tests.support.server import Site

#: One less than the server of the tests has threads; the bytes that each of them sends while others read.
SLOW, BYTES = 3, size(5, 500)
SPARE_KB, LENGTH = 20_000, 100_000
#: Every kind of form that a stranger can send: the discussion, the letter, the survey, signing in.
FORMS = ("/discussion/mine/", "/letter/", "/answer/work-and-personal-life/start/", "/admin/login/")


def begun(host: str, port: int, path: str) -> socket.socket:
    """A connection that promises a body of 100 kB and has sent its first byte."""
    connection = socket.create_connection((host, port), timeout=30)
    head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {LENGTH}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    # With a cookie against forgery the form is read before anything is refused.
    connection.sendall(f"{head}{kind}Cookie: csrftoken={'t' * 32}\r\n\r\nt".encode())
    return connection


def ask(host: str, port: int) -> socket.socket:
    """A connection that has asked for the page of one's own comments."""
    connection = socket.create_connection((host, port), timeout=30)
    request = f"GET /discussion/mine/ HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
    connection.sendall(request.encode())
    return connection


def status(connection: socket.socket) -> int:
    with closing(connection), connection.makefile("rb") as answer:
        return int(answer.readline().split()[1])


def reads_the_body(environ: dict[str, Any], start: Any) -> list[bytes]:
    """An application that takes its form from the server, as Django does."""
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start("200 OK", [])
    return [b"read"]


@pytest.fixture
def naive() -> Iterator[int]:
    """The control off: the port of a server whose one thread reads the bodies."""
    with make_server("127.0.0.1", 0, reads_the_body) as naive:
        thread = threading.Thread(target=naive.serve_forever, daemon=True)
        thread.start()
        yield naive.server_port
        naive.shutdown()
        thread.join(30)


def test_where_a_thread_reads_the_body_readers_wait(naive):
    with closing(begun("127.0.0.1", naive, "/letter/")):
        reader = ask("127.0.0.1", naive)
        assert select.select([reader], [], [], 1)[0] == [], "the reader was answered"
    assert status(reader) == 200


@pytest.fixture
def served(tmp_path) -> Iterator[tuple[Site, int]]:
    """A server of its own, and the process that has it."""
    site, process = server.start(tmp_path)
    yield site, process.pid
    server.stop(process)


def test_bodies_of_a_byte_at_a_time_stop_nobody_else(served):
    site, pid = served
    address = urlsplit(site.url)
    host, port = str(address.hostname), int(address.port or 80)
    assert status(ask(host, port)) == 200
    before = memory(pid)
    with ExitStack() as open_:
        slow = [open_.enter_context(closing(begun(host, port, FORMS[number]))) for number in range(SLOW)]
        for _ in range(BYTES):
            for connection in slow:
                connection.sendall(b"a")
            assert status(ask(host, port)) == 200
        assert select.select(slow, [], [], 0)[0] == [], "a form was answered before it was whole"
        rest = b"a" * (LENGTH - 1 - BYTES)
        for connection in slow:
            connection.sendall(rest)
            assert 400 <= status(connection) < 500
    assert memory(pid) - before < SPARE_KB
    assert status(ask(host, port)) == 200


def memory(pid: int) -> int:
    """Kilobytes of a process and of all below it."""
    place = Path("/proc") / str(pid)
    [line] = [line for line in (place / "status").read_text().splitlines() if line.startswith("VmRSS")]
    below = [child for task in place.glob("task/*/children") for child in task.read_text().split()]
    return int(line.split()[1]) + sum(memory(int(child)) for child in below)
