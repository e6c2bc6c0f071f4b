"""Row 45, fault 16: a backup made while people answer, and the drill that restores it.

Whoever was acknowledged before the backup began is in it; nothing in it is half; the drill ends in time.
"""

import shutil
import sqlite3
import threading
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from surveys import actions
from surveys.models import Response
from tests.attacks.sizes import size
from tests.surveys import ben
from website.core.backup import database, making, manifest, restoring

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, WRITERS = size((6, 2), (2000, 6))
#: The drill of a site of this size; the whole one is to take five minutes at most.
LONGEST = 300


class Writers:
    """People who answer until they are told to stop, each noted when its receipt has come."""

    def __init__(self, survey: Any) -> None:
        self.survey, self.stop = survey, threading.Event()
        self.acknowledged: list[uuid.UUID] = []
        self.failed: list[BaseException] = []
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(WRITERS)]

    def __enter__(self) -> "Writers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(timeout=120)

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.answer()
        except BaseException as error:
            self.failed.append(error)
        finally:
            connection.close()

    def answer(self) -> None:
        submission_id = uuid.uuid4()
        begun = actions.start(survey=self.survey, submission_id=submission_id, consent=True)
        actions.submit(response=ben.save(begun))
        self.acknowledged.append(submission_id)

    def wait_for(self, more: int) -> None:
        target, deadline = len(self.acknowledged) + more, time.monotonic() + 600
        while len(self.acknowledged) < target and not self.failed:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_a_backup_while_people_answer(survey, wave, tmp_path, settings):
    settings.MEDIA_ROOT, settings.DATASET_ROOT = tmp_path / "media", tmp_path / "datasets"
    engine = database.engine()
    with Writers(survey) as writers:
        writers.wait_for(BEFORE)
        acknowledged = set(writers.acknowledged)
        made = making.make(tmp_path / "backups")
        writers.wait_for(1)
    assert writers.failed == []
    assert Response.objects.count() > len(acknowledged)
    done = restoring.drill(made)
    assert done.seconds < LONGEST
    with engine.scratch(made / engine.FILE):
        stored = {response.submission_id: response for response in Response.objects.all()}
        assert len(stored) == manifest.read(made).tables["surveys_response"]
        assert engine.faults() == []
    assert acknowledged <= stored.keys()
    assert {stored[one].status for one in acknowledged} == {"complete"}
    answers = {str(sorted(stored[one].answers.items())) for one in acknowledged}
    assert len(answers) == 1
    print(f"{len(acknowledged)} acknowledged before, {len(stored)} in the backup; drill {done.seconds:.1f} s")


def test_without_the_control_a_copied_file_is_not_whole(survey, wave, tmp_path):
    """Control off: the database's file is copied as it lies there, while others write."""
    if connection.vendor == "postgresql":
        # The same mistake there: tables read one after the other, each in a snapshot of its own.
        with Writers(survey) as writers:
            writers.wait_for(1)
            first = database.tables()["surveys_response"]
            writers.wait_for(1)
            second = database.tables()["surveys_response"]
        assert first != second
        print("without the control 1 of 1 copies mixes two moments")
        return
    with Writers(survey) as writers:
        writers.wait_for(2)
        acknowledged = set(writers.acknowledged)
        copy = Path(shutil.copyfile(connection.settings_dict["NAME"], tmp_path / "copy.sqlite3"))
    with closing(sqlite3.connect(f"{copy.as_uri()}?immutable=1", uri=True)) as raw:
        try:
            rows = {
                uuid.UUID(value) for (value,) in raw.execute("SELECT submission_id FROM surveys_response")
            }
            whole = raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        except sqlite3.DatabaseError:
            rows, whole = set(), False
    lost = len(acknowledged - rows)
    print(f"without the control a copied file lacks {lost} of {len(acknowledged)}; whole: {whole}")
    assert lost or not whole
