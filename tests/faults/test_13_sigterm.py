"""Fault 13: the server is told to end while people send. Whatever it has done, it also says.

A request that never reached it may be sent again; one that was stored and not answered would leave somebody
in doubt. The server here waits between commit and answer, so that an early end shows.
"""

import threading
import time
import uuid

import pytest

from surveys.models import Response
from tests.attacks.sizes import size
from tests.faults.people import GONE, Person
from tests.faults.serving import Server, running

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = size(2, 50)
PEOPLE = 4
SLOW = {"DJANGO_SETTINGS_MODULE": "tests.faults.slow"}


class Crowd:
    """People who begin responses, one request after the other, until the server is gone."""

    def __init__(self, server: Server, slug: str) -> None:
        self.server, self.slug = server, slug
        self.acknowledged: set[uuid.UUID] = set()
        self.unanswered: set[uuid.UUID] = set()
        self.threads = [threading.Thread(target=self.send, daemon=True) for _ in range(PEOPLE)]
        for thread in self.threads:
            thread.start()

    def send(self) -> None:
        while True:
            submission_id = uuid.uuid4()
            try:
                answer = Person(self.server.url, self.slug).start(submission_id)
            except GONE:
                self.unanswered.add(submission_id)
                return
            if answer.ok:
                self.acknowledged.add(submission_id)

    def wait_until_busy(self) -> None:
        deadline = time.monotonic() + 60
        while len(self.acknowledged) < PEOPLE:
            assert time.monotonic() < deadline, self.server.said()[-3000:]
            time.sleep(0.01)

    def go_home(self) -> None:
        for thread in self.threads:
            thread.join(timeout=120)
            assert not thread.is_alive()


def stored() -> set[uuid.UUID]:
    return set(Response.objects.values_list("submission_id", flat=True))


def test_what_is_done_is_answered(survey, wave, tmp_path):
    acknowledged, unanswered = set(), set()
    with running(tmp_path / "var", **SLOW) as server:
        for number in range(TIMES):
            if number:
                server.start()
            crowd = Crowd(server, survey.slug)
            crowd.wait_until_busy()
            server.terminate()
            crowd.go_home()
            acknowledged |= crowd.acknowledged
            unanswered |= crowd.unanswered
            assert stored() == acknowledged
    print(f"{TIMES} times SIGTERM: {len(acknowledged)} answered, {len(unanswered)} refused, none in doubt")


def test_without_the_control_some_are_left_in_doubt(survey, wave, tmp_path):
    """Control off: the server is killed instead of told."""
    with running(tmp_path / "var", **SLOW) as server:
        crowd = Crowd(server, survey.slug)
        crowd.wait_until_busy()
        before = len(stored())
        deadline = time.monotonic() + 60
        while len(stored()) <= before:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        server.kill()
        crowd.go_home()
    doubt = stored() & crowd.unanswered
    print(f"without the control {len(doubt)} of {len(stored())} are stored and not answered")
    assert doubt
