"""A survey that an editor writes from nothing, without ever naming a code."""

from uuid import uuid4

import pytest
from django.urls import reverse
from wagtail.models import Site

from surveys import actions
from surveys.models import SurveyPage, Wave
from tests.surveys import form_data


def item(value, kind="item"):
    return {"type": kind, "id": str(uuid4()), "value": value}


@pytest.fixture
def page(db):
    """What the form holds when only wording was typed."""
    question = {
        "text": "Do you like discs?",
        "options": [item({"label": "Yes"}), item({"label": "No"})],
        "show_if": {"join": "all", "rules": [], "advanced": ""},
        "routing": [],
        "followup": [],
    }
    sections = [item({"title": "Discs", "code": "", "questions": [item(question, "single")]}, "section")]
    page = SurveyPage(title="Discs", slug="discs", intro="Two minutes.", outro="Thanks.")
    page.sections = page.sections.stream_block.to_python(sections)
    Site.objects.get(is_default_site=True).root_page.add_child(instance=page)
    page.sections = page.sections.stream_block.clean(page.sections)
    page.save_revision().publish()
    return SurveyPage.objects.get(pk=page.pk)


def test_it_compiles_with_the_rules_of_a_new_survey(page):
    data = page.versions.get().data
    assert [q["id"] for q in data["questions"]] == ["do_you_like_discs"]
    assert [(o["code"], o["value"]) for o in data["questions"][0]["options"]] == [("yes", 1), ("no", 2)]


def test_it_can_be_answered(page):
    actions.open_wave(wave=Wave.objects.create(survey=page, number=1, title="First"))
    response = actions.start(survey=page, submission_id=uuid4(), consent=True)
    saved = actions.save_section(
        response=response, section="discs", post={"do_you_like_discs": ["no"]}, revision=0
    )
    receipt = actions.submit(response=saved.response)
    assert (receipt.response.status, receipt.response.answers) == ("complete", {"do_you_like_discs": "no"})


def test_the_form_for_a_new_survey_opens(client, amira, page):
    client.force_login(amira)
    root = Site.objects.get(is_default_site=True).root_page
    response = client.get(reverse("wagtailadmin_pages:add", args=["surveys", "surveypage", root.pk]))
    assert response.status_code == 200
    assert response.context["form"].initial["rules"].startswith("missing_codes:")


def test_an_empty_draft_may_be_saved(client, amira, db):
    client.force_login(amira)
    root = Site.objects.get(is_default_site=True).root_page
    url = reverse("wagtailadmin_pages:add", args=["surveys", "surveypage", root.pk])
    response = client.post(url, form_data.of(SurveyPage(title="Later", slug="later")))
    assert response.status_code == 302, response.context["form"].errors
    page = SurveyPage.objects.get(slug="later")
    assert (page.live, page.versions.count()) == (False, 0)
