"""The editor's preview shows any section of the draft along any path, and stores nothing."""

import pytest
from django.urls import reverse

from surveys.models import Response, SurveyPage
from surveys.previewing import Path
from tests.surveys import form_data


@pytest.fixture
def editor(client, amira):
    client.force_login(amira)
    return client


@pytest.fixture
def url(editor, survey):
    """The panel has sent the form as it stands, as it does when it opens."""
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[survey.pk])
    editor.post(url, form_data.of(survey))
    return url


def look(editor, url, section, **query):
    response = editor.get(url, {"mode": f"section:{section}", **query})
    assert response.status_code == 200
    assert Response.objects.count() == 0
    return response


def asked(response):
    return [view.question.id for view in response.context["form"].questions if not view.is_hidden]


def test_every_section_of_the_draft_is_a_mode(survey):
    names = [name for name, _ in survey.preview_modes]
    assert names == ["", *(f"section:{s}" for s in ("start", "circles", "boundaries", "disclosure", "about"))]
    assert dict(survey.preview_modes)["section:start"] == "Section 1: You and your networks"
    assert [name for name, _ in SurveyPage().preview_modes] == [""]


def test_unsaved_changes_are_drawn(editor, url, survey):
    data = form_data.of(survey)
    field = next(name for name, value in data.items() if value == "A big issue")
    assert editor.post(url, data | {field: "A tremendous issue"}).json()["is_available"]
    page = look(editor, url, "start").content.decode()
    assert page.count("A tremendous issue") >= 1
    assert page.count("Preview of your draft.") == 1


def test_answers_lead_on_and_come_with_the_path(editor, url):
    answers = {"work_status": "inhouse", "platforms": ["linkedin", "messaging"], "walk": "start"}
    page = look(editor, url, "start", to="next", **answers)
    assert page.context["section"].id == "circles"
    rows = look(editor, url, "start").context["form"].questions[2].lines
    assert [line.code for line in rows if not line.is_hidden] == ["linkedin", "messaging"]
    back = look(editor, url, "circles", walk="circles", to="back")
    assert back.context["section"].id == "start"


def test_earlier_answers_decide_and_can_be_chosen_beside_the_section(editor, url):
    page = look(editor, url, "circles")
    assert "platforms" in [view.question.id for view in page.context["deciding"]]
    before = asked(page)
    page = look(editor, url, "circles", walk="path", work_status="inhouse", platforms="none")
    assert (before.count("circles"), asked(page).count("circles")) == (1, 0)
    page = look(editor, url, "circles", forget="1")
    assert asked(page) == before


def test_who_is_screened_out_sees_the_end(editor, url):
    page = look(editor, url, "start", walk="start", to="next", work_status="outside")
    assert page.context["title"] == "The end, for people whom this is not about"
    page = look(editor, url, "about")
    assert page.content.decode().count("With these answers nobody sees this section") == 1


def test_the_last_section_leads_to_the_closing_words(editor, url, survey):
    page = look(editor, url, "about", walk="about", to="next", work_status="inhouse")
    assert page.context["is_over"]


def test_a_wrong_answer_comes_back_with_its_sentence(editor, url):
    page = look(editor, url, "start", walk="start", to="next")
    assert page.context["section"].id == "start"
    assert page.context["form"].errors


def test_orders_and_cells_stay_until_they_are_drawn_again(editor, url):
    def story(**query):
        page = look(editor, url, "disclosure", **query)
        return next(v.story for v in page.context["form"].questions if v.question.id == "vignette")

    first = story()
    assert story() == first
    assert len({story(draw="1") for _ in range(12)}) > 1


def test_a_draft_that_does_not_compile_says_what_to_mend(editor, url, survey):
    data = form_data.of(survey) | {"rules": survey.rules.replace("min_valid: 4", "min_valid: four", 1)}
    editor.post(url, data)
    page = look(editor, url, "start").content.decode()
    assert (page.count("Not ready to be shown"), "min_valid" in page) == (1, True)


@pytest.mark.parametrize("kept", [None, "x", {}, {"answers": []}, {"answers": {"a": "b"}, "draw": "x"}])
def test_a_session_that_holds_something_else_is_an_empty_path(kept):
    assert Path.read(kept).draw == 0


def test_a_section_that_is_gone_shows_the_first(editor, url):
    assert look(editor, url, "nowhere").context["section"].id == "start"
