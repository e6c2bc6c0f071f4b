"""A closed wave: marks by the questionnaire's rules, times gone, rows written anew."""

from uuid import uuid4

import pytest
from django.db import connection

from surveys import actions, keys, queries
from surveys.actions import closing
from surveys.models import AskedOnce, Response, VerifiedAddress, Wave
from tests.surveys import ben
from website.core.clock import tasks

STRAIGHT = {"seg": dict.fromkeys((f"s{n}" for n in range(1, 7)), "agree"), "work_status": "self"}


def respondent(wave, version, answers=None, **fields):
    submission_id = uuid4()
    values = {
        "status": "complete",
        "consent_version": "c v1",
        "started_on": "2026-05-01",
        "saved_on": "2026-05-01",
        "submitted_on": "2026-05-01",
        "resume_expires_on": "2026-05-31",
        "key_version": 1,
        "resume_hash": keys.digest("resume", str(submission_id)),
        "receipt_hash": keys.digest("receipt", str(submission_id)),
    }
    return Response.objects.create(
        survey_id=wave.survey_id,
        wave=wave,
        version=version,
        submission_id=submission_id,
        answers=answers or {"work_status": "self", "party": len(Response.objects.all()) % 11},
        **(values | fields),
    )


@pytest.fixture
def version(survey):
    return queries.newest_version(survey)


def close(wave):
    actions.close_wave(wave=wave)
    return actions.finish_wave(wave=wave)


def flags():
    return dict(Response.objects.values_list("submission_id", "flags"))


def test_straightliners_are_marked_and_nobody_else(wave, version):
    straight = respondent(wave, version, STRAIGHT)
    other = respondent(wave, version)
    done = close(wave)
    assert flags() == {straight.submission_id: ["straightliner"], other.submission_id: []}
    assert str(done) == "Wave 1: Spring: 1 marked as careless, 2 rows put in random order."


def test_speeders_are_marked_against_the_wave_and_times_are_deleted(wave, version):
    usual = {"start": 7, "circles": 7, "boundaries": 8}
    for _ in range(20):
        respondent(wave, version, pace=usual)
    fast = respondent(wave, version, pace={"start": 1, "circles": 1, "boundaries": 3})
    resumed = respondent(wave, version, pace={"start": 1}, saved_on="2026-05-02")
    partial = respondent(wave, version, pace={"start": 0}, status="partial", submitted_on=None)
    outside = respondent(wave, version, pace={"start": 0}, status="screened_out")
    close(wave)
    found = flags()
    marked = {one.submission_id for one in (fast, partial)}
    assert {pk for pk, names in found.items() if names == ["speeder"]} == marked
    assert found[resumed.submission_id] == found[outside.submission_id] == []
    assert list(Response.objects.exclude(pace={})) == []


def test_duplicates_are_marked_on_both_sides(wave, begun):
    ben.save(begun)
    again = ben.save(actions.start(survey=begun.survey, submission_id=uuid4(), consent=True))
    close(wave)
    assert set(flags()) == {begun.submission_id, again.submission_id}
    assert all(names == ["duplicate"] for names in flags().values())


def test_an_analysts_mark_stays(wave, version):
    out = respondent(wave, version, STRAIGHT, quarantine="too many from one network", flags=["kept_out"])
    close(wave)
    assert flags()[out.submission_id] == ["kept_out", "straightliner"]


def test_rows_are_the_same_under_other_ids_and_keys_still_open_them(wave, begun):
    response = ben.save(begun)
    token = actions.issue_resume(response=response)
    code = actions.submit(response=response).code
    kept = [field.attname for field in Response._meta.concrete_fields if field.name not in ("id", "pace")]
    before = Response.objects.values(*kept).get()
    close(wave)
    after = Response.objects.get()
    assert {name: getattr(after, name) for name in kept} == before
    assert after.pk != begun.pk
    assert queries.response_by_receipt(code) == queries.response_by_resume(token) == after


def test_nothing_points_at_a_response():
    """New ids are safe because no other table holds one."""
    assert Response._meta.related_objects == ()


def test_once_is_enough_and_an_open_wave_waits(wave, version):
    respondent(wave, version)
    VerifiedAddress.objects.create(wave=wave, address_hash="a" * 64, key_version=1)
    assert actions.finish_wave(wave=wave) is None
    assert VerifiedAddress.objects.count() == 1
    assert close(wave) is not None
    ids = set(Response.objects.values_list("pk", flat=True))
    assert VerifiedAddress.objects.count() == 0
    assert actions.finish_wave(wave=wave) is None
    assert set(Response.objects.values_list("pk", flat=True)) == ids


def test_an_interruption_is_made_good_by_the_next_tick(wave, version, monkeypatch):
    sent = {respondent(wave, version).submission_id for _ in range(9)}
    respondent(wave, version, STRAIGHT)
    monkeypatch.setattr(closing, "AT_ONCE", 2)
    write, calls = closing._write_anew, []

    def dies(ids):
        calls.append(ids)
        if len(calls) == 3:
            raise RuntimeError("power")
        return write(ids)

    monkeypatch.setattr(closing, "_write_anew", dies)
    actions.close_wave(wave=wave)
    with pytest.raises(RuntimeError):
        actions.finish_closed_waves()
    wave.refresh_from_db()
    assert (wave.flagged_on is None, wave.mixed_on) == (False, None)
    assert sent < set(flags())
    monkeypatch.setattr(closing, "_write_anew", write)
    said = tasks()["surveys.waves_finished"]()
    assert said == "Wave 1: Spring: 1 marked as careless, 10 rows put in random order."
    assert tasks()["surveys.waves_finished"]() is None
    assert len(flags()) == 10


def test_the_clock_finishes_a_wave_before_it_is_released():
    order = ["surveys.waves", "surveys.waves_finished", "surveys.waves_released"]
    assert [name for name in tasks() if name in order] == order


def test_a_wave_that_opens_again_is_finished_again(wave, version):
    respondent(wave, version)
    close(wave)
    wave.refresh_from_db()
    actions.open_wave(wave=wave)
    respondent(wave, version, STRAIGHT)
    assert close(wave).flagged == 1


def test_forms_answered_in_articles_are_mixed_too(wave, version):
    made = [f"{n:064d}" for n in range(60)]
    AskedOnce.objects.bulk_create(AskedOnce(key_hash=name, day="2026-05-01") for name in made)
    close(wave)
    with connection.cursor() as cursor:
        row = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f"SELECT key_hash FROM surveys_askedonce ORDER BY {row}")  # noqa: S608  # a constant
        lie = [name for (name,) in cursor.fetchall()]
    assert sorted(lie) == made
    assert lie != made


def test_a_trial_wave_is_never_due(survey):
    trials = Wave.objects.create(
        survey=survey, number=0, title="Trials", status="test", closes_at="2020-01-01T00:00Z"
    )
    assert actions.close_due_waves() == []
    trials.refresh_from_db()
    assert trials.status == "test"
