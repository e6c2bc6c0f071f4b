"""Saves a second through the real server: one section of twenty questions, with the token against forgery.

    python -m bench.answering            SQLite; with DATABASE_URL=postgres://… a new database on that server

Three servers' worth of work by the same server: a section of a survey, Wagtail's own form page with the same
questions, and a view that only reads the form. A run counts after both sides have stored equal answers. The
disk's own rate of syncs is measured in the same run: nobody saves faster than that, one after the other.
"""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from bench.__main__ import durable_writes
from bench.peer.fill import ANSWERS, FIELDS, SECTIONS

SECONDS, ROUNDS = float(os.environ.get("BENCH_SECONDS", "4")), 3
CLIENTS, THREADS = 4, 4
ROOT = Path(__file__).resolve().parents[1]
TOKEN = "t" * 32
LENGTH = re.compile(r"\r\ncontent-length: (\d+)")
COOKIES = re.compile(r"\r\nset-cookie: ([^=]+)=([^;\r]*)", re.IGNORECASE)


class Browser:
    """One connection that is kept, one form after the other.

    It reads of an answer what it needs and no more: what it takes of the two cores, the server has not. So a
    form's names and values are those that need no encoding, except for spaces.
    """

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cookies = {"csrftoken": TOKEN}

    def post(self, path: str, form: dict[str, str]) -> int:
        """The status."""
        fields = {"csrfmiddlewaretoken": TOKEN, **form}
        body = "&".join(f"{name}={value}" for name, value in fields.items()).replace(" ", "+")
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.connection.sendall(f"{head}{body}".encode())
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        head_of_answer = answer[:end].decode().lower()
        whole = end + 4 + int(LENGTH.search(head_of_answer)[1])  # type: ignore[index]  # every answer says it
        while len(answer) < whole:
            answer += self._more()
        if "set-cookie" in head_of_answer:
            self.cookies |= COOKIES.findall(answer[:end].decode())
        return int(answer[9:12])

    def _more(self) -> bytes:
        part = self.connection.recv(65536)
        assert part, "the server hung up"
        return part


def answers(section: int, number: int) -> dict[str, str]:
    """What the save with this number says: another answer each time."""
    return {f"q{section}_{n}": ANSWERS[(n + number) % len(ANSWERS)] for n in range(1, FIELDS + 1)}


def section_form(revision: int) -> dict[str, str]:
    """The first section as its page sends it."""
    form = answers(1, revision)
    return {**form, "revision": str(revision), "to": "next", "shown": " ".join(form)}


class Saver:
    """One person who saves the first section of one response again and again."""

    def __init__(self, port: int, slug: str) -> None:
        self.browser, self.place, self.revision = Browser(port), f"/answer/{slug}/", 0
        form = {"submission_id": str(uuid.uuid4()), "consent": "yes"}
        assert self.browser.post(f"{self.place}start/", form) == 302

    def __call__(self) -> None:
        status = self.browser.post(f"{self.place}section/s1/", section_form(self.revision))
        assert status == 302, status
        self.revision += 1


class PeerSaver:
    """One person who sends Wagtail's form page again and again."""

    def __init__(self, port: int) -> None:
        self.browser, self.number = Browser(port), 0

    def __call__(self) -> None:
        assert self.browser.post("/peer/", answers(1, self.number)) == 200
        self.number += 1


class Parser:
    """One person whose form, the same as of the section, is only read."""

    def __init__(self, port: int) -> None:
        self.browser = Browser(port)

    def __call__(self) -> None:
        assert self.browser.post("/only-parses/", section_form(0)) == 302


def rate(make: Callable[[], Callable[[], None]]) -> float:
    """Saves a second of CLIENTS people at once, the best of ROUNDS."""
    people = [make() for _ in range(CLIENTS)]
    return max(one_round(people) for _ in range(ROUNDS))


