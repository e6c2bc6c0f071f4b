"""What happens by itself, and what is refused at start."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import checks
from django.utils import timezone

from surveys import actions, clock
from surveys.checks import private_link_keys, retention
from surveys.models import Response, Wave
from website.core.clock import tasks


def at(minutes):
    return None if minutes is None else timezone.now() + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("status", "opens", "closes", "becomes"),
    [
        ("planned", -1, None, "open"),
        ("planned", -1, 60, "open"),
        ("planned", 1, None, "planned"),
        ("planned", None, None, "planned"),
        ("planned", -60, -1, "closed"),
        ("open", -99, -29, "open"),
        ("open", -99, -31, "closed"),
        ("open", -99, 1, "open"),
        ("open", None, None, "open"),
        ("closed", -99, None, "closed"),
    ],
)
def test_waves_open_and_close_by_date(survey, status, opens, closes, becomes):
    wave = Wave.objects.create(
        survey=survey, number=1, title="W", status=status, opens_at=at(opens), closes_at=at(closes)
    )
    tasks()["surveys.waves"]()
    tasks()["surveys.waves"]()
    wave.refresh_from_db()
    assert wave.status == becomes


def test_the_task_says_what_it_did(survey):
    Wave.objects.create(survey=survey, number=1, title="W", opens_at=at(-1))
    assert clock.open_and_close_waves() == "Opened 1, closed 0."
    assert clock.open_and_close_waves() is None


def test_a_wave_waits_while_another_is_open(survey, wave):
    Wave.objects.create(survey=survey, number=2, title="W", opens_at=at(-1))
    assert clock.open_and_close_waves() is None
    actions.close_wave(wave=wave)
    assert clock.open_and_close_waves() == "Opened 1, closed 0."


def test_silent_responses_are_forgotten_and_the_task_says_how_many(survey, wave):
    actions.start(survey=survey, submission_id=uuid4(), consent=True)
    assert clock.forget_unfinished() is None
    Response.objects.update(resume_expires_on=timezone.localdate() - timedelta(days=31))
    assert clock.forget_unfinished() == "Removed 1 responses that were begun and never continued."
    assert Response.objects.count() == 0


def test_both_tasks_are_registered():
    assert {"surveys.waves", "surveys.purge"} <= set(tasks())


def test_close_a_planned_wave_of_next_year(survey):
    wave = Wave.objects.create(
        survey=survey, number=1, title="W", opens_at=at(500_000), closes_at=at(600_000)
    )
    assert actions.close_wave(wave=wave).status == "closed"


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ({1: "k" * 32}, []),
        ({"1": "k" * 32, 2: "l" * 32}, []),
        ({}, ["surveys.E001"]),
        (None, ["surveys.E001"]),
        ({"x": "k" * 32}, ["surveys.E002"]),
        ({0: "k" * 32}, ["surveys.E002"]),
        ({1: "short"}, ["surveys.E003"]),
        ({1: "k" * 32, 2: "k" * 32}, ["surveys.E004"]),
    ],
)
def test_private_link_keys_are_checked(settings, value, ids):
    settings.PRIVATE_LINK_KEYS = value
    assert [message.id for message in private_link_keys(None)] == ids
    assert all(message.level == checks.ERROR for message in private_link_keys(None))


@pytest.mark.parametrize(
    ("days", "ids"), [(30, []), (0, ["surveys.E005"]), ("x", ["surveys.E005"]), (True, ["surveys.E005"])]
)
def test_retention_is_checked(settings, days, ids):
    settings.SURVEY_RESUME_DAYS = days
    assert [message.id for message in retention(None)] == ids


def test_the_checks_are_registered():
    registered = {check.__name__ for check in checks.registry.registry.get_checks()}
    assert {"private_link_keys", "retention"} <= registered
