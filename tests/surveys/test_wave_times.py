"""Times of a wave: typed and read in the site's zone, stored in UTC, right on the days when clocks change."""

from datetime import UTC, datetime
from html import unescape
from unittest.mock import patch

import pytest
from django.db.models import DateTimeField, Value
from django.urls import reverse

from surveys import actions
from surveys.models import Wave
from tests.support.people import client_of
from website.core.groups import EDITOR

BERLIN = "Europe/Berlin"


@pytest.fixture
def editor(db, settings):
    settings.TIME_ZONE = BERLIN
    return client_of(EDITOR)


def form(survey, **times):
    return {"survey": survey.pk, "number": 1, "title": "W", "grace_minutes": 0, "entry": "open"} | times


def add(editor, survey, **times):
    return editor.post(reverse("surveys_wave:add"), form(survey, **times))


def stored(wave):
    return tuple(moment.astimezone(UTC).strftime("%d %H:%M") for moment in (wave.opens_at, wave.closes_at))


@pytest.mark.parametrize(
    ("opens", "closes", "utc"),
    [
        ("2026-03-28 12:00", "2026-03-29 12:00", ("28 11:00", "29 10:00")),  # 23 hours
        ("2026-10-24 12:00", "2026-10-25 12:00", ("24 10:00", "25 11:00")),  # 25 hours
        ("2026-03-29 01:59", "2026-03-29 03:00", ("29 00:59", "29 01:00")),  # one minute
    ],
)
def test_what_is_typed_in_the_zone_is_stored_in_utc(editor, survey, opens, closes, utc):
    assert add(editor, survey, opens_at=opens, closes_at=closes).status_code == 302
    wave = Wave.objects.get()
    assert stored(wave) == utc
    page = editor.get(reverse("surveys_wave:edit", args=[wave.pk])).content.decode()
    assert f'value="{opens}"' in page
    assert f'value="{closes}"' in page


@pytest.mark.parametrize("never", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_a_time_that_is_not_there_or_there_twice_is_refused_in_words(editor, survey, never):
    answer = add(editor, survey, opens_at=never)
    assert answer.status_code == 200
    assert "may be ambiguous or it may not exist" in unescape(answer.content.decode())
    assert Wave.objects.count() == 0


def test_the_zone_is_said_beside_the_fields_and_in_the_list(editor, survey):
    page = unescape(editor.get(reverse("surveys_wave:add")).content.decode())
    assert page.count("In the time of Berlin, Europe/Berlin; there it is ") == 2
    add(editor, survey, opens_at="2026-03-28 12:00", closes_at="2026-03-29 12:00")
    page = editor.get(reverse("surveys_wave:index")).content.decode()
    assert "28 March 2026, 12:00 CET" in page
    assert "29 March 2026, 12:00 CEST" in page


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("2026-03-29 01:30", "2026-03-29 03:30"), ("2026-10-25 01:30", "2026-10-25 03:30")],
)
def test_the_clock_opens_and_closes_at_that_moment_on_both_days(editor, survey, opens, closes):
    add(editor, survey, opens_at=opens, closes_at=closes)
    wave = Wave.objects.get()

    def at(moment, seconds):
        now = datetime.fromtimestamp(moment.timestamp() + seconds, UTC)
        with patch("surveys.actions.waves.Now", lambda: Value(now, output_field=DateTimeField())):
            actions.open_due_waves()
            actions.close_due_waves()
        return Wave.objects.get().status

    assert at(wave.opens_at, -1) == "planned"
    assert at(wave.opens_at, 0) == "open"
    assert at(wave.closes_at, -1) == "open"
    assert at(wave.closes_at, 0) == "closed"
