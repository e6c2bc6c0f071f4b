"""Fault 1: the server is killed at random moments. What was acknowledged is stored, once, and nothing else.

Each person notes a request before it leaves and marks it when a success has come back; what gets no success
is sent again, with the same id.
"""

import random
import sqlite3
import threading
import time
from contextlib import closing

import pytest
from django.db import connection

from surveys import keys
from surveys.models import Response
from tests.attacks.sizes import size
from tests.faults.people import Entry, Ledger, answer_everything
from tests.faults.serving import Server, running
from tests.support.databases import on_postgres
from tests.surveys import ben

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = size(1 if on_postgres() else 3, 200)
PEOPLE = 4
LATE = {"DJANGO_SETTINGS_MODULE": "tests.faults.late"}


def crowd(server: Server, slug: str, ledger: Ledger, stop: threading.Event) -> list[threading.Thread]:
    """People who answer one after the other until `stop`; each finishes what it began."""

    def keep_answering() -> None:
        while not stop.is_set():
            answer_everything(server.url, slug, ledger.entry(), stop=stop)

    threads = [threading.Thread(target=keep_answering, daemon=True) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    return threads


def kill_again_and_again(server: Server, slug: str, ledger: Ledger, kills: int, draw: random.Random) -> None:
    """The crowd answers while the server dies and comes back; at the end everybody has gone home."""
    stop = threading.Event()
    threads = crowd(server, slug, ledger, stop)
    for _ in range(kills):
        before = len(acknowledgements(ledger))
        wait_until(lambda before=before: len(acknowledgements(ledger)) > before, server, ledger)
        time.sleep(draw.uniform(0, 0.4))
        server.kill()
        server.start()
    before = len(acknowledgements(ledger))
    wait_until(lambda: len(acknowledgements(ledger)) > before + PEOPLE, server, ledger)
    stop.set()
    for thread in threads:
        thread.join(timeout=120)
        assert not thread.is_alive()


def wait_until(true, server: Server, ledger: Ledger) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, (ledger.refusals(), server.said()[-3000:])
        time.sleep(0.01)


def acknowledgements(ledger: Ledger) -> list[str]:
    return [step for entry in ledger.entries for step in entry.acknowledged]


def losses(ledger: Ledger) -> list[str]:
    """What was acknowledged and is not stored, as sentences."""
    stored = {response.submission_id: response for response in Response.objects.all()}
    lost = []
    for entry in ledger.entries:
        response = stored.get(entry.submission_id)
        if response is None:
            lost += [f"{entry.submission_id}: {step}" for step in entry.acknowledged[:1]]
            continue
        lost += [
            f"{entry.submission_id}: {step}" for step in entry.acknowledged if not has(response, entry, step)
        ]
    return lost


def has(response: Response, entry: Entry, step: str) -> bool:
    """Whether the row holds what this step sent."""
    if step == "start":
        return True
    if step == "done":
        return response.submitted_on is not None and response.receipt_hash == keys.digest(
            "receipt", keys.receipt_code(response.submission_id, key_version=response.key_version)
        )
    section = step.removeprefix("section ")
    return all(
        (name.split("__")[0]) in response.answers for name in ben.SECTIONS[section] if "__" not in name
    ) and section in response.state.get("saved", [])


def check_invariants(ledger: Ledger) -> None:
    assert losses(ledger) == []
    sent = {entry.submission_id for entry in ledger.entries if entry.sent}
    stored = list(Response.objects.values_list("submission_id", flat=True))
    assert len(stored) == len(set(stored))
    assert set(stored) <= sent
    whole = {entry.submission_id for entry in ledger.entries if "done" in entry.acknowledged}
    answers = {
        str(sorted((key, value) for key, value in response.answers.items()))
        for response in Response.objects.filter(submission_id__in=whole)
    }
    assert len(answers) == 1, "everybody answered the same, so everybody's row is the same"
    if not on_postgres():
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_was_acknowledged_outlives_kill_9(survey, wave, tmp_path):
    ledger, draw = Ledger(), random.Random(1)
    with running(tmp_path / "var") as server:
        kill_again_and_again(server, survey.slug, ledger, KILLS, draw)
        check_invariants(ledger)
    kept = len(acknowledgements(ledger))
    print(f"{KILLS} kills: {len(ledger.entries)} people, {kept} acknowledgements, 0 lost")
    assert ledger.acknowledged("done") >= 1
    assert ledger.refusals() <= {503}


def test_without_the_control_the_ledger_finds_losses(survey, wave, tmp_path):
    """Control off: the commit comes after the answer."""
    ledger = Ledger()
    with running(tmp_path / "var", **LATE) as server:
        stop = threading.Event()
        threads = crowd(server, survey.slug, ledger, stop)
        wait_until(lambda: ledger.acknowledged("start") > 0, server, ledger)
        stop.set()
        server.kill()
        for thread in threads:
            thread.join(timeout=120)
        lost = losses(ledger)
    print(f"without the control {len(lost)} of {len(acknowledgements(ledger))} acknowledgements are lost")
    assert lost
