"""The clock: one tick at a time, each task for itself."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from website.core import clock
from website.core.models import ClockLease, ClockRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> dict[str, clock.Task]:
    """An empty clock."""
    empty: dict[str, clock.Task] = {}
    monkeypatch.setattr(clock, "_TASKS", empty)
    return empty


def test_runs_every_task_in_the_order_of_names_and_remembers_it(tasks):
    called = []
    clock.task("b.two")(lambda: called.append("two"))
    clock.task("a.one")(lambda: called.append("one") or "Did one thing.")
    assert clock.tick() == [clock.Ran("a.one", True, "Did one thing."), clock.Ran("b.two", True, "")]
    assert called == ["one", "two"]
    assert list(ClockRun.objects.values_list("task", "ok", "note")) == [
        ("a.one", True, "Did one thing."),
        ("b.two", True, ""),
    ]


def test_a_task_that_fails_stops_nobody_and_keeps_its_words_out_of_the_admin(tasks):
    def fails():
        raise ValueError("amira@example.org")

    clock.task("a.fails")(fails)
    clock.task("b.works")(lambda: "Fine.")
    assert [ran.ok for ran in clock.tick()] == [False, True]
    assert ClockRun.objects.get(task="a.fails").note == "Failed: ValueError. The log has the details."
    with pytest.raises(CommandError, match="a.fails"):
        call_command("tick")


def test_only_a_person_at_a_terminal_hears_that_nothing_was_due(tasks):
    clock.task("a.idle")(lambda: None)

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    for seen, said in ((StringIO(), ""), (Terminal(), "Nothing was due. 1 task looked.\n")):
        call_command("tick", stdout=seen)
        assert seen.getvalue() == said


def test_a_second_tick_stays_out_while_the_first_runs(tasks):
    inside = []
    clock.task("a.tick")(lambda: inside.append(clock.tick()) or None)
    clock.tick()
    assert inside == [None]


def test_a_lease_that_ran_out_is_taken_and_one_that_did_not_is_respected(tasks):
    lease = ClockLease.objects.create(
        name="tick", holder="dead", held_until=timezone.now() + timedelta(minutes=1)
    )
    assert clock.tick() is None
    ClockLease.objects.filter(pk=lease.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    assert clock.tick() == []


def test_a_tick_that_lost_its_lease_does_no_more(tasks):
    called = []

    def lose():
        ClockLease.objects.update(holder="another")

    clock.task("a.lose")(lose)
    clock.task("b.never")(lambda: called.append(1))
    assert [ran.task for ran in clock.tick()] == ["a.lose"]
    assert called == []


def test_two_tasks_cannot_share_a_name(tasks):
    def first() -> None: ...

    def second() -> None: ...

    clock.task("a.name")(first)
    with pytest.raises(ValueError, match="a.name"):
        clock.task("a.name")(second)


def test_a_tick_under_a_wrong_time_does_not_stop_the_clock_until_then(tasks):
    clock.task("a.one")(lambda: "Did one thing.")
    clock.tick()
    ClockLease.objects.update(held_until=timezone.now() + timedelta(hours=12))
    assert clock.tick() == [clock.Ran("a.one", True, "Did one thing.")]
