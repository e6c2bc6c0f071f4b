"""Threat 41: the questionnaire is edited between any two pages of somebody's session. No answer is lost."""

from uuid import uuid4

import pytest

from surveys import actions, queries
from surveys.models import Response
from tests.attacks.sizes import size
from tests.surveys import ben

SESSIONS = size(1, 20)
REMOVED = ("issue", "party", "events", "recommend", "last_time")


def edit(survey, step):
    """Amira relabels everything, drops an option, removes one question and adds another, and publishes."""
    data = survey.to_instrument()
    for question in data["questions"]:
        question["text"] = f"{question['text']} ({step})"
    aware = next(q for q in data["questions"] if q["id"] == "aware")
    if step == 0:
        aware["options"] = aware["options"][:-1]
        data["publication"]["chip"] = []
    gone = REMOVED[step]
    data["questions"] = [q for q in data["questions"] if q["id"] != gone]
    data["questions"].append(
        {
            "id": f"extra_{step}",
            "section": "about",
            "type": "single",
            "required": True,
            "text": "A new question that must be answered",
            "options": [{"value": 1, "code": "a", "label": "A"}, {"value": 2, "code": "b", "label": "B"}],
        }
    )
    survey.from_instrument(data)
    survey.save_revision().publish()
    assert survey.versions.count() == step + 2


def whole_session(survey, wave, *, between):
    response = actions.start(survey=survey, submission_id=uuid4(), consent=True)
    for step, section in enumerate(ben.ORDER):
        between(step, response)
        response = ben.save(queries.fresh(response), section)
    return response


def expected(survey, wave):
    """The answers of the same session with nobody editing."""
    response = whole_session(survey, wave, between=lambda step, response: None)
    return actions.submit(response=response).response.answers


def test_an_edit_before_each_page_loses_nothing(survey, wave):
    undisturbed = expected(survey, wave)
    response = whole_session(survey, wave, between=lambda step, response: edit(survey, step))
    receipt = actions.submit(response=response)
    assert receipt.response.answers == undisturbed
    assert (receipt.response.status, receipt.response.version.number) == ("complete", 1)
    rows = list(queries.wave_rows(wave))
    drawn = ("vig_rel", "vig_aud")
    bare = [{key: value for key, value in row.items() if key not in drawn} for row in rows]
    assert bare[0] == bare[1]


def relabel(survey, text):
    """Every wording is another one."""
    data = survey.to_instrument()
    for question in data["questions"]:
        question["text"] = f"{question['text'].split(' (')[0]} ({text})"
    survey.from_instrument(data)
    survey.save_revision().publish()


def test_many_sessions_with_a_publication_before_each_page_lose_nothing(survey, wave):
    undisturbed = expected(survey, wave)
    for session in range(SESSIONS):
        before = survey.versions.count()

        def publish(step, response, session=session):
            relabel(survey, f"{session}.{step}")

        receipt = actions.submit(response=whole_session(survey, wave, between=publish))
        assert receipt.response.answers == undisturbed
        assert receipt.response.version.number == before
        assert survey.versions.count() == before + len(ben.ORDER)
    print(f"0 of {SESSIONS * len(undisturbed)} answers lost in {SESSIONS * len(ben.ORDER)} publications")


def test_without_the_control_answers_are_lost(survey, wave):
    """Control off: the response is moved to the newest version with each edit."""
    undisturbed = expected(survey, wave)

    def move(step, response):
        edit(survey, step)
        Response.objects.filter(pk=response.pk).update(version=survey.versions.first())

    with pytest.raises((actions.Incomplete, AssertionError)):
        response = whole_session(survey, wave, between=move)
        assert actions.submit(response=response).response.answers == undisturbed
    print("without the control 1 of 1 sessions loses answers")
