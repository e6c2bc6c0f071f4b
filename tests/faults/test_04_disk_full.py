"""Fault 4: no room is left. Never a success for what is not stored; reads go on; nobody restarts anything."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from surveys import actions, keys
from surveys.models import Response
from tests.attacks.sizes import FULL, size
from tests.faults.people import Person
from tests.faults.serving import running
from tests.support.databases import on_postgres
from tests.surveys import ben

pytestmark = pytest.mark.django_db(transaction=True)

TRIES = size(200, 2000)


@pytest.fixture(autouse=True)
def _wide_limits(settings: Any) -> None:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10**9, 3600))


def fill() -> None:
    """The database itself answers that it is full. SQLite: not one page more. PostgreSQL: error 53100."""
    with connection.cursor() as cursor:
        if on_postgres():
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON surveys_response "
                "EXECUTE FUNCTION no_room()"
            )
        else:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")


def empty() -> None:
    with connection.cursor() as cursor:
        if on_postgres():
            cursor.execute("DROP FUNCTION no_room CASCADE")
        else:
            cursor.execute("PRAGMA max_page_count = 1000000000")


def starts(
    slug: str, post: Callable[[str, dict[str, Any]], int], tries: int
) -> tuple[set[uuid.UUID], set[int]]:
    """Begin responses until two are refused: ids that got a success, and every status."""
    acknowledged, statuses, refused = set(), [], 0
    for _ in range(tries):
        submission_id = uuid.uuid4()
        status = post(f"/answer/{slug}/start/", {"consent": "yes", "submission_id": submission_id})
        statuses.append(status)
        if status < 400:
            acknowledged.add(submission_id)
        elif (refused := refused + 1) == 2:
            break
    return acknowledged, set(statuses)


def stored() -> set[uuid.UUID]:
    return set(Response.objects.values_list("submission_id", flat=True))


def test_never_a_success_and_reads_go_on(survey, wave):
    begun = actions.start(survey=survey, submission_id=uuid.uuid4(), consent=True)
    reader = Client()
    reader.cookies["overlap_answer"] = keys.resume_token(begun.submission_id)
    page = reverse("surveys:section", kwargs={"slug": survey.slug, "section_id": "start"})
    fill()
    acknowledged, statuses = starts(
        survey.slug, lambda path, form: Client().post(path, form).status_code, TRIES
    )
    assert statuses - {302} == {507}
    assert stored() == acknowledged | {begun.submission_id}
    for path in ("/survey/", page, "/health/"):
        assert reader.get(path).status_code == 200, path
    empty()
    answer = reader.post(page, {**ben.SECTIONS["start"], "revision": "0", "to": "next"})
    assert answer.status_code == 302
    assert Response.objects.get(pk=begun.pk).answers["issue"] == "big"


def test_without_the_control_a_success_is_claimed(survey, wave, monkeypatch):
    """Control off: an error of the database is swallowed where the answer is made."""
    from website.core import failing

    monkeypatch.setattr(failing, "AWAY", 200)
    monkeypatch.setattr(failing, "FULL", 200)
    monkeypatch.setattr(failing, "RETRY_AFTER", {200: 10})
    fill()
    acknowledged, _ = starts(
        survey.slug, lambda path, form: Client().post(path, form).status_code, TRIES // 10
    )
    claimed = len(acknowledged - stored())
    empty()
    print(f"without the control {claimed} of {len(acknowledged)} successes are not stored")
    assert claimed


if FULL and not on_postgres():
    # Where the administrator may mount: a real disk of 16 MB, filled to the last byte, under the real server.

    @pytest.fixture
    def small_disk(tmp_path: Path) -> Iterator[Path]:
        disk = tmp_path / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)], check=True)
        try:
            yield disk
        finally:
            connection.close()
            subprocess.run(["umount", "-l", str(disk)], check=True)

    def test_a_full_disk_under_the_real_server(survey, wave, tmp_path, small_disk):
        connection.close()
        before = connections.databases["default"]["NAME"]
        file = small_disk / "overlap.sqlite3"
        shutil.copyfile(before, file)
        connections.databases["default"]["NAME"] = str(file)
        try:
            with running(tmp_path / "var") as server:
                ballast = small_disk / "ballast"
                # The first visit of a new site makes the row of its settings.
                assert Person(server.url, survey.slug).ask("GET", "/survey/").status == 200
                acknowledged: set[uuid.UUID] = set()
                for _ in range(5):
                    with ballast.open("wb", buffering=0) as filler, suppress(OSError):
                        while True:
                            filler.write(b"\0" * 4096)

                    def post(path: str, form: dict[str, Any]) -> int:
                        return Person(server.url, survey.slug).ask("POST", path, form).status

                    more, statuses = starts(survey.slug, post, TRIES)
                    acknowledged |= more
                    # 429: what cannot be counted is refused.
                    assert statuses - {302} <= {429, 503, 507}
                    assert statuses - {302}, "the disk was not full"
                    assert Person(server.url, survey.slug).ask("GET", "/survey/").status == 200, (
                        server.said()[-6000:]
                    )
                    os.truncate(ballast, 0)
                    one = uuid.uuid4()
                    assert Person(server.url, survey.slug).start(one).status == 302
                    acknowledged.add(one)
                    assert stored() == acknowledged
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA integrity_check")
                assert cursor.fetchall() == [("ok",)]
        finally:
            connection.close()
            connections.databases["default"]["NAME"] = before
