"""Coarse times, and who was far faster than others."""

import pytest

from surveys.logic import pace


@pytest.mark.parametrize(
    ("seconds", "band", "typical"),
    [
        (-3.0, 0, 2.5),
        (float("nan"), 0, 2.5),
        (4.99, 0, 2.5),
        (5, 1, 7.5),
        (29.9, 4, 25),
        (30, 5, 37.5),
        (599, 12, 480),
        (600, 13, 600),
        (1e308, 13, 600),
        (float("inf"), 13, 600),
    ],
)
def test_bands(seconds, band, typical):
    assert (pace.band(seconds), pace.typical(band)) == (band, typical)


def test_a_band_that_nobody_wrote_counts_as_the_nearest():
    assert (pace.typical(-4), pace.typical(99)) == (2.5, 600)


def test_medians_need_enough_people_and_leave_out_who_came_back():
    wave = [{"start": 5, "about": 3}] * 9 + [{"start": 7}] + [{"start": 13, "resumed": 1}] * 30
    assert pace.medians(wave) == {"start": 37.5}
    assert pace.medians(wave[:9]) == {}


def test_speeders_need_less_than_the_limit_of_the_median_of_the_same_sections():
    wave = {"start": 37.5, "circles": 75.0}
    assert pace.ratio({"start": 3, "circles": 5}, wave) == 55 / 112.5
    assert not pace.is_speeder({"start": 3, "circles": 5}, wave, 0.4)
    assert pace.is_speeder({"start": 2, "circles": 4}, wave, 0.4)
    assert pace.is_speeder({"start": 2}, wave, 0.4)
    assert not pace.is_speeder({"start": 5, "unknown": 0}, wave, 0.4)


@pytest.mark.parametrize("own", [{}, {"unknown": 0}, {"start": 0, "resumed": 1}])
def test_nobody_is_a_speeder_without_times_to_compare(own):
    assert pace.ratio(own, {"start": 37.5}) is None
    assert not pace.is_speeder(own, {"start": 37.5}, 0.4)
