"""Fault 5: the shared cache is away, or takes connections and never answers. Pages come, limits stay shut."""

import socket
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client

from surveys.models import Response
from website.core import limits
from website.core.models import Counter

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
