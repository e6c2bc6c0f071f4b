"""Start, save, submit: every write entry point, twice, late, stale and wrong."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import DateTimeField
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveys import actions, keys, queries
from surveys.models import Response, Wave
from tests.surveys import ben

# Start ---------------------------------------------------------------------------------------------------


def test_start_needs_consent(survey, wave):
    with pytest.raises(actions.ConsentMissing, match="Tick the box"):
        actions.start(survey=survey, submission_id=uuid4(), consent=False)
    assert Response.objects.count() == 0


def test_start_stores_the_day_and_nothing_about_the_person(begun, wave):
    stored = Response.objects.get()
    assert (stored.status, stored.revision, stored.source, stored.tier) == ("started", 0, "site", "open")
    assert (stored.started_on, stored.submitted_on) == (timezone.localdate(), None)
    assert (stored.wave, stored.version.number, stored.consent_version) == (wave, 1, "consent v1")
    assert stored.resume_expires_on == timezone.localdate() + timedelta(days=30)
    assert stored.receipt_hash is None


def test_start_twice_with_one_id_is_one_response(survey, wave):
    submission_id = uuid4()
    first = actions.start(survey=survey, submission_id=submission_id, consent=True)
    again = actions.start(survey=survey, submission_id=submission_id, consent=True)
    assert (first.pk, Response.objects.count()) == (again.pk, 1)


def test_the_id_of_another_survey_is_a_conflict(survey, wave):
    submission_id = uuid4()
    actions.start(survey=survey, submission_id=submission_id, consent=True)
    other = survey.copy(update_attrs={"slug": "other", "title": "Other"}, keep_live=False)
    other.save_revision().publish()
    actions.open_wave(wave=Wave.objects.create(survey=other, number=1, title="Other"))
    with pytest.raises(actions.Conflict):
        actions.start(survey=other, submission_id=submission_id, consent=True)
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "opens", "closes", "is_open"),
    [
        ("planned", None, None, False),
        ("open", None, None, True),
        ("open", -1, 1, True),
        ("open", 1, 2, False),
        ("open", -2, -1, False),
        ("closed", -2, None, False),
    ],
)
def test_start_only_in_an_open_wave_by_the_databases_clock(survey, status, opens, closes, is_open):
    def at(hours):
        return None if hours is None else timezone.now() + timedelta(hours=hours)

    Wave.objects.create(
        survey=survey, number=1, title="W", status=status, opens_at=at(opens), closes_at=at(closes)
    )
    if is_open:
        assert actions.start(survey=survey, submission_id=uuid4(), consent=True).pk
    else:
        with pytest.raises(actions.NotOpen):
            actions.start(survey=survey, submission_id=uuid4(), consent=True)


def test_start_without_a_published_version_is_not_open(survey, wave):
    survey.versions.all().delete()
    with pytest.raises(actions.NotOpen):
        actions.start(survey=survey, submission_id=uuid4(), consent=True)


def test_source_is_stored(survey, wave):
    assert actions.start(survey=survey, submission_id=uuid4(), consent=True, source="link").source == "link"


# Drawing -------------------------------------------------------------------------------------------------


def test_orders_and_cells_are_drawn_once_and_kept(survey, wave):
    response = actions.start(survey=survey, submission_id=uuid4(), consent=True, draw=Random(1))
    assert sorted(response.state["orders"]) == ["platforms"]
    shown = actions.prepare_section(response=response, section="disclosure")
    again = actions.prepare_section(response=queries.fresh(response), section="disclosure")
    assert shown.state["cells"] == again.state["cells"] != {}
    assert shown.state["orders"]["principles"] == again.state["orders"]["principles"]


def test_a_save_draws_the_next_section_so_that_showing_it_writes_nothing(begun):
    response = ben.save(begun, "start", "circles", "boundaries")
    with CaptureQueriesContext(connection) as queries_made:
        actions.prepare_section(response=response, section="disclosure")
    assert len(queries_made) == 0


def test_an_unknown_section_is_a_key_error(begun):
    with pytest.raises(KeyError):
        actions.save_section(response=begun, section="nowhere", post={}, revision=0)


# Save ----------------------------------------------------------------------------------------------------


def test_a_save_is_durable_and_counts_its_revision(begun):
    ben.save(begun, "start")
    stored = Response.objects.get()
    assert (stored.revision, stored.saved_on, stored.status) == (1, timezone.localdate(), "started")
    assert stored.answers == {
        "work_status": "inhouse",
        "platforms": ["linkedin", "messaging"],
        "purpose": {"linkedin": "work_only", "messaging": "mostly_personal"},
        "accounts": "by_network",
        "issue": "big",
    }
    assert stored.state["saved"] == ["start"]


def test_a_save_costs_one_write_and_asks_about_the_wave_in_it(begun):
    response = queries.fresh(begun)
    queries.definition_of_response(response)
    with CaptureQueriesContext(connection) as made:
        ben.save(response, "start")
    assert [q["sql"].split()[0] for q in made] == ["UPDATE"]
    assert 'FROM "surveys_wave"' in made[0]["sql"]


def test_zero_is_an_answer(begun):
    response = ben.save(begun)
    assert (response.answers["party"], response.answers["years"]) == (0, 0)


def test_an_error_keeps_everything_else(begun):
    response = ben.save(begun, "start", "circles", "boundaries", "disclosure")
    post = {**ben.SECTIONS["about"], "years": ["many"]}
    saved = actions.save_section(response=response, section="about", post=post, revision=response.revision)
    stored = Response.objects.get()
    assert sorted(saved.reading.errors) == ["years"]
    assert "years" not in stored.answers
    assert stored.answers["age"] == "a25_34"
    assert "about" not in stored.state["saved"]


def test_a_stale_save_writes_nothing_and_shows_both(begun):
    ben.save(queries.fresh(begun), "start")
    other = {**ben.SECTIONS["start"], "issue": ["small"]}
    saved = actions.save_section(response=begun, section="start", post=other, revision=0)
    assert (saved.conflict, saved.response.revision) == (True, 1)
    assert (saved.response.answers["issue"], saved.reading.answers["issue"]) == ("big", "small")
    assert Response.objects.get().answers["issue"] == "big"


def test_a_stale_save_with_a_fresh_row_is_a_conflict_too(begun):
    fresh = ben.save(begun, "start")
    saved = actions.save_section(
        response=fresh, section="start", post={"work_status": ["agency"]}, revision=0
    )
    assert saved.conflict
    assert Response.objects.get().answers["work_status"] == "inhouse"


def test_the_same_save_twice_is_no_conflict(begun):
    stale = queries.fresh(begun)
    ben.save(begun, "start")
    saved = actions.save_section(response=stale, section="start", post=ben.SECTIONS["start"], revision=0)
    assert (saved.conflict, saved.response.revision) == (False, 1)


def test_a_posted_order_or_cell_is_never_taken(begun):
    response = ben.save(begun, "start", "circles", "boundaries")
    cell = response.state["cells"]["vignette"]
    post = {**ben.SECTIONS["disclosure"], "cells": ["x"], "vig_rel": ["former"], "orders": ["y"]}
    saved = actions.save_section(
        response=response, section="disclosure", post=post, revision=response.revision
    )
    assert saved.response.state["cells"]["vignette"] == cell
    assert "vig_rel" not in saved.response.answers


def test_screened_out_and_back(begun):
    out = actions.save_section(response=begun, section="start", post={"work_status": ["outside"]}, revision=0)
    assert (out.response.status, out.response.state["screened_out"]) == ("screened_out", True)
    back = ben.save(out.response, "start")
    assert (back.status, back.state["screened_out"]) == ("started", False)


def test_partial_from_the_section_that_the_instrument_names(begun):
    response = ben.save(begun, "start", "circles")
    assert response.status == "started"
    assert ben.save(response, "boundaries").status == "partial"


# Submit --------------------------------------------------------------------------------------------------


def test_submit_gives_a_receipt_whose_hash_alone_is_stored(begun):
    receipt = actions.submit(response=ben.save(begun))
    stored = Response.objects.get()
    assert (stored.status, stored.submitted_on, receipt.replay) == ("complete", timezone.localdate(), False)
    assert stored.receipt_hash == keys.digest("receipt", receipt.code)
    assert receipt.code not in str(Response.objects.values().get())
    assert queries.response_by_receipt(receipt.code.lower().replace("-", " ")).pk == stored.pk


def test_submit_again_and_again_gives_the_same_receipt(begun):
    response = ben.save(begun)
    first = actions.submit(response=response)
    again = [actions.submit(response=response) for _ in range(3)]
    assert {receipt.code for receipt in again} == {first.code}
    assert [receipt.replay for receipt in again] == [True, True, True]
    assert Response.objects.get().revision == first.response.revision


def test_submit_keeps_the_answers_that_were_asked_alone(begun):
    response = ben.save(begun)
    post = {**ben.SECTIONS["start"], "work_status": ["self"]}
    response = actions.save_section(
        response=response, section="start", post=post, revision=response.revision
    ).response
    post = {**ben.SECTIONS["boundaries"], "policy_own": ["no"]}
    response = actions.save_section(
        response=response, section="boundaries", post=post, revision=response.revision
    ).response
    done = actions.submit(response=response).response
    assert [key for key in ("policy", "seniority", "org_size") if key in done.answers] == []
    assert done.answers["policy_own"] == "no"


def test_submit_with_an_open_section_says_which(begun):
    response = ben.save(begun, "start", "circles", "disclosure", "about")
    with pytest.raises(actions.Incomplete) as caught:
        actions.submit(response=response)
    assert caught.value.section == "boundaries"
    assert Response.objects.get().submitted_on is None


def test_other_content_after_submission_is_a_conflict_and_the_same_is_a_replay(begun):
    done = actions.submit(response=ben.save(begun)).response
    stored = Response.objects.values().get()
    same = actions.save_section(
        response=done, section="about", post=ben.SECTIONS["about"], revision=done.revision
    )
    assert same.conflict is False
    with pytest.raises(actions.Conflict):
        actions.save_section(
            response=done,
            section="about",
            post={**ben.SECTIONS["about"], "age": ["a65"]},
            revision=done.revision,
        )
    assert Response.objects.values().get() == stored


def test_start_after_submission_finds_the_same_response(survey, begun):
    done = actions.submit(response=ben.save(begun)).response
    again = actions.start(survey=survey, submission_id=done.submission_id, consent=True)
    assert (again.pk, again.is_submitted) == (done.pk, True)


def test_many_skipped_answers_are_a_partial_response(begun):
    response = begun
    for section in ben.ORDER:
        post = (
            {"work_status": ["inhouse"]}
            if section == "start"
            else {"seg__s1": ["agree"]}
            if section == "boundaries"
            else {}
        )
        response = actions.save_section(
            response=response, section=section, post=post, revision=response.revision
        ).response
    assert actions.submit(response=response).response.status == "partial"


def end_at(closes_at, grace):
    Wave.objects.update(opens_at=closes_at - timedelta(days=1), closes_at=closes_at, grace_minutes=grace)


# Closing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "grace", "accepted"), [(-29, 30, True), (-31, 30, False), (5, 0, True), (-1, 0, False)]
)
def test_a_form_opened_before_has_its_grace(begun, wave, minutes, grace, accepted):
    response = ben.save(begun)
    end_at(timezone.now() + timedelta(minutes=minutes), grace)
    if accepted:
        assert actions.submit(response=ben.save(response, "about")).response.is_submitted
        return
    with pytest.raises(actions.WaveClosed):
        ben.save(response, "about")
    with pytest.raises(actions.WaveClosed):
        actions.submit(response=response)
    assert Response.objects.get().submitted_on is None


def test_nobody_begins_within_the_grace(survey, wave):
    actions.end_wave(wave=wave)
    with pytest.raises(actions.NotOpen):
        actions.start(survey=survey, submission_id=uuid4(), consent=True)


def test_a_closed_wave_takes_nothing_but_still_shows_the_receipt(begun, wave):
    other = actions.start(survey=begun.survey, submission_id=uuid4(), consent=True)
    receipt = actions.submit(response=ben.save(begun))
    actions.close_wave(wave=wave)
    assert actions.submit(response=receipt.response).code == receipt.code
    with pytest.raises(actions.WaveClosed):
        ben.save(other, "start")


def test_the_machines_own_clock_does_not_decide(begun, wave, monkeypatch):
    end_at(timezone.now() - timedelta(hours=1), 0)
    monkeypatch.setattr(timezone, "now", lambda: DateTimeField().to_python("2020-01-01T00:00:00Z"))
    with pytest.raises(actions.WaveClosed):
        actions.submit(response=begun)


# Private links and the clock -----------------------------------------------------------------------------


def test_a_private_link_works_until_it_expires(survey, begun):
    token = actions.issue_resume(response=begun)
    assert queries.response_by_resume(token, survey.slug).pk == begun.pk
    Response.objects.update(resume_expires_on=timezone.localdate() - timedelta(days=1))
    assert queries.response_by_resume(token, survey.slug) is None
    assert actions.issue_resume(response=begun) == token
    assert queries.response_by_resume(token, survey.slug).pk == begun.pk


def test_unfinished_and_silent_responses_are_forgotten(survey, wave, settings):
    settings.SURVEY_UNFINISHED_DAYS = 10
    kept = actions.submit(
        response=ben.save(actions.start(survey=survey, submission_id=uuid4(), consent=True))
    ).response
    partial = ben.save(actions.start(survey=survey, submission_id=uuid4(), consent=True), *ben.ORDER[:3])
    young = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    actions.start(survey=survey, submission_id=uuid4(), consent=True)
    long_ago = timezone.localdate() - timedelta(days=11)
    Response.objects.exclude(pk=young.pk).update(resume_expires_on=long_ago)
    assert actions.purge_unfinished() == 1
    assert set(Response.objects.values_list("pk", flat=True)) == {kept.pk, partial.pk, young.pk}
