"""The table of what is kept: the clock enforces it day by day, and every document says the same."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from surveys import actions, keys, queries, retention
from surveys.models import AskedOnce, Invitation, Response, VerifiedAddress, Wave
from tests.support.databases import ROOT
from tests.surveys import ben
from website.articles import texts
from website.core.clock import tasks


@pytest.fixture
def on_day(monkeypatch):
    """Let it be so many days later, and the surveys' tasks run as in a tick."""
    today = timezone.now()

    def step(number):
        monkeypatch.setattr(timezone, "now", lambda: today + timedelta(days=number))
        for name, task in tasks().items():
            if name.startswith("surveys.") and name != "surveys.waves_released":
                task()

    return step


def test_days_pass(survey, wave, on_day):
    started = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    partial = ben.save(actions.start(survey=survey, submission_id=uuid4(), consent=True), *ben.ORDER[:3])
    complete = actions.submit(
        response=ben.save(actions.start(survey=survey, submission_id=uuid4(), consent=True))
    )
    trials = Wave.objects.create(survey=survey, number=0, title="Trials", status="test")
    AskedOnce.objects.create(key_hash="a" * 64, day=timezone.localdate())
    VerifiedAddress.objects.create(wave=wave, address_hash="b" * 64, key_version=1)
    Invitation.objects.create(wave=wave, email="p@mail.example", token_hash="c" * 64, key_version=1)
    token = keys.resume_token(partial.submission_id)

    def there(model):
        return model.objects.count()

    on_day(7)
    assert there(AskedOnce) == 1
    on_day(8)
    assert there(AskedOnce) == 0
    on_day(30)
    assert queries.response_by_resume(token).submission_id == partial.submission_id
    on_day(31)
    assert queries.response_by_resume(token) is None, "A partial response's link has ended."
    on_day(60)
    assert Response.objects.filter(submission_id=started.submission_id).exists()
    on_day(61)
    assert not Response.objects.filter(submission_id=started.submission_id).exists()
    assert (there(Response), there(VerifiedAddress), there(Invitation)) == (2, 1, 1)
    actions.close_wave(wave=wave)
    on_day(29)
    assert (there(VerifiedAddress), there(Invitation)) == (0, 1)
    on_day(31)
    assert there(Invitation) == 0
    on_day(10_000)
    assert {r.submission_id for r in Response.objects.all()} == {
        partial.submission_id,
        complete.response.submission_id,
    }
    assert queries.response_by_receipt(complete.code) is not None
    assert trials.responses.count() == 0


def test_the_operators_table_says_the_same():
    text = (ROOT / "docs" / "operators" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.M)
    written = {
        rule.what: rule.how_long + (f" (`{rule.setting}`)" if rule.setting else "")
        for rule in retention.rules()
    }
    assert {what: how_long for what, how_long in rows if what in written} == written


def test_the_privacy_page_says_the_same():
    items = [
        unescape(str(item.source))
        for kind, value in texts.read("privacy").body
        if kind == "list"
        for item in value
    ]
    found = [item for item in items if re.match(r"<p><b>[^<]+:</b> ", item)]
    expected = [
        f"<p><b>{rule.what[0].upper()}{rule.what[1:]}:</b> {rule.how_long}.</p>" for rule in retention.rules()
    ]
    assert [item for item in found if item in expected] == expected


def test_every_setting_of_the_table_is_documented():
    text = (ROOT / "docs" / "operators" / "settings.md").read_text(encoding="utf-8")
    assert [rule.setting for rule in retention.rules() if rule.setting and rule.setting not in text] == []
