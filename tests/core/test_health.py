"""/health/: what it says, and what takes the site out of rotation."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from website.core import health
from website.core.models import ClockRun

pytestmark = pytest.mark.django_db


def answer(client):
    response = client.get("/health/")
    return response.status_code, response.json()


def test_all_is_well(client):
    ClockRun.objects.create(task="a", started_at=timezone.now())
    status, body = answer(client)
    assert (status, body["status"]) == (200, "ok")
    assert body["parts"] == {
        "database": "ok",
        "migrations": "ok",
        "cache": body["parts"]["cache"],
        "clock": "ok",
    }


def test_a_clock_that_is_late_or_never_ran_degrades_and_does_not_take_the_site_away(client):
    assert answer(client)[1]["parts"]["clock"] == "has not run yet"
    ClockRun.objects.create(task="a", started_at=timezone.now() - timedelta(minutes=11))
    status, body = answer(client)
    assert (status, body["status"], body["parts"]["clock"]) == (200, "degraded", "late")


def test_a_database_that_does_not_answer_is_503(client, monkeypatch):
    def broken():
        raise DatabaseError("password=canary")

    monkeypatch.setattr(health, "_database", broken)
    status, body = answer(client)
    assert (status, body["status"], body["parts"]["database"]) == (503, "down", "unknown")
    assert "canary" not in str(body)


def test_migrations_that_wait_are_503(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    assert answer(client)[0] == 503


def test_nothing_but_reading(client):
    assert client.post("/health/").status_code == 405
