"""Long work: begun after the commit and beside the request, one piece at a time."""

import threading

import pytest
from django.db import transaction
from django_tasks import task, task_backends

from website.core.background import InThread

HANDS = {"begin": threading.Event(), "go_on": threading.Event()}
SEEN: list[tuple[str, int]] = []


@task()
def slow(name: str) -> None:
    SEEN.append((name, threading.get_ident()))
    HANDS["begin"].set()
    assert HANDS["go_on"].wait(30)
    SEEN.append((name, threading.get_ident()))


@pytest.fixture(autouse=True)
def _nothing_begun(monkeypatch):
    monkeypatch.setitem(HANDS, "begin", threading.Event())
    monkeypatch.setitem(HANDS, "go_on", threading.Event())
    SEEN.clear()
    before = task_backends["default"]
    task_backends["default"] = InThread("default", {})
    yield
    HANDS["go_on"].set()
    task_backends["default"] = before
    finish()


def finish() -> None:
    for thread in threading.enumerate():
        if thread.name == "long-work":
            thread.join(30)


@pytest.mark.django_db(transaction=True)
def test_who_asks_does_not_wait():
    with transaction.atomic():
        slow.enqueue("first")
        assert not HANDS["begin"].is_set()
        assert SEEN == []
    assert HANDS["begin"].wait(30)
    [(name, thread)] = SEEN
    assert (name, thread != threading.get_ident()) == ("first", True)
    HANDS["go_on"].set()
    finish()
    assert [("first", thread)] * 2 == SEEN


@pytest.mark.django_db(transaction=True)
def test_one_piece_follows_the_other():
    for name in ("first", "second"):
        slow.enqueue(name)
    assert HANDS["begin"].wait(30)
    HANDS["go_on"].set()
    finish()
    names = [name for name, _ in SEEN]
    assert sorted(names) == ["first", "first", "second", "second"]
    assert names[0] == names[1]
