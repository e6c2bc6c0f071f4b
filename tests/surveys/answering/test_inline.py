"""One question in an article: it counts once, and enters the wave only with consent and a partial answer."""

from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.disclosure.thresholds import SMALLEST_BASE
from surveys import actions, keys, queries
from surveys.actions.inline import SHOWN_AFTER
from surveys.models import AskedOnce, ReaderTally, Response, SurveyPage, Wave
from tests.surveys.answering.conftest import Ben, forms_of, text_of
from tests.surveys.ben import ORDER, SECTIONS

ISSUE = "/answer/survey/ask/issue/"
WORK = "/answer/survey/ask/work_status/"


def give(survey: SurveyPage, answer: str = "big", question: str = "issue", **more: Any) -> actions.Answered:
    more.setdefault("submission_id", uuid4())
    return actions.answer_inline(survey=survey, question=question, answer=answer, **more)


def tally(question: str = "issue") -> dict[str, int]:
    rows = ReaderTally.objects.filter(question_id=question, count__gt=0)
    return dict(rows.values_list("option", "count"))


def press(client: Client, answer: str = "big", path: str = ISSUE) -> Any:
    """Open the question, pick an answer, press the button, and follow."""
    form = forms_of(client.get(path))[path]
    return client.post(form.action, form.post(answer=answer), follow=True)


def agree(client: Client, page: Any) -> Any:
    form = forms_of(page)["/answer/survey/start/"]
    return client.post(form.action, form.post(consent="yes"))


# What is counted, and where -----------------------------------------------------------------------------


def test_an_answer_counts_among_readers_and_begins_a_response_without_consent(survey, wave):
    response = give(survey).response
    assert (response.source, response.status, response.consent_version) == ("inline", "started", "")
    assert (response.wave, response.answers, response.saved_on) == (wave, {"issue": "big"}, None)
    assert tally() == {"big": 1}
    assert list(queries.wave_rows(wave)) == []


def test_the_same_form_counts_once_whatever_it_says_the_second_time(survey, wave):
    form = uuid4()
    first = give(survey, submission_id=form)
    again = [give(survey, answer, submission_id=form) for answer in ("big", "non_issue")]
    assert [(a.response, a.replay) for a in again] == [(first.response, True)] * 2
    assert (tally(), Response.objects.get().answers) == ({"big": 1}, {"issue": "big"})


def test_between_waves_it_counts_among_readers_only(survey):
    form = uuid4()
    assert [give(survey, submission_id=form).response for _ in range(2)] == [None, None]
    assert (tally(), Response.objects.count()) == ({"big": 1}, 0)


def test_an_answer_that_ends_the_survey_begins_nothing(survey, wave):
    assert give(survey, "outside", "work_status").response is None
    assert (tally("work_status"), Response.objects.count()) == ({"outside": 1}, 0)


def test_a_second_question_joins_the_response_nobody_agreed_to(survey, wave):
    first = give(survey).response
    second = give(survey, "inhouse", "work_status", held=first).response
    assert (second, Response.objects.count()) == (first, 1)
    assert second.answers == {"issue": "big", "work_status": "inhouse"}


def test_answers_of_somebody_in_the_survey_stay_as_they_were(survey, begun):
    assert give(survey, held=begun).response is None
    assert (queries.fresh(begun).answers, tally()) == ({}, {"big": 1})


@pytest.mark.parametrize(
    ("question", "answer"),
    [("issue", "no_such"), ("no_such", "big"), ("policy", "written"), ("platforms", "x"), ("recommend", "9")],
)
def test_what_cannot_be_asked_alone_is_refused(survey, wave, question, answer):
    with pytest.raises(actions.NoSuchAnswer):
        give(survey, answer, question)
    assert (tally(question), Response.objects.count(), AskedOnce.objects.count()) == ({}, 0, 0)


def test_an_id_of_another_survey_is_refused(survey, wave, instrument_text):
    form = uuid4()
    actions.start(survey=survey, submission_id=form, consent=True)
    assert give(survey, submission_id=form).response.submission_id == form
    assert Response.objects.count() == 1


def test_a_demonstration_counts_apart(survey, wave):
    give(survey)
    Wave.objects.update(is_demo=True)
    give(survey)
    assert sorted(ReaderTally.objects.filter(count=1).values_list("is_demo", flat=True)) == [False, True]


def test_the_published_counts_move_by_ten_answers(survey):
    assert SHOWN_AFTER >= SMALLEST_BASE
    seen = []
    for number in range(25):
        give(survey, "big" if number % 2 else "non_issue")
        seen.append(queries.reader_counts(survey, "issue").total)
    assert seen == [0] * 9 + [10] * 10 + [20] * 6


