"""How numbers, dates and counts are written."""

from datetime import date

import pytest

from website.core import formatting as f


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (-0.2, 0, "0"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (1234.5, 0, "1,235"),
        (0.005, 2, "0.01"),
    ],
)
def test_number(value, decimals, text):
    assert f.number(value, decimals) == text


def test_percent_and_points():
    assert [f.percent(share) for share in (0, 0.455, 1)] == ["0%", "46%", "100%"]
    assert f.percent(0.4567, 1) == "45.7%"
    assert [f.points(share) for share in (0.12, -0.03, 0, 0.001)] == ["+12", "−3", "0", "0"]


def test_words():
    assert [f.count(n, "answer") for n in (0, 1, 1200)] == ["0 answers", "1 answer", "1,200 answers"]
    assert f.count(2, "person", "people") == "2 people"
    assert f.day(date(2026, 3, 5)) == "5\N{NO-BREAK SPACE}March\N{NO-BREAK SPACE}2026"
    assert [f.listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [f.minutes(s) for s in (1, 60, 61, 5400, 5401)] == [
        "a minute",
        "a minute",
        "2 minutes",
        "90 minutes",
        "2 hours",
    ]
