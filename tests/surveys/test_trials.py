"""Trials: an editor answers the survey, and nothing of it is counted, shown to others, or kept."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys import actions, keys, queries
from surveys.models import QuestionnaireVersion, ReaderTally, Response, SurveyPage, Wave
from surveys.views.trial import TRIAL_COOKIE
from tests.surveys import ben
from website.core import clock

BANNER = "Trial: this is not counted."


def person(role):
    user = get_user_model().objects.create_user(f"test-{role}", password="a-long-password-1")
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor(client, amira):
    client.force_login(amira)
    return client


def begin(client, survey):
    """Amira presses 'Start a trial'; the trial that it made."""
    answer = client.post(reverse("surveys_trial", args=[survey.pk]))
    assert (answer.status_code, answer["Location"]) == (302, f"/answer/{survey.slug}/")
    return Response.objects.get(source="trial")


def section(client, survey, name):
    return client.get(f"/answer/{survey.slug}/section/{name}/")


# What it is like -----------------------------------------------------------------------------------------


def test_a_whole_trial_from_the_first_section_to_the_receipt(editor, survey):
    """No wave is open; every page says that it is a trial."""
    begin(editor, survey)
    for name in ben.ORDER:
        page = section(editor, survey, name)
        assert (page.status_code, page.content.decode().count(BANNER)) == (200, 1)
        revision = page.context["revision"]
        posted = {**ben.SECTIONS[name], "revision": str(revision), "to": "next"}
        posted["shown"] = page.context["form"].shown
        answer = editor.post(f"/answer/{survey.slug}/section/{name}/", posted)
        assert answer.status_code == 302
    assert answer["Location"] == f"/answer/{survey.slug}/done/"
    for place in ("done", "receipt"):
        page = editor.get(f"/answer/{survey.slug}/{place}/").content.decode()
        assert page.count(BANNER) == 1
    trial = Response.objects.get()
    assert (trial.status, trial.wave.status, trial.wave.number) == ("complete", "test", 0)


def test_it_uses_the_published_version_and_makes_none(editor, survey):
    survey.outro = "Not published yet"
    survey.save_revision()
    trial = begin(editor, survey)
    assert trial.version.number == 1
    assert QuestionnaireVersion.objects.count() == 1
    page = editor.get(reverse("surveys_trial", args=[survey.pk])).content.decode()
    assert page.count("A trial does not show them.") == 1


def test_a_survey_that_was_never_published_says_what_to_do(editor, survey):
    QuestionnaireVersion.objects.all().delete()
    page = editor.get(reverse("surveys_trial", args=[survey.pk])).content.decode()
    assert page.count("This survey is not published") == 1
    assert editor.post(reverse("surveys_trial", args=[survey.pk])).status_code == 302
    assert Response.objects.count() == 0
    with pytest.raises(actions.NotOpen):
        actions.start_trial(survey=survey)


def test_ending_deletes_it_and_brings_back_the_real_answers(editor, survey, begun):
    editor.cookies["overlap_answer"] = keys.resume_token(begun.submission_id)
    trial = begin(editor, survey)
    assert section(editor, survey, "start").content.decode().count(BANNER) == 1
    answer = editor.post(f"/answer/{survey.slug}/end-trial/")
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[survey.pk])
    assert not Response.objects.filter(pk=trial.pk).exists()
    page = section(editor, survey, "start")
    assert (page.status_code, page.content.decode().count(BANNER)) == (200, 0)
    assert editor.post(f"/answer/{survey.slug}/end-trial/").status_code == 404


def test_two_trials_share_one_wave(editor, survey):
    actions.start_trial(survey=survey)
    actions.start_trial(survey=survey)
    assert Wave.objects.get().number == 0


# Who may -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["Moderator", "Analyst", "Release manager", None])
def test_whoever_may_not_edit_the_page_is_in_no_trial(editor, survey, role):
    trial = begin(editor, survey)
    other = Client()
    if role:
        other.force_login(person(role))
    assert other.post(reverse("surveys_trial", args=[survey.pk])).status_code == 302
    assert Response.objects.count() == 1
    for token in (editor.cookies[TRIAL_COOKIE].value, queries.trial_token(trial)):
        other.cookies[TRIAL_COOKIE] = token
        assert section(other, survey, "start").status_code == 404
        assert other.post(f"/answer/{survey.slug}/end-trial/").status_code == 404


def test_no_key_of_real_answers_opens_a_trial(client, survey):
    trial = actions.start_trial(survey=survey)
    trial = actions.submit(response=ben.save(trial)).response
    token = keys.resume_token(trial.submission_id, key_version=trial.key_version)
    code = keys.receipt_code(trial.submission_id, key_version=trial.key_version)
    assert queries.response_by_resume(token) is None
    assert queries.held_response(token, survey.slug) is None
    assert queries.response_by_receipt(code) is None
    assert queries.own_response(code) is None
    assert client.get(reverse("surveys:resume", args=[token])).status_code == 404
    assert client.get(reverse("surveys:receipt_link", args=[code])).status_code == 404


def test_a_trial_s_cookie_of_another_survey_opens_nothing(editor, survey):
    trial = begin(editor, survey)
    assert queries.trial_response(queries.trial_token(trial), "elsewhere") is None


# Nothing counts ------------------------------------------------------------------------------------------


def everything_read(survey):
    """What each reader of answers says: lists, counts, rows, chips, tallies, of every wave."""
    waves = list(Wave.objects.filter(survey=survey).order_by("number"))
    real = [wave for wave in waves if wave.status != "test"]
    return {
        "rows": sorted(str(sorted(row.items())) for wave in waves for row in queries.wave_rows(wave)),
        "waves": [(w.number, w.completes, w.partials) for w in queries.waves_with_counts(survey)],
        "state": queries.wave_state(survey).kind,
        "current": getattr(queries.current_wave(survey), "number", None),
        "closed": [wave.number for wave in queries.closed_waves(survey)],
        "real": [wave.number for wave in queries.real_waves()],
        "versions": [(line.answers, line.finished) for line in queries.version_list(survey)],
        "index": [(v.answers, v.finished) for v in queries.versions_with_counts()],
        "answering": queries.answering_now(survey),
        "by wave": [[v.number for v in queries.wave_versions(wave)] for wave in real],
        "tallies": list(ReaderTally.objects.values_list("question_id", "option", "shown")),
        "accounts": [queries.account(wave) for wave in real],
        "quarantine": [len(queries.waiting_in_quarantine()), len(queries.kept_out())],
        "rows of waves": [queries.rows_of_wave(wave) for wave in real],
        "below": queries.responses_exist_below(survey),
        "chips": [list(queries.chips_of_response(r)) for r in Response.objects.filter(source="trial")],
    }


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.integers(0, len(ben.ORDER)), st.booleans(), st.booleans()), min_size=1, max_size=3
    )
)
def test_no_reader_sees_a_trial(survey, steps):
    """Trials that stop anywhere, screened out or not, sent or not: every reader says what it said before."""
    Response.objects.all().delete()
    Wave.objects.all().delete()
    actions.open_wave(wave=Wave.objects.create(survey=survey, number=1, title="Spring"))
    real = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    actions.submit(response=ben.save(real))
    before = everything_read(survey)
    for sections, sends, out in steps:
        trial = actions.start_trial(survey=survey)
        if out:
            first = {"work_status": ["outside"]}
            trial = actions.save_section(response=trial, section="start", post=first, revision=0).response
        elif sections:
            trial = ben.save(trial, *ben.ORDER[:sections])
        if sends and sections == len(ben.ORDER) and not out:
            actions.submit(response=trial)
    after = everything_read(survey)
    chips = after.pop("chips")
    before.pop("chips")
    assert {key: value for key, value in after.items() if value != before[key]} == {}
    assert chips == [[]] * len(steps)


def test_no_release_holds_a_trial(survey, wave, tmp_path, settings):
    from reports import actions as reports

    settings.DATASET_DIR = tmp_path
    actions.submit(response=ben.save(actions.start(survey=survey, submission_id=uuid4(), consent=True)))
    for _ in range(12):
        actions.submit(response=ben.save(actions.start_trial(survey=survey)))
    release = reports.build_release(wave=actions.close_wave(wave=wave))
    assert '"started":13' not in release.artefact
    rows = list(queries.wave_rows(wave))
    assert len(rows) == 1
    with pytest.raises(reports.ReleaseRefused):
        reports.build_release(wave=Wave.objects.get(status="test"))


# Kept for a week -----------------------------------------------------------------------------------------


def test_a_trial_goes_after_seven_days_and_real_answers_stay(survey, begun):
    old, new = actions.start_trial(survey=survey), actions.start_trial(survey=survey)
    long_ago = timezone.localdate() - timedelta(days=8)
    Response.objects.filter(pk__in=[old.pk, begun.pk]).update(started_on=long_ago)
    clock.tick()
    assert set(Response.objects.values_list("pk", flat=True)) == {new.pk, begun.pk}


def test_a_survey_that_has_only_trials_may_be_deleted(editor, survey):
    actions.start_trial(survey=survey)
    editor.post(reverse("wagtailadmin_pages:delete", args=[survey.pk]))
    assert not SurveyPage.objects.filter(pk=survey.pk).exists()


def test_what_is_no_trial_is_not_ended(survey, begun):
    actions.end_trial(response=begun)
    assert Response.objects.filter(pk=begun.pk).exists()
