"""Quotas, copies, the account of dispositions and the quarantine, as staff meet them."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from surveys import actions, queries
from surveys.models import Invitation, Quota, Response, SurveyPage, Wave, Withdrawn
from tests.support.people import client_of
from tests.surveys.test_closing import respondent
from website.core.groups import ANALYST, EDITOR


@pytest.fixture
def editor(db):
    return client_of(EDITOR)


@pytest.fixture
def analyst(db):
    return client_of(ANALYST)


@pytest.fixture
def version(survey):
    return queries.newest_version(survey)


def at(name, *args):
    return reverse(f"surveys_wave:{name}", args=args)


def words(page):
    return " ".join(unescape(page.content.decode()).split())


# Quotas --------------------------------------------------------------------------------------------------


def test_a_quota_is_made_from_wordings(editor, wave):
    page = editor.get(at("quota_new", wave.pk))
    assert '<option value="work_status">' in words(page)
    url = f"{at('quota_new', wave.pk)}?question=work_status"
    assert "Self-employed, freelance or owner of my own business" in words(editor.get(url))
    answer = editor.post(url, {"title": "Own bosses", "target": "5", "options": ["self"]})
    assert answer["Location"] == at("quotas", wave.pk)
    assert list(Quota.objects.values_list("title", "question_id", "options", "target", "taken")) == [
        ("Own bosses", "work_status", ["self"], 5, 0)
    ]
    assert "Self-employed, freelance or owner of my own business" in words(editor.get(at("quotas", wave.pk)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"options": []}, "This field is required."),
        ({"options": ["astronaut"]}, "Select a valid choice."),
        ({"target": "-1"}, "greater than or equal to 0"),
        ({"target": "1e400"}, "Enter a whole number."),
        ({"title": "Taken"}, "This wave has a quota called “Taken” already."),
        ({"target": "0"}, "one person with these answers finished already. Give at least one place"),
    ],
)
def test_a_quota_that_cannot_be_is_refused_in_words(editor, wave, version, fields, sentence):
    Quota.objects.create(wave=wave, title="Taken", question_id="issue", options=["big"], target=3)
    respondent(wave, version)
    url = f"{at('quota_new', wave.pk)}?question=work_status"
    answer = editor.post(url, {"title": "Own bosses", "target": "5", "options": ["self"]} | fields)
    assert answer.status_code == 422
    assert sentence in words(answer)
    if "title" not in fields:
        assert 'value="Own bosses"' in words(answer), "What was typed is lost."
    assert Quota.objects.count() == 1


def test_who_is_complete_already_holds_a_place(wave, version):
    person = respondent(wave, version)
    respondent(wave, version, quarantine="network")
    quota = actions.add_quota(wave=wave, title="Own", question_id="work_status", options=["self"], target=1)
    person.refresh_from_db()
    assert (quota.taken, person.quotas) == (1, [quota.pk])


def test_fewer_places_than_are_taken_are_refused(editor, wave):
    quota = Quota.objects.create(
        wave=wave, title="A", question_id="issue", options=["big"], target=3, taken=2
    )
    url = at("quota_edit", wave.pk, quota.pk)
    answer = editor.post(url, {"title": "A", "target": "1"})
    assert (answer.status_code, "already: 2. There can't be fewer" in words(answer)) == (422, True)
    assert editor.post(url, {"title": "B", "target": "2"}).status_code == 302
    assert list(Quota.objects.values_list("title", "target", "taken")) == [("B", 2, 2)]


def test_deleting_a_quota_asks_first(editor, wave):
    quota = Quota.objects.create(wave=wave, title="A", question_id="issue", options=["big"], target=3)
    url = at("quota_delete", wave.pk, quota.pk)
    assert "Delete the quota “A”?" in words(editor.get(url))
    assert Quota.objects.count() == 1
    editor.post(url)
    assert Quota.objects.count() == 0


def test_a_quota_of_another_wave_is_not_found(editor, survey, wave):
    other = Wave.objects.create(survey=survey, number=2, title="Next")
    quota = Quota.objects.create(wave=other, title="A", question_id="issue", options=["big"], target=3)
    assert editor.get(at("quota_edit", wave.pk, quota.pk)).status_code == 404
    assert (
        editor.get(
            at("quotas", Wave.objects.create(survey=survey, number=0, title="T", status="test").pk)
        ).status_code
        == 404
    )


# A new wave ----------------------------------------------------------------------------------------------


def chosen(page):
    """What the form begins with: (survey, number)."""
    text, value = words(page), r'(?: value="(\d+)")?'
    fields = [re.search(f'<input [^>]*name="{name}"{value}', text) for name in ("survey", "number")]
    return tuple(int(field[1]) if field[1] else None for field in fields)


@pytest.fixture
def another(survey):
    return survey.get_parent().add_child(instance=SurveyPage(title="Second", slug="second", live=False))


def test_a_new_wave_begins_with_the_only_survey_and_its_next_number(editor, survey):
    assert chosen(editor.get(at("add"))) == (survey.pk, 1)
    for number, status in ((0, "test"), (1, "closed"), (4, "planned")):
        Wave.objects.create(survey=survey, number=number, title="A", status=status)
    assert chosen(editor.get(at("add"))) == (survey.pk, 5)


def test_of_several_surveys_the_named_one_is_taken(editor, survey, another, wave):
    assert chosen(editor.get(at("add"))) == (None, None)
    assert chosen(editor.get(f"{at('add')}?survey={survey.pk}")) == (survey.pk, 2)
    assert chosen(editor.get(f"{at('add')}?survey={another.pk}")) == (another.pk, 1)
    for strange in ("0", "x", "²", "9" * 40, "1 OR 1"):
        assert chosen(editor.get(at("add"), {"survey": strange})) == (None, None)


def test_the_survey_and_the_list_of_its_waves_name_it(editor, survey, another):
    add = f'href="{at("add")}?survey={survey.pk}"'
    assert add in words(editor.get(reverse("wagtailadmin_pages:edit", args=[survey.pk])))
    assert add in words(editor.get(at("index"), {"survey": survey.pk}))
    assert add not in words(editor.get(at("index")))


def test_a_number_that_is_left_out_is_the_next(editor, survey, another, wave):
    posted = {"survey": survey.pk, "number": "", "title": "Autumn", "grace_minutes": 30, "entry": "open"}
    editor.post(at("add"), posted)
    editor.post(at("add"), posted | {"survey": another.pk})
    made = Wave.objects.filter(title="Autumn").values_list("survey", "number")
    assert set(made) == {(survey.pk, 2), (another.pk, 1)}
    page = editor.post(at("add"), posted | {"survey": ""})
    assert "This field is required." in words(page)
    page = editor.post(at("edit", wave.pk), posted)
    assert "This field is required." in words(page)


# Copy ----------------------------------------------------------------------------------------------------


def test_a_copy_keeps_codes_and_takes_no_people_and_no_dates(editor, wave, version):
    Wave.objects.filter(pk=wave.pk).update(grace_minutes=7, entry="verified", release_while_open=True)
    Quota.objects.create(wave=wave, title="A", question_id="issue", options=["big"], target=3, taken=2)
    respondent(wave, version)
    assert "Make the next wave of this survey" in words(editor.get(at("again", wave.pk)))
    assert Wave.objects.count() == 1
    answer = editor.post(at("again", wave.pk))
    copy = Wave.objects.get(number=2)
    assert answer["Location"] == at("edit", copy.pk)
    assert (copy.title, copy.status, copy.opens_at, copy.closes_at) == ("Spring", "planned", None, None)
    assert (copy.grace_minutes, copy.entry, copy.release_while_open) == (7, "verified", True)
    assert [(q.title, q.options, q.target, q.taken) for q in copy.quotas.all()] == [("A", ["big"], 3, 0)]
    assert not copy.responses.exists()


# Dispositions --------------------------------------------------------------------------------------------


@pytest.fixture
def many(wave, version):
    for fields in (
        {},
        {"tier": "invited"},
        {"tier": "invited", "flags": ["speeder"]},
        {"status": "partial", "flags": ["kept_out"], "quarantine": "network"},
        {"status": "screened_out"},
        {"status": "quota_full"},
        {"status": "started"},
        {"status": "started", "consent_version": "", "source": "inline"},
    ):
        respondent(wave, version, **fields)
    for n in range(5):
        Invitation.objects.create(
            wave=wave,
            email=f"p{n}@mail.example",
            token_hash=str(n),
            key_version=1,
            is_used=n < 2,
            is_revoked=n == 4,
        )
    Withdrawn.objects.create(
        survey=wave.survey, wave=wave, submission_hash="x", was_complete=True, withdrawn_on="2026-05-01"
    )
    return wave


def test_the_account_adds_up(many, django_assert_num_queries):
    with django_assert_num_queries(3):
        account = queries.account(many)
    total = account.total
    assert (total.everybody, total.waiting, total.started, total.screened_out) == (8, 1, 1, 1)
    assert (total.quota_full, total.partial, total.complete) == (1, 1, 3)
    assert (total.flagged, total.quarantined) == (1, 1)
    assert [(line.source, line.tier, line.everybody) for line in account.lines] == [
        ("inline", "Open to anyone", 1),
        ("site", "Invited", 2),
        ("site", "Open to anyone", 5),
    ]
    assert (account.withdrawn_complete, account.withdrawn_other, account.invited, account.used) == (
        1,
        0,
        4,
        2,
    )
    assert [(rate.part, rate.whole) for rate in account.rates] == [(3, 5), (2, 5), (1, 7), (2, 4), (2, 4)]


def test_an_empty_account_divides_by_nobody(wave):
    assert [rate.percent for rate in queries.account(wave).rates] == [None, None, None]


def test_the_account_is_a_page_and_two_files(analyst, many):
    page = words(analyst.get(at("dispositions", many.pk)))
    assert "Completion rate: 60.0 % (3 of 5)" in page
    rows = analyst.get(at("dispositions", many.pk), {"export": "csv"}).getvalue().decode().splitlines()
    assert rows[0].startswith("Came by,Known,Began,")
    assert rows[-1] == "All,,8,1,1,1,1,1,3,1,1"
    book = load_workbook(BytesIO(analyst.get(at("dispositions", many.pk), {"export": "xlsx"}).getvalue()))
    assert [cell.value for cell in list(book.active.rows)[-1]][2:] == [8, 1, 1, 1, 1, 1, 3, 1, 1]


# Quarantine ----------------------------------------------------------------------------------------------


@pytest.fixture
def held(wave, version):
    return respondent(
        wave, version, {"work_status": "self", "story": "I <b>wrote</b> this."}, quarantine="network"
    )


def review(response):
    return reverse("surveys_quarantine:review", args=[response.pk])


def test_a_quarantined_response_is_read_in_plain_words(analyst, held):
    listed = words(analyst.get(reverse("surveys_quarantine:index")))
    assert "An unusual number of responses began on one network that day" in listed
    page = words(analyst.get(review(held)))
    assert "Self-employed, freelance or owner of my own business" in page
    assert "I <b>wrote</b> this." in page
    assert b"I &lt;b&gt;wrote&lt;/b&gt; this." in analyst.get(review(held)).content


@pytest.mark.parametrize(
    ("decision", "quarantine", "flags", "said"),
    [
        ("count", "", [], "Let a response count that was held back: network"),
        ("keep_out", "network", ["kept_out"], "Kept a response out that was held back: network"),
    ],
)
def test_an_analyst_decides_and_the_history_says_so(analyst, held, decision, quarantine, flags, said):
    analyst.post(review(held), {"decision": decision})
    held.refresh_from_db()
    assert (held.quarantine, held.flags) == (quarantine, flags)
    line = ModelLogEntry.objects.get()
    assert (line.user.username, line.object_id, line.message) == ("ada", str(held.wave_id), said)
    assert str(held.pk) not in str(line.data)


def test_a_mind_is_changed_and_a_wrong_button_does_nothing(analyst, held):
    analyst.post(review(held), {"decision": "keep_out"})
    analyst.post(review(held), {"decision": "delete"})
    analyst.post(review(held), {"decision": "count"})
    held.refresh_from_db()
    assert (held.quarantine, held.flags) == ("", [])
    assert analyst.get(review(held)).status_code == 404
    assert analyst.post(review(held), {"decision": "count"}).status_code == 302
    assert Response.objects.count() == 1
