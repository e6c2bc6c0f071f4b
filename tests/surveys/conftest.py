"""Fixtures of the survey's tests: the product's own questionnaire, published, with an open wave."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Site

from surveys import actions
from surveys.management.commands.load_instrument import load
from surveys.models import Response, SurveyPage, Wave

INSTRUMENT = Path(__file__).resolve().parents[2] / "surveys" / "instrument" / "work_personal_online.yaml"


@pytest.fixture
def instrument_text() -> str:
    return INSTRUMENT.read_text(encoding="utf-8")


@pytest.fixture
def survey(db: None, instrument_text: str) -> SurveyPage:
    """The product's questionnaire, published as version 1."""
    return load(instrument_text, parent=Site.objects.get(is_default_site=True).root_page, publish=True)


@pytest.fixture
def wave(survey: SurveyPage) -> Wave:
    """An open wave."""
    return actions.open_wave(wave=Wave.objects.create(survey=survey, number=1, title="Spring"))


@pytest.fixture
def begun(survey: SurveyPage, wave: Wave) -> Response:
    """Ben has agreed and sees the first section."""
    return actions.start(survey=survey, submission_id=uuid4(), consent=True)


@pytest.fixture
def amira(db: None) -> Any:
    """Amira edits."""
    user = get_user_model().objects.create_user("amira", "amira@example.org", "amira-edits-1")
    user.groups.add(Group.objects.get(name="Editor"))
    return user
