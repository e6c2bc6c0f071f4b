"""The Wagtail admin: editing, publishing, deleting, waves and versions, by role."""

from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail import blocks
from wagtail.models import Page

from surveys import actions
from surveys.models import SurveyPage, Wave
from tests.surveys import ben, form_data

ROLES = ("Editor", "Moderator", "Analyst", "Release manager", "Admin")


def person(role):
    user = get_user_model().objects.create_user(f"test-{role}", password="a-long-password-1")
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor(client, amira):
    client.force_login(amira)
    return client


def said(response):
    return [str(message) for message in response.context["messages"]]


def texts(response):
    """The sentences of Wagtail's message list, without its markup."""
    return [unescape(message.split("<a")[0]).strip() for message in said(response)]


# Editing -------------------------------------------------------------------------------------------------


def test_the_questionnaire_opens_in_the_editor(editor, survey):
    response = editor.get(reverse("wagtailadmin_pages:edit", args=[survey.pk]))
    assert response.status_code == 200
    assert response.content.count(b"purpose5") >= 2


def layouts(block, path=()):
    """Every StructBlock below a block that says how its form is laid out."""
    if isinstance(block, blocks.StructBlock):
        if block.meta.form_layout is not None:
            yield path, block
        for name, child in block.child_blocks.items():
            yield from layouts(child, (*path, name))
    elif isinstance(block, blocks.StreamBlock):
        for name, child in block.child_blocks.items():
            yield from layouts(child, (*path, name))
    elif isinstance(block, blocks.ListBlock):
        yield from layouts(block.child_block, (*path, "item"))


def test_every_field_of_every_block_stands_in_its_form():
    found = [
        *layouts(SurveyPage._meta.get_field("sections").stream_block),
        *layouts(SurveyPage._meta.get_field("scales").stream_block),
    ]
    assert len(found) > 100
    for path, block in found:
        layout = block.meta.form_layout
        names = [*layout.children, *layout.settings]
        assert sorted(names) == sorted(block.child_blocks), path


def test_publishing_the_form_as_it_stands_makes_no_version(editor, survey):
    before = survey.to_instrument()
    data = form_data.of(survey) | {"action-publish": "1"}
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[survey.pk]), data)
    assert response.status_code == 302
    again = SurveyPage.objects.get(pk=survey.pk)
    assert again.to_instrument() == before
    assert again.versions.count() == 1


def test_relabelling_in_the_form_makes_version_2_with_the_ruling(editor, amira, survey):
    data = form_data.of(survey)
    field = next(name for name, value in data.items() if value == "A big issue")
    data |= {field: "A huge issue", "comparability": "same", "change_note": "Clearer", "action-publish": "1"}
    assert editor.post(reverse("wagtailadmin_pages:edit", args=[survey.pk]), data).status_code == 302
    version = survey.versions.first()
    assert (version.number, version.comparability, version.note) == (2, "same", "Clearer")
    assert version.published_by == amira


def test_changing_a_frozen_code_is_refused_in_words(editor, survey):
    data = form_data.of(survey)
    field = next(name for name, value in data.items() if value == "non_issue")
    response = editor.post(
        reverse("wagtailadmin_pages:edit", args=[survey.pk]), data | {field: "none", "action-publish": "1"}
    )
    assert response.status_code == 200
    assert (
        response.context["form"]
        .errors["sections"][0]
        .startswith("The code of the answer 'Not an issue at all' was")
    )
    assert survey.versions.count() == 1


def test_rules_that_do_not_fit_are_refused_on_publishing_and_allowed_in_a_draft(editor, survey):
    url = reverse("wagtailadmin_pages:edit", args=[survey.pk])
    data = form_data.of(survey) | {"rules": survey.rules.replace("min_valid: 4", "min_valid: four", 1)}
    response = editor.post(url, data | {"action-publish": "1"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()[0] == "The questionnaire can't be published yet."
    assert "min_valid" in response.context["form"].non_field_errors()[1]
    assert editor.post(url, data).status_code == 302
    assert survey.versions.count() == 1


def test_the_tabs_list_waves_and_versions(editor, survey, wave, begun):
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[survey.pk])).content.decode()
    assert page.count(reverse("surveys_wave:edit", args=[wave.pk])) == 1
    assert page.count(reverse("surveys_version:changes", args=[survey.versions.get().pk])) == 1


def test_the_preview_shows_what_is_not_published(editor, survey):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[survey.pk])
    data = form_data.of(survey) | {"title": "A title nobody has seen"}
    assert editor.post(url, data).json() == {"is_valid": True, "is_available": True}
    response = editor.get(url)
    assert response.status_code == 200
    assert response.content.decode().count("A title nobody has seen") >= 1


# Deleting ------------------------------------------------------------------------------------------------


def test_a_survey_with_answers_is_not_deleted(editor, survey, begun):
    response = editor.post(reverse("wagtailadmin_pages:delete", args=[survey.pk]), follow=True)
    assert response.status_code == 200
    assert texts(response) == [
        f"“{survey.title}” has answers, or holds a survey that has, so it can't be deleted. "
        "Unpublish it instead: nobody sees it then, and the answers stay."
    ]
    assert SurveyPage.objects.filter(pk=survey.pk).exists()


def test_nor_is_a_page_above_it(editor, survey, begun):
    parent = survey.get_parent()
    response = editor.post(reverse("wagtailadmin_pages:delete", args=[parent.pk]), follow=True)
    assert response.status_code == 200
    assert len(texts(response)) == 1
    assert Page.objects.filter(pk__in=[survey.pk, parent.pk]).count() == 2