def one_round(people: list[Callable[[], None]]) -> float:
    """All of them for SECONDS; saves a second. Raises what any of them met."""
    begun = time.perf_counter()

    def work(save: Callable[[], None]) -> int:
        count = 0
        while time.perf_counter() < begun + SECONDS:
            save()
            count += 1
        return count

    with ThreadPoolExecutor(len(people)) as pool:
        return sum(pool.map(work, people)) / (time.perf_counter() - begun)


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """The port of the real server."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", str(THREADS), "--working-dir", "site"]
    process = subprocess.Popen(
        [*command, "website.wsgi:application"],
        cwd=ROOT,
        env=os.environ | environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        while not answering(port):
            assert process.poll() is None, "the server did not start"
            time.sleep(0.1)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answering(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """A new database's address: a file, or one on the server that DATABASE_URL names."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    import psycopg

    head, name = url.rpartition("/")[0], f"overlap_bench_{secrets.token_hex(4)}"
    with psycopg.connect(f"{head}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield f"{head}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


#: Run in a process of its own: what both sides have stored last, and the statements of a whole survey.
LOOK = """
import json, uuid, django; django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.forms.models import FormSubmission
from bench.answering import answers
from bench.peer.fill import SECTIONS
from surveys.models import Response
ours = [r.answers for r in Response.objects.exclude(answers={})]
theirs = [s.form_data for s in FormSubmission.objects.order_by("-pk")[:50]]
def whole(client):
    client.post("/answer/SLUG/start/", {"consent": "yes", "submission_id": str(uuid.uuid4())})
    for n in range(1, SECTIONS + 1):
        form = answers(n, 0)
        last = client.post(f"/answer/SLUG/section/s{n}/",
            {**form, "revision": str(n - 1), "to": "next", "shown": " ".join(form)})
    assert last["Location"].endswith("/done/"), last["Location"]
# The first person of a process pays for what it keeps; each other one comes from another network, so that
# nothing is paid for by somebody else.
whole(Client(HTTP_HOST="localhost"))
with CaptureQueriesContext(connection) as seen:
    whole(Client(HTTP_HOST="localhost", REMOTE_ADDR="198.51.100.7"))
words = ("SELECT", "INSERT", "UPDATE", "DELETE")
print(json.dumps([ours, theirs, sum(q["sql"].lstrip().startswith(words) for q in seen.captured_queries)]))
"""


def main() -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as name, database(Path(name)) as url:
        environment = {
            "DJANGO_SETTINGS_MODULE": "bench.peer.settings",
            "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
            "VAR_DIR": name,
            "DATABASE_URL": url,
            "CACHE_URL": "",
            "LOG_LEVEL": "ERROR",
            "LIMIT_SURVEY_STARTS": "100000000",
            "LIMIT_SURVEY_SAVES": "100000000",
        }

        def python(*arguments: str, **more: str) -> str:
            done = subprocess.run(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=os.environ | environment | more,
                check=False,
                capture_output=True,
                text=True,
            )
            if done.returncode:
                raise RuntimeError(done.stderr[-3000:])
            return (done.stdout.strip().splitlines() or [""])[-1]

        python("manage.py", "migrate", "--verbosity=0", DJANGO_SETTINGS_MODULE="website.settings.development")
        slug = python("-m", "bench.peer.fill")
        with served(environment) as port:
            rates = {
                "a view that only reads the form": rate(lambda: Parser(port)),
                "a section of the survey": rate(lambda: Saver(port, slug)),
                "Wagtail's form page": rate(lambda: PeerSaver(port)),
            }
        ours, theirs, queries = json.loads(python("-c", LOOK.replace("SLUG", slug)))
        fields = sorted(answers(1, 0))
        shapes = {json.dumps(answers(1, number), sort_keys=True) for number in range(len(ANSWERS))}
        for stored in (*ours, *theirs):
            assert json.dumps({field: stored[field] for field in fields}, sort_keys=True) in shapes, stored
        assert len(ours) == CLIENTS and theirs, "both sides stored answers"
    print(f"{re.sub(r':.*', '', url)}, {CLIENTS} clients, {THREADS} threads, {FIELDS} questions a section")
    print(f"{'syncs of the disk':<34}{durable_writes():>8.0f} /s")
    for what, per_second in rates.items():
        print(f"{what:<34}{per_second:>8.0f} /s")
    survey, empty, peer = rates["a section of the survey"], *list(rates.values())[::2]
    print(f"{'survey : form page':<34}{survey / peer:>8.1f} times")
    print(f"{'survey : only reads':<34}{survey / empty:>8.0%}")
    print(f"{'statements of a whole survey':<34}{queries:>8} ({SECTIONS} sections)")


if __name__ == "__main__":
    main()
