"""Faults 11 and 15: everybody asks at once for what is not there yet, and two schedulers come to one wave.

Real threads with a connection each, on both databases.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from reports import actions, building, jobs, queries
from reports.models import Build, Release
from reports.release import assembly
from surveys import actions as surveys
from surveys.models import Wave
from tests.attacks.sizes import size
from tests.reports.release.conftest import answer, two_segments, write_methods
from tests.support.people import client_of
from website.core import groups

__all__ = ["two_segments"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("two_segments")]

CLIENTS, AT_ONCE = size((20, 10), (500, 50))


@pytest.fixture
def closed(survey: Any, settings: Any, tmp_path: Any) -> Wave:
    """A closed wave of two people: what is counted here is how often, not what."""
    settings.VAR = tmp_path
    Wave.objects.all().delete()
    wave = surveys.open_wave(wave=Wave.objects.create(survey=survey, number=1, title="Spring"))
    start = {"work_status": ["inhouse"], "platforms": ["linkedin"], "issue": ["big"]}
    for _ in range(2):
        answer(survey, {"start": start, "boundaries": {"seg__s1": ["agree"]}})
    write_methods(wave)
    return surveys.close_wave(wave=wave)


@pytest.fixture
def rebuilds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Each time that a release is counted, and each time that one is parsed."""
    seen: list[str] = []
    assemble, parse = building.assemble, queries.parse
    monkeypatch.setattr(building, "assemble", lambda **given: seen.append("built") or assemble(**given))
    monkeypatch.setattr(queries, "parse", lambda *given: seen.append("parsed") or parse(*given))
    queries._parsed.cache_clear()
    yield seen
    queries._parsed.cache_clear()


def results(wave: Wave) -> str:
    return f"/results/{wave.survey.slug}/wave-1/"


def herd(call: Callable[[], Any]) -> list[Any]:
    """`call` as often as there are clients, set off together as many at a time as there are threads."""
    barrier = Barrier(AT_ONCE)

    def run(place: int) -> Any:
        try:
            if place < AT_ONCE:
                barrier.wait(timeout=60)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(CLIENTS)))


def test_everybody_asks_for_one_release_and_it_is_built_once(closed, rebuilds):
    build = building.ask(wave=closed)
    made = herd(lambda: building.run(build=Build.objects.get(pk=build.pk)))
    assert [each.number for each in made if each is not None] == [1]
    assert rebuilds.count("built") == 1
    assert (Release.objects.count(), Build.objects.count()) == (1, 1)


def test_the_button_pressed_by_many_asks_for_one_build(closed, rebuilds, monkeypatch):
    """With a worker that has not begun: every press leads to the same page of progress."""
    monkeypatch.setattr(jobs, "build", SimpleNamespace(enqueue=lambda pk: None))
    rosa = client_of(groups.RELEASE_MANAGER)
    session = rosa.cookies

    def press() -> str:
        client = Client()
        client.cookies = session
        return client.post(reverse("reports_release:make"), {"wave": closed.pk})["Location"]

    assert len(set(herd(press))) == 1
    assert Build.objects.count() == 1


def test_readers_of_a_cold_release_parse_it_once(closed, rebuilds):
    actions.release_wave(wave=closed)
    queries._parsed.cache_clear()
    rebuilds.clear()
    assert set(herd(lambda: Client().get(results(closed)).status_code)) == {200}
    assert rebuilds == ["parsed"]


def test_readers_of_what_is_not_released_build_nothing(closed, rebuilds):
    assert set(herd(lambda: Client().get(results(closed)).status_code)) == {404}
    assert rebuilds == []


def test_without_the_lead_each_scheduler_builds(closed, rebuilds):
    """Control off: nobody asks who builds already."""
    build = building.ask(wave=closed)
    for _ in range(2):
        building._make(build, assembly.silent)
    print(f"without the control two schedulers build {rebuilds.count('built')} times")
    assert rebuilds.count("built") == 2


def test_two_schedulers_release_a_wave_once(closed, rebuilds):
    """Each calls what the clock calls, without the clock's own lease."""
    barrier = Barrier(2)

    def scheduler(_: int) -> list[str]:
        try:
            barrier.wait(timeout=60)
            return [str(each) for each in actions.release_closed_waves()]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        released = list(pool.map(scheduler, range(2)))
    assert sorted(released) == [[], ["Release 1 of wave 1"]]
    assert rebuilds.count("built") == 1
    assert [each.state for each in Release.objects.all()] == ["published"]
