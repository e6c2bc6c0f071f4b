"""Publishing a changed survey asks what that means; editing while people answer says what will happen."""

from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Site

from surveys import editing
from surveys.models import SurveyPage
from tests.surveys import ben, form_data


@pytest.fixture
def editor(client, amira):
    client.force_login(amira)
    return client


def edit_url(survey):
    return reverse("wagtailadmin_pages:edit", args=[survey.pk])


def relabelled(survey, **more):
    data = form_data.of(survey)
    field = next(name for name, value in data.items() if value == "A big issue")
    return data | {field: "A huge issue", **more}


def test_no_ruling_is_chosen_beforehand(editor, survey):
    form = editor.get(edit_url(survey)).context["form"]
    assert (survey.comparability, form["comparability"].value()) == ("wording", "")


@pytest.mark.parametrize("button", ["action-publish", "action-submit"])
def test_publishing_a_change_without_a_ruling_names_the_changes_and_asks(editor, survey, begun, button):
    ben.save(begun, "start")
    data = relabelled(survey, **{button: "1", "comparability": ""})
    response = editor.post(edit_url(survey), data)
    errors = response.context["form"].errors
    assert (response.status_code, survey.versions.count()) == (200, 1)
    assert errors["comparability"] == [editing.RULING_MISSING]
    assert errors["__all__"] == [
        editing.WHERE_THE_RULING_IS,
        "Question 5 (issue), answer “A huge issue”, wording: “A big issue” became “A huge issue”.",
    ]
    assert "A huge issue" in unescape(response.content.decode())


def test_many_changes_are_counted(survey):
    data = survey.to_instrument()
    for question in data["questions"]:
        question["text"] += " Really?"
    survey.from_instrument(data)
    sentences = editing.change_sentences(survey)
    assert (len(sentences), sentences[-1]) == (13, f"And {len(data['questions']) - 12} more.")


def test_with_a_ruling_it_is_published(editor, survey):
    data = relabelled(survey, **{"action-publish": "1", "comparability": "not_comparable"})
    assert editor.post(edit_url(survey), data).status_code == 302
    assert [v.comparability for v in survey.versions.all()] == ["not_comparable", "wording"]


def test_a_ruling_is_asked_for_anew_with_each_publication(editor, survey):
    editor.post(edit_url(survey), relabelled(survey, **{"action-publish": "1", "comparability": "same"}))
    survey = SurveyPage.objects.get()
    data = form_data.of(survey) | {"outro": "Bye", "comparability": "", "action-publish": "1"}
    response = editor.post(edit_url(survey), data)
    assert response.context["form"].non_field_errors()[1].startswith("About the survey, outro: ")


def test_a_draft_and_a_publication_without_changes_need_none(editor, survey):
    assert editor.post(edit_url(survey), relabelled(survey, comparability="")).status_code == 302
    same = form_data.of(survey) | {"comparability": "", "action-publish": "1"}
    assert editor.post(edit_url(survey), same).status_code == 302
    assert survey.versions.count() == 1


def test_publishing_many_pages_at_once_leaves_out_a_survey_that_needs_a_ruling(editor, survey):
    editor.post(edit_url(survey), relabelled(survey, comparability=""))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={survey.pk}"
    response = editor.post(url, follow=True)
    assert survey.versions.count() == 1
    assert "say whether old and new answers still compare" in unescape(response.content.decode())


def test_the_command_asks_for_the_ruling_too(survey, instrument_text, tmp_path):
    file = tmp_path / "new.yaml"
    file.write_text(instrument_text.replace("A big issue", "A huge issue"))
    with pytest.raises(CommandError, match=r"--comparability.*\n.*“A big issue” became “A huge issue”"):
        call_command("load_instrument", file, "--publish", verbosity=0)
    assert SurveyPage.objects.get().versions.count() == 1
    call_command("load_instrument", file, "--publish", "--comparability=same", verbosity=0)
    assert SurveyPage.objects.get().versions.first().comparability == "same"


# While people answer -------------------------------------------------------------------------------------


def test_the_editor_says_who_is_answering(editor, survey, begun):
    page = unescape(editor.get(edit_url(survey)).content.decode())
    for sentence in (
        "Wave 1: Spring is open.",
        "One person has begun version 1 and not finished. They finish on it, whatever you publish.",
        "Whoever begins after you publish gets version 2. Answers that were sent in stay as they are, with "
        "the wording that their people saw.",
    ):
        assert page.count(sentence) == 2, sentence


def test_without_an_open_wave_nothing_is_said(editor, survey):
    assert editing.live_notice(survey) == []
    assert editing.live_notice(SurveyPage()) == []
    assert "People are answering this survey" not in editor.get(edit_url(survey)).content.decode()


def test_an_open_wave_without_people_says_so(survey, wave):
    assert editing.live_notice(survey)[1] == "Nobody is in the middle of answering just now."


def test_a_new_survey_needs_no_ruling(db, client, amira, instrument_text):
    client.force_login(amira)
    from surveys.management.commands.load_instrument import load

    page = load(instrument_text, parent=Site.objects.get(is_default_site=True).root_page)
    data = form_data.of(page) | {"comparability": "", "action-publish": "1"}
    assert client.post(edit_url(page), data).status_code == 302
    assert page.versions.get().ruling == "First publication"