def test_the_ids_of_counted_forms_are_forgotten(survey):
    give(survey)
    AskedOnce.objects.update(day="2020-01-01")
    give(survey)
    assert actions.forget_asked() == 1
    assert AskedOnce.objects.count() == 1


# Consent ------------------------------------------------------------------------------------------------


def test_nothing_can_be_saved_or_sent_without_consent(survey, wave):
    response = give(survey).response
    with pytest.raises(actions.ConsentMissing):
        actions.save_section(response=response, section="start", post=SECTIONS["start"], revision=0)
    with pytest.raises(actions.ConsentMissing):
        actions.submit(response=response)


def test_the_database_itself_refuses_to_count_without_consent(survey, wave):
    response = give(survey).response
    for status in ("partial", "complete", "screened_out"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Response.objects.filter(pk=response.pk).update(status=status)


def test_agreeing_goes_on_with_the_answer(survey, wave):
    response = give(survey).response
    agreed = actions.start(survey=survey, submission_id=response.submission_id, consent=True)
    assert (agreed, agreed.consent_version, agreed.source) == (response, "consent v1", "inline")
    assert agreed.answers == {"issue": "big"}


def test_a_wave_that_ended_meanwhile_takes_no_consent(survey, wave):
    response = give(survey).response
    actions.close_wave(wave=wave)
    with pytest.raises(actions.NotOpen):
        actions.start(survey=survey, submission_id=response.submission_id, consent=True)


STEPS = st.lists(
    st.tuples(st.sampled_from(("ask", "agree", "save", "submit", "again")), st.integers(0, 4)), max_size=12
)


@pytest.mark.django_db(transaction=False)
@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_inline_answer_enters_the_wave_only_with_consent_and_as_a_partial(survey, wave, steps):
    """Whatever is done in whatever order: what counts has consented, and has saved what partial asks."""
    with transaction.atomic():
        response: Response | None = None
        form, saved, agreed = uuid4(), set(), False
        for step, number in steps:
            if step in ("ask", "again") and (response is None or step == "again"):
                response = give(survey, submission_id=form, held=response).response
            elif response is not None and step == "agree":
                response = actions.start(survey=survey, submission_id=form, consent=True)
                agreed = True
            elif response is not None and step == "save":
                section = ORDER[number]
                try:
                    response = actions.save_section(
                        response=queries.fresh(response),
                        section=section,
                        post=SECTIONS[section],
                        revision=queries.fresh(response).revision,
                    ).response
                    saved.add(section)
                except actions.Refused:
                    assert not agreed or response.is_submitted or queries.fresh(response).is_submitted
            elif response is not None and step == "submit":
                with suppress(actions.Refused):
                    response = actions.submit(response=response).response
        counted = list(queries.wave_rows(wave))
        assert bool(counted) == (agreed and {"start", "boundaries"} <= saved)
        assert {row["_source"] for row in counted} <= {"inline"}
        transaction.set_rollback(True)


# The pages ----------------------------------------------------------------------------------------------


def test_an_article_shows_the_question_alike_for_everybody(survey, rf):
    text = "{% load surveys_tags %}{% inline_question survey 'issue' %}"
    by_page = Template(text).render(Context({"survey": survey}))
    by_slug = Template(text).render(Context({"survey": "survey"}))
    assert by_page == by_slug
    assert f'href="{ISSUE}"' in by_page
    for private in ("csrf", "submission", "<form", "method"):
        assert private not in by_page
    nothing = Template(text.replace("issue", "policy")).render(Context({"survey": survey}))
    assert nothing.strip() == ""


def test_ben_answers_sees_what_others_said_and_goes_on(ben: Ben):
    page = press(ben.client)
    words = text_of(page)
    assert "You answered: A big issue" in " ".join(words.split())
    assert "Fewer than 30 readers" in words.replace("fewer", "Fewer")
    assert page["Cache-Control"].startswith("no-store")
    went = agree(ben.client, page)
    assert (went.status_code, went["Location"]) == (302, ben.view("go_on"))
    assert ("issue", "big") in ben.open("start").fields
    assert ben.save("start", **SECTIONS["start"]).status_code == 302
    assert Response.objects.get().source == "inline"


def test_without_the_tick_the_same_page_asks_once_more_and_shows_the_kept_answer(ben: Ben):
    page = press(ben.client)
    form = forms_of(page)["/answer/survey/start/"]
    refused = ben.client.post(form.action, form.post())
    assert (refused.status_code, Response.objects.get().consent_version) == (422, "")
    words = text_of(refused)
    assert "You answered: A big issue" in words
    assert "Your answer is kept. To go on, tick the box to say that you agree." in words
    assert 'aria-invalid="true"' in refused.content.decode()
    agree(ben.client, refused)
    response = Response.objects.get()
    assert (response.consent_version, response.answers) == ("consent v1", {"issue": "big"})


def test_too_many_from_one_network_keep_the_answer_and_the_tick(ben: Ben, settings):
    page = press(ben.client)
    settings.LIMITS = {**settings.LIMITS, "survey.start": (0, 3600)}
    refused = agree(ben.client, page)
    assert (refused.status_code, "You answered: A big issue" in text_of(refused)) == (429, True)
    assert forms_of(refused)["/answer/survey/start/"].post()["consent"] == ["yes"]


@pytest.mark.parametrize("named", ["", "work_status", "no_such", "policy"])
def test_without_the_tick_and_without_such_an_answer_the_landing_page_asks(ben: Ben, named: str):
    press(ben.client)
    refused = ben.client.post(ben.view("start"), {"submission_id": str(uuid4()), "question": named})
    assert (refused.status_code, "You answered" in text_of(refused)) == (422, False)
    other = Client().post(ben.view("start"), {"submission_id": str(uuid4()), "question": "issue"})
    assert (other.status_code, "You answered" in text_of(other)) == (422, False)


@pytest.mark.parametrize("name", ["go_on", "leave", "done"])
def test_private_pages_lead_back_to_the_question_until_somebody_agrees(ben: Ben, name: str):
    press(ben.client)
    assert ben.client.get(ben.view(name), follow=True).redirect_chain[-1] == (ISSUE, 302)
    assert ben.client.get(ben.address("start"), follow=True).redirect_chain[-1] == (ISSUE, 302)


def test_a_double_tap_and_a_reload_count_once(ben: Ben):
    form = forms_of(ben.client.get(ISSUE))[ISSUE]
    for _ in range(3):
        assert ben.client.post(ISSUE, form.post(answer="big")).status_code == 302
    fresh = Client()
    assert fresh.post(ISSUE, form.post(answer="big")).status_code == 302
    assert (tally(), Response.objects.count()) == ({"big": 1}, 1)


def test_whoever_has_answered_is_shown_their_answer_not_the_form(ben: Ben):
    press(ben.client)
    again = ben.client.get(ISSUE)
    assert ISSUE not in forms_of(again)
    assert ben.client.post(ISSUE, {"answer": "big", "submission_id": str(uuid4())}).status_code == 302
    assert tally() == {"big": 1}


def test_a_second_answer_changes_nothing_and_is_told_so(ben: Ben):
    first = press(ben.client)
    assert "On this browser. Your answer is counted once" in text_of(first)
    assert "hidden" in first.content.decode().partition("data-ask-stands")[2].partition(">")[0]
    page = ben.client.post(ISSUE, {"answer": "small", "submission_id": str(uuid4())})
    notice = page.content.decode().partition("data-ask-stands")[2].partition(">")[0]
    assert (page.status_code, "hidden" in notice, 'role="alert"' in notice) == (409, False, True)
    assert "You answered: A big issue" in text_of(page)
    assert (tally(), Response.objects.get().answers) == ({"big": 1}, {"issue": "big"})


def test_the_same_form_with_another_answer_is_told_which_one_counts(ben: Ben):
    """The first answer arrived and its page got lost; then its reader picks another one."""
    form = forms_of(ben.client.get(ISSUE))[ISSUE]
    Client().post(ISSUE, form.post(answer="big"))
    page = ben.client.post(ISSUE, form.post(answer="small"))
    assert (page.status_code, "You answered: A big issue" in text_of(page)) == (409, True)
    assert ISSUE not in forms_of(ben.client.get(ISSUE))
    assert tally() == {"big": 1}


@pytest.mark.parametrize("case", ["between waves", "outside the field", "by invitation only"])
def test_the_same_form_without_a_response_is_told_which_answer_counts(client, survey, request, case):
    """No row of a response holds the first answer; the second one must not be shown as counted."""
    path, first, second = ISSUE, "big", "small"
    if case != "between waves":
        wave = request.getfixturevalue("wave")
        wave.entry = "invited" if case == "by invitation only" else wave.entry
        wave.save()
    if case == "outside the field":
        path, first, second = WORK, "outside", "inhouse"
    form = forms_of(client.get(path))[path]
    assert Client().post(path, form.post(answer=first)).status_code == 302
    page = client.post(path, form.post(answer=second))
    assert (page.status_code, "Your earlier answer stands" in text_of(page)) == (409, True)
    label = {"big": "A big issue"}.get(first, "")
    assert f"You answered: {label}" in text_of(page)
    assert client.cookies["overlap_asked"].value == first
    assert (tally(path.split("/")[-2]), Response.objects.count()) == ({first: 1}, 0)


def test_between_waves_the_question_is_open_and_remembers_its_reader(client: Client, survey):
    assert "The survey is between two waves." in text_of(client.get(ISSUE))
    page = press(client)
    assert "counts among the readers of this site" in text_of(page)
    cookie = client.cookies["overlap_asked"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (ISSUE, True, "Lax")
    assert "overlap_answer" not in client.cookies
    assert ISSUE not in forms_of(client.get(ISSUE))


def test_somebody_outside_the_field_is_told_so_kindly(ben: Ben):
    words = text_of(press(ben.client, "outside", WORK))
    assert "The survey itself asks people in the field" in words
    assert Response.objects.count() == 0


def test_somebody_in_the_survey_is_sent_back_there(answering: Ben):
    words = text_of(press(answering.client))
    assert "You have begun the survey on this device" in words
    assert (answering.response().answers, tally()) == ({}, {"big": 1})


def test_somebody_who_has_sent_it_all_sees_their_answer(answering: Ben):
    for section in ORDER:
        answering.save(section, **SECTIONS[section])
    words = text_of(answering.client.get(ISSUE))
    assert "You answered: A big issue" in words and "Your answers to the whole survey are in" in words
    assert tally() == {}


def test_nothing_picked_is_said_and_nothing_counted(ben: Ben):
    form = forms_of(ben.client.get(ISSUE))[ISSUE]
    for fields in (form.post(), form.post(answer="no_such"), form.post(answer="\x00")):
        page = ben.client.post(ISSUE, fields)
        assert (page.status_code, "Pick one of the answers" in text_of(page)) == (422, True)
    assert (tally(), Response.objects.count()) == ({}, 0)


def test_too_many_from_one_network_wait_and_keep_their_choice(ben: Ben, settings):
    settings.LIMITS = {**settings.LIMITS, "survey.start": (1, 3600)}
    cache.clear()
    press(ben.client)
    other = Client()
    form = forms_of(other.get(ISSUE))[ISSUE]
    page = other.post(ISSUE, form.post(answer="small"))
    assert (page.status_code, "Retry-After" in page.headers) == (429, True)
    assert ("answer", "small") in forms_of(page)[ISSUE].fields
    assert tally() == {"big": 1}


@pytest.mark.parametrize(
    "path", ["/answer/survey/ask/policy/", "/answer/survey/ask/no_such/", "/answer/none/ask/issue/"]
)
def test_what_cannot_be_asked_has_no_page(client: Client, survey, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"answer": "big"}).status_code == 404


def test_on_a_shared_device_the_landing_page_asks_whose_answer_it_is(ben: Ben):
    press(ben.client)
    landing = forms_of(ben.client.get(ben.survey.url))[ben.view("start")]
    page = ben.client.post(landing.action, landing.post(consent="yes"))
    assert "Somebody answered one question in an article on this device." in text_of(page)
    assert Response.objects.get().consent_version == ""
    fresh = landing.post(consent="yes", fresh="yes")
    assert ben.client.post(landing.action, fresh).status_code == 302
    assert sorted(Response.objects.values_list("source", "consent_version")) == [
        ("inline", ""),
        ("site", "consent v1"),
    ]


def test_the_answer_comes_along_from_the_landing_page(ben: Ben):
    press(ben.client)
    landing = forms_of(ben.client.get(ben.survey.url))[ben.view("start")]
    page = ben.client.post(landing.action, landing.post(consent="yes"))
    mine = page.content.decode().split("That was me")[0].rsplit('name="submission_id" value="', 1)[1][:36]
    assert UUID(mine) == Response.objects.get().submission_id
    ben.client.post(landing.action, {"consent": "yes", "submission_id": mine})
    assert Response.objects.get().consent_version == "consent v1"


def test_an_answer_of_a_wave_that_is_over_stands_in_nobodys_way(ben: Ben, wave: Wave):
    press(ben.client)
    actions.close_wave(wave=wave)
    actions.open_wave(wave=Wave.objects.create(survey=ben.survey, number=2, title="Autumn"))
    landing = forms_of(ben.client.get(ben.survey.url))[ben.view("start")]
    assert ben.client.post(landing.action, landing.post(consent="yes")).status_code == 302
    assert Response.objects.filter(wave__number=2, consent_version="consent v1").count() == 1


def test_the_key_of_a_counted_form_is_a_hash(survey):
    form = uuid4()
    give(survey, submission_id=form)
    row = AskedOnce.objects.get()
    assert row.key_hash == keys.digest("inline", str(form))
    assert row.answer_hash == keys.digest("inline", f"{form} big")
    assert {f.name for f in AskedOnce._meta.get_fields()} == {"key_hash", "answer_hash", "day"}
    assert {f.name for f in ReaderTally._meta.get_fields()} == {
        "id",
        "survey",
        "question_id",
        "option",
        "count",
        "shown",
        "is_demo",
    }
