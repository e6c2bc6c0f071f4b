"""Row 39: a wave ends by the database's clock, to the second, whatever the clocks of the processes say.

Accepted if and only if the database's time is before the end plus the grace; a new person before the end.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Value
from django.db.models.functions import Now
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys import actions, queries
from surveys.models import Response, Wave
from surveys.queries import prepared
from tests.attacks.sizes import size
from tests.surveys import ben

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
#: Where the questionnaire's code asks the database for the time.
ASKS = ("surveys.queries.waves.Now", "surveys.queries.held.Now", "surveys.actions.waves.Now")
STEPS = [timedelta(minutes=5), timedelta(hours=1), timedelta(days=1), timedelta(days=400)]
#: The hour that comes twice, and the one that does not come.
CHANGES = [datetime(2026, 10, 25, 1, 0, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)]


def ends(wave: Wave, *, in_: timedelta, grace: int = 0) -> None:
    """The wave ends that long after the database's now."""
    Wave.objects.filter(pk=wave.pk).update(opens_at=None, closes_at=Now() + in_, grace_minutes=grace)


def is_saved(response: Response) -> bool:
    """Whether Ben's first section is taken now, by a form that was made from what is stored."""
    response = queries.fresh(response)
    try:
        saved = actions.save_section(
            response=response, section="start", post=ben.SECTIONS["start"], revision=response.revision
        )
    except actions.WaveClosed:
        return False
    return not saved.conflict


def is_let_in(survey: Any) -> bool:
    try:
        actions.start(survey=survey, submission_id=uuid4(), consent=True)
    except actions.NotOpen:
        return False
    return True


@contextmanager
def process_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> Iterator[None]:
    """The clock of this process, and nobody else's, is wrong."""
    now, seconds = timezone.now, time.time
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: now() + by)
        patch.setattr(time, "time", lambda: seconds() + by.total_seconds())
        patch.setattr(prepared, "_compiled", {})  # composed anew, should it ask this clock
        yield


@contextmanager
def database_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> Iterator[None]:
    """The database answers that it is `at`; it still compares by itself."""
    with monkeypatch.context() as patch:
        for name in ASKS:
            patch.setattr(name, lambda: Value(at, output_field=DateTimeField()))
        patch.setattr(prepared, "_compiled", {})  # they hold what the clock says
        yield


@settings(
    max_examples=size(40, 1000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    minutes=st.integers(-3000, 3000) | st.integers(-61, 2),
    grace=st.integers(0, 60),
)
def test_accepted_if_and_only_if_before_the_end_and_its_grace(survey, wave, begun, minutes, grace):
    """Whole minutes: the statements of one example take less, and time only moves towards the end."""
    ends(wave, in_=timedelta(minutes=minutes), grace=grace)
    assert is_saved(begun) is (minutes + grace > 0)
    assert queries.takes_answers(begun) is (minutes + grace > 0)
    assert is_let_in(survey) is (minutes > 0)


def test_a_wrong_clock_of_a_process_changes_nothing(survey, wave, begun, monkeypatch):
    # The private link's last day is a matter of days, and of this process: it is not what is tested.
    Response.objects.update(resume_expires_on=datetime(2100, 1, 1).date())
    moments = ((10, 0, True, True), (-10, 30, True, False), (-40, 30, False, False))
    steps = [*STEPS, *(-step for step in STEPS)]
    for by, (minutes, grace, saved, let_in) in product(steps, moments):
        ends(wave, in_=timedelta(minutes=minutes), grace=grace)
        with process_clock(monkeypatch, by):
            assert (is_saved(begun), is_let_in(survey)) == (saved, let_in)
            assert actions.close_due_waves() == ([] if saved else [wave])
            Wave.objects.filter(pk=wave.pk).update(status=Wave.Status.OPEN)


def test_without_the_control_the_process_decides(survey, wave, begun, monkeypatch):
    """Control off: the code asks the clock of its own process."""
    wrong = 0
    for name in ASKS:
        monkeypatch.setattr(name, lambda: Value(timezone.now(), output_field=DateTimeField()))
    for by in STEPS:
        ends(wave, in_=by / 2)
        with process_clock(monkeypatch, by):
            wrong += not is_saved(begun)
        ends(wave, in_=-by / 2)
        with process_clock(monkeypatch, -by):
            wrong += is_saved(begun)
    print(f"without the control {wrong} of {2 * len(STEPS)} stepped clocks decide wrongly")
    assert wrong == 2 * len(STEPS)


def around(change: datetime) -> list[datetime]:
    """Every quarter of an hour from two hours before the change to two hours after it, in UTC."""
    return [change + timedelta(minutes=15 * step) for step in range(-8, 9)]


@pytest.mark.parametrize("change", CHANGES, ids=["autumn", "spring"])
def test_a_wave_ends_once_where_the_clocks_change(survey, wave, begun, monkeypatch, settings, change):
    """The end stands a quarter before, at, and after the change; the stated zone is Berlin's."""
    settings.TIME_ZONE = "Europe/Berlin"
    for quarter in (-1, 0, 1, 2):
        end = change + timedelta(minutes=15 * quarter)
        Wave.objects.filter(pk=wave.pk).update(
            opens_at=change - timedelta(days=1), closes_at=end, grace_minutes=30
        )
        for now in around(change):
            with database_clock(monkeypatch, now):
                assert is_let_in(survey) is (now < end), (end, now)
                assert is_saved(begun) is (now < end + timedelta(minutes=30)), (end, now)


def test_without_the_control_the_hour_that_comes_twice_opens_again(survey, wave):
    """Control off: what a clock on the wall shows is compared. Closed at 2:15, open again at 2:00."""
    change = CHANGES[0]
    end = change - timedelta(minutes=45)
    shown = [
        now.astimezone(BERLIN).replace(tzinfo=None) < end.astimezone(BERLIN).replace(tzinfo=None)
        for now in around(change)
    ]
    again = [later for earlier, later in zip(shown, shown[1:], strict=False) if later and not earlier]
    print(f"without the control {len(again)} of 1 closed waves opens again")
    assert again == [True]


@pytest.mark.parametrize("text", ["2026-10-25 02:30", "2027-03-28 02:30"], ids=["twice", "never"])
def test_an_end_that_comes_twice_or_never_is_asked_again(text):
    """Somebody who types such a time is told; nothing is guessed."""
    with timezone.override(BERLIN), pytest.raises(ValidationError, match="Europe/Berlin"):
        forms.DateTimeField().clean(text)
