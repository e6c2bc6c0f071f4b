"""Fault 5: the shared cache is away, takes connections and never answers, is emptied, or comes back as it
was. Pages come, limits stay shut.
"""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client

from surveys.models import Response
from website.core import limits
from website.core.models import Counter
from website.core.redis_cache import CacheDown

pytestmark = pytest.mark.django_db

ALLOWED = 3


@pytest.fixture(params=["away", "hangs"])
def cache_server(request, settings) -> Iterator[None]:
    """Nobody at the other end, or somebody who says nothing."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if request.param == "hangs":
            silent.listen(64)
        settings.CACHES = {
            "default": {
                "BACKEND": "website.core.redis_cache.ForgivingRedisCache",
                "LOCATION": f"redis://127.0.0.1:{silent.getsockname()[1]}/0",
                "OPTIONS": {"socket_timeout": 0.1, "socket_connect_timeout": 0.1},
            }
        }
        settings.CACHE_IS_SHARED = True
        yield
        caches["default"].close()


def begin(slug: str) -> int:
    return Client().post(f"/answer/{slug}/start/", {"consent": "yes"}).status_code


def test_the_site_is_up_and_counts_in_the_database(survey, wave, cache_server, settings, rf):
    settings.LIMITS = settings.LIMITS | {"survey.start": (ALLOWED, 3600)}
    assert Client().get("/survey/").status_code == 200
    allowed = [limits.spend(rf.get("/"), "survey.start").allowed for _ in range(ALLOWED + 2)]
    assert allowed == [True] * ALLOWED + [False] * 2
    assert Counter.objects.get(scope="survey.start").spent == ALLOWED + 2
    settings.LIMITS = settings.LIMITS | {"survey.start": (10**6, 3600)}
    assert begin(survey.slug) == 302
    assert Response.objects.count() == 1


def test_without_the_control_nobody_counts(survey, wave, cache_server, settings, monkeypatch, rf):
    """Control off: what the cache can't count is let through."""
    settings.LIMITS = settings.LIMITS | {"survey.start": (ALLOWED, 3600)}
    monkeypatch.setattr(limits, "_count_in_database", lambda *arguments: 0)
    through = sum(limits.spend(rf.get("/"), "survey.start").allowed for _ in range(10))
    print(f"without the control {through} of 10 pass a limit of {ALLOWED}")
    assert through == 10


class Shared(LocMemCache):
    """A cache that can be emptied and held up, and counts as Redis does."""

    held_up = False

    def incr(self, *args: Any, **kwargs: Any) -> int:
        if self.held_up:
            raise CacheDown
        return int(super().incr(*args, **kwargs))


@pytest.fixture
def shared(settings, monkeypatch) -> Iterator[Shared]:
    settings.CACHE_IS_SHARED = True
    settings.LIMITS = settings.LIMITS | {"test": (20, 3600)}
    cache = Shared("fault 5", {})
    monkeypatch.setattr(limits, "cache", cache)
    monkeypatch.setattr(limits, "_missed", [0.0])
    yield cache
    cache.clear()


def passing(tries: int) -> int:
    return sum(limits.spend_for("somebody", "test").allowed for _ in range(tries))


def test_a_cache_that_was_emptied_opens_no_limit(shared):
    assert passing(25) == 20
    for _ in range(3):
        shared.clear()
        assert passing(5) == 0
    assert limits.spend_for("somebody else", "test").allowed


def test_emptied_on_the_way_it_forgets_a_tenth_at_most(shared):
    for _ in range(4):
        assert passing(5) == 5
        shared.clear()
    assert passing(20) <= 4 * 20 // limits.NOTES


def test_what_was_counted_while_it_was_held_up_still_counts_when_it_is_back(shared):
    assert passing(10) == 10
    shared.held_up = True
    assert passing(6) == 6
    shared.held_up = False
    assert passing(10) == 4


def test_without_the_notes_each_emptying_opens_the_limit_again(shared, monkeypatch):
    """Control off: only the cache counts."""
    monkeypatch.setattr(limits, "_note", lambda *arguments: None)
    through = passing(25)
    shared.clear()
    through += passing(25)
    print(f"without the control {through} of 50 pass a limit of 20")
    assert through == 40
