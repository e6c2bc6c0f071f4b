"""From a stored response to the exact words its person agreed to, also after the words have changed."""

from uuid import uuid4

from django.urls import reverse

from surveys import actions, queries
from surveys.models import QuestionnaireVersion, Response
from tests.support.people import client_of
from website.core.groups import ANALYST


def test_the_wording_is_found_from_what_is_stored(survey, wave):
    first = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    old = queries.definition_of_response(first).consent_label
    survey.consent_label = "I agree to everything, even to this."
    actions.publish_version(page=survey)
    second = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    assert first.consent_version != second.consent_version
    pages = {
        version.number: client_of(ANALYST)
        .get(reverse("surveys_version:changes", args=[version.pk]))
        .content.decode()
        for version in QuestionnaireVersion.objects.all()
    }
    for number, response, words in (
        (1, Response.objects.get(pk=first.pk), old),
        (2, Response.objects.get(pk=second.pk), survey.consent_label),
    ):
        assert f"“{response.consent_version}”" in pages[number]
        assert f"“{words}”" in pages[number]
    assert old not in pages[1].replace(f"“{old}”", "")
