"""Headline figures on three bases, as an analyst reads them."""

from html import unescape

import pytest
from django.urls import reverse

from reports import actions as reports
from surveys import queries
from tests.support.people import client_of
from tests.surveys.conftest import instrument_text, survey, wave
from tests.surveys.test_closing import respondent
from website.core.groups import ANALYST

__all__ = ["instrument_text", "survey", "wave"]
pytestmark = pytest.mark.django_db


def answered(wave, issue, **fields):
    version = queries.newest_version(wave.survey)
    return respondent(wave, version, {"work_status": "self", "issue": issue}, **fields)


@pytest.fixture
def mixed(wave):
    """Ten who say big; of those who say small, one is fast, one is held back, one gave another's answers."""
    for _ in range(10):
        answered(wave, "big")
    answered(wave, "small", flags=["speeder"])
    answered(wave, "small", quarantine="network")
    answered(wave, "small", flags=["duplicate"])
    answered(wave, "small", status="screened_out")
    return wave


def test_the_three_bases(mixed):
    found = reports.sensitivity_of(wave=mixed)
    assert found.people == {"published": 11, "everybody": 13, "unmarked": 10}
    assert found.left_out == {"speeder": 1, "quarantine": 1}
    small = next(figure for figure in found.figures if figure.label == "A small issue")
    assert small.value("published") == pytest.approx(100 / 11)
    assert small.value("everybody") == pytest.approx(300 / 13)
    assert small.value("unmarked") == 0
    assert found.widest("everybody") == pytest.approx(300 / 13 - 100 / 11)
    assert small.shift("unmarked") == pytest.approx(-100 / 11)


def test_without_answers_there_is_nothing_to_divide(wave):
    found = reports.sensitivity_of(wave=wave)
    assert {figure.value("published") for figure in found.figures} == {None}
    assert found.widest("everybody") == 0


def test_types_and_indices_are_there(mixed):
    found = reports.sensitivity_of(wave=mixed)
    items = dict.fromkeys(figure.item for figure in found.figures)
    assert "Boundary persona" in items
    assert "Segmentation index (preference)" in items


def test_the_page_says_it_is_not_for_publication(mixed):
    page = client_of(ANALYST).get(reverse("reports_sensitivity"), {"wave": mixed.pk}).content.decode()
    words = " ".join(unescape(page).split())
    assert "Not for publication." in words
    assert "The analysis holds 11 people." in words
    assert "<td>9.09 %</td>" in page
    assert "<td>23.08 %</td>" in page


@pytest.mark.parametrize("wrong", ["", "0", "x", "99999999999999999999"])
def test_a_wave_that_is_not_there_shows_the_choice_alone(mixed, wrong):
    answer = client_of(ANALYST).get(reverse("reports_sensitivity"), {"wave": wrong})
    assert answer.status_code == 200
    assert b"As analysed" not in answer.content