def test_nor_in_bulk(editor, survey, begun):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={survey.pk}"
    response = editor.post(url, follow=True)
    assert response.status_code == 200
    assert len(texts(response)) == 1
    assert SurveyPage.objects.filter(pk=survey.pk).exists()


def test_without_answers_it_may_go_with_its_versions_and_waves(editor, survey, wave):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={survey.pk}"
    editor.post(url)
    assert not SurveyPage.objects.filter(pk=survey.pk).exists()
    assert Wave.objects.count() == 0


# Waves ---------------------------------------------------------------------------------------------------


def test_a_wave_is_made_opened_ended_and_closed(editor, survey):
    data = {
        "survey": survey.pk,
        "number": 1,
        "title": "Spring",
        "grace_minutes": 30,
        "entry": "open",
        "opens_at": "",
        "closes_at": "",
    }
    editor.post(reverse("surveys_wave:add"), data)
    wave = Wave.objects.get()
    assert (wave.title, wave.status, wave.is_demo) == ("Spring", "planned", False)
    for action, status in (("open", "open"), ("end", "open"), ("close", "closed")):
        url = reverse(f"surveys_wave:{action}", args=[wave.pk])
        before = Wave.objects.values().get()
        assert editor.get(url).status_code == 200
        assert Wave.objects.values().get() == before
        assert editor.post(url, follow=True).status_code == 200
        assert Wave.objects.get().status == status
    assert Wave.objects.get().closes_at is not None


def test_what_does_not_fit_a_wave_changes_nothing(editor, survey, wave):
    response = editor.post(reverse("surveys_wave:open", args=[wave.pk]), follow=True)
    assert texts(response) == ["Wave 1: Spring is open; nothing was changed."]
    assert b"nothing to do here" in editor.get(reverse("surveys_wave:open", args=[wave.pk])).content


def test_two_waves_are_never_open_at_once(editor, survey, wave):
    second = Wave.objects.create(survey=survey, number=2, title="Summer")
    response = editor.post(reverse("surveys_wave:open", args=[second.pk]), follow=True)
    assert texts(response) == ["Another wave of this survey is open. Close that one first."]
    assert Wave.objects.get(number=2).status == "planned"


def test_the_list_of_waves_offers_what_fits(editor, survey, wave):
    page = editor.get(reverse("surveys_wave:index")).content.decode()
    offered = [
        name for name in ("open", "end", "close") if reverse(f"surveys_wave:{name}", args=[wave.pk]) in page
    ]
    assert offered == ["end", "close"]


def test_a_wave_with_answers_is_not_deleted(client, survey, wave, begun):
    client.force_login(person("Admin"))
    response = client.post(reverse("surveys_wave:delete", args=[wave.pk]), follow=True)
    assert texts(response) == ["Wave 1: Spring has answers, so it can't be deleted. Close it instead."]
    assert Wave.objects.count() == 1


def test_an_empty_wave_may_be_deleted(client, survey, wave):
    client.force_login(person("Admin"))
    client.post(reverse("surveys_wave:delete", args=[wave.pk]))
    assert Wave.objects.count() == 0


@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what_with_waves_and_versions(client, survey, wave, role):
    client.force_login(person(role))
    looks = role in ("Editor", "Analyst", "Release manager", "Admin")
    runs = role in ("Editor", "Release manager", "Admin")
    version = survey.versions.get()
    allowed = {
        reverse("surveys_wave:index"): looks,
        reverse("surveys_wave:add"): runs,
        reverse("surveys_wave:edit", args=[wave.pk]): runs,
        reverse("surveys_wave:open", args=[wave.pk]): runs,
        reverse("surveys_wave:end", args=[wave.pk]): runs,
        reverse("surveys_wave:close", args=[wave.pk]): runs,
        reverse("surveys_wave:delete", args=[wave.pk]): role == "Admin",
        reverse("surveys_version:index"): looks,
        reverse("surveys_version:changes", args=[version.pk]): looks,
    }
    assert {url: client.get(url).status_code == 200 for url in allowed} == allowed


# Versions ------------------------------------------------------------------------------------------------


def test_the_list_of_versions_never_grows_in_queries(editor, survey, wave, begun):
    url = reverse("surveys_version:index")
    editor.get(url)
    one = count_queries(editor, url)
    for number in (2, 3):
        survey.outro = f"Thanks {number}"
        survey.save_revision().publish()
    assert count_queries(editor, url) == one


def count_queries(client, url):
    with CaptureQueriesContext(connection) as made:
        client.get(url)
    return len(made)


def test_one_version_says_what_it_changed(editor, amira, survey, wave, begun):
    ben.save(begun, "start")
    survey.outro += " Goodbye."
    survey.save_revision(user=amira).publish()
    page = editor.get(reverse("surveys_version:changes", args=[survey.versions.first().pk])).content.decode()
    assert page.count("About the survey<br><span>outro</span>") == 1
    assert page.count("<ins>Goodbye.</ins>") == 1
    assert page.count("Questions, answers, order and conditions are as they were.") == 1
    assert page.count("I am 18 or older and agree to take part.”") == 1
    assert page.count("consent v2") == 1
    assert editor.get(reverse("surveys_version:changes", args=[999])).status_code == 404


def test_the_list_of_versions_says_what_each_changed(editor, survey):
    survey.outro = "Goodbye"
    survey.save_revision().publish()
    page = editor.get(reverse("surveys_version:index")).content.decode()
    assert (page.count("1 wording"), page.count("First publication")) == (1, 2)


def test_wave_actions_are_the_same_as_the_commands(survey, wave):
    assert actions.end_wave(wave=wave).status == "open"
    assert actions.close_wave(wave=wave).status == "closed"
