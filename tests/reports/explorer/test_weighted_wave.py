"""A wave of sixty, from its responses to weighted tables by hand and to the weights of its release."""

import pytest

from reports import datasets, weighting
from reports.dataset.errors import DatasetDamaged
from reports.explorer import asking
from reports.release.snapshot import Snapshot
from reports.weighting import weighting_of
from surveys.models import Response
from tests.reports.explorer.aiming import aim, asked
from tests.reports.explorer.test_page import look, words
from tests.reports.release.conftest import _datasets_of_its_own, demo, open_wave, survey, wave
from tests.support.people import client_of
from website.core.groups import ANALYST

__all__ = ["_datasets_of_its_own", "demo", "open_wave", "survey", "wave"]
pytestmark = pytest.mark.django_db

#: Of the sixty: 27 in house, 18 agency, 15 self-employed.
HALF = [(["inhouse"], 50.0), (["agency"], 25.0), (["self"], 25.0)]
IN_HOUSE, AGENCY, SELF = 0.50 * 60 / 27, 0.25 * 60 / 18, 0.25 * 60 / 15
BASE = 18 * IN_HOUSE + 14 * AGENCY + 15 * SELF
"""Of “issue”: 18 in house said big, 14 of an agency small, of the self-employed 12 none and 3 moderate."""


@pytest.fixture
def sixty(wave):
    aim(wave, "work_status", HALF)
    return wave


def test_figures_by_hand(sixty):
    found = asked(sixty, row=["issue"], weights=["targets"])
    (table,) = found.sheet.tables
    assert (table.base, table.weight[0]) == ((47,), pytest.approx(BASE))
    squares = 18 * IN_HOUSE**2 + 14 * AGENCY**2 + 15 * SELF**2
    assert table.effective[0] == pytest.approx(BASE**2 / squares)
    shares = {line.label: line.figures[0].value for line in table.lines}
    assert list(shares.values()) == pytest.approx(
        [12 * SELF / BASE, 14 * AGENCY / BASE, 3 * SELF / BASE, 18 * IN_HOUSE / BASE]
    )
    all_squares = 27 * IN_HOUSE**2 + 18 * AGENCY**2 + 15 * SELF**2
    assert found.weights.weighed.design_effect == pytest.approx(all_squares / 60)


def test_the_weights_are_those_of_a_weighted_release(sixty):
    found = asked(sixty, row=["issue"], weights=["targets"]).weights.weighed
    definition, targets = asking.place_of(sixty).offer.definition, weighting.targets(sixty)
    parts = datasets.build_dataset(wave=sixty)
    released = weighting_of(Snapshot(parts, None, False), definition, targets).weighed
    assert released.kinds.tolist() == found.kinds.tolist()
    assert released.weights.tolist() == found.weights.tolist()


def test_the_weights_follow_the_targets_and_the_answers(sixty):
    """Nothing of an earlier weighting is used again."""

    def big():
        (table,) = asked(sixty, row=["issue"], weights=["targets"]).sheet.tables
        return table.lines[3].figures[0].value

    assert big() == pytest.approx(18 * IN_HOUSE / BASE)
    aim(sixty, "work_status", [(["inhouse"], 40.0), (["agency"], 30.0), (["self"], 30.0)])
    other = [0.4 * 60 / 27, 0.3 * 60 / 18, 0.3 * 60 / 15]
    assert big() == pytest.approx(18 * other[0] / (18 * other[0] + 14 * other[1] + 15 * other[2]))
    silent = Response.objects.filter(wave=sixty, answers__work_status="inhouse")
    silent = [each for each in silent if not each.answers.get("issue")]
    Response.objects.filter(pk__in=[each.pk for each in silent]).delete()
    datasets.refresh_dataset(wave=sixty)
    left = 60 - len(silent)
    other = [0.4 * left / (27 - len(silent)), 0.3 * left / 18, 0.3 * left / 15]
    assert len(silent) == 9
    assert big() == pytest.approx(18 * other[0] / (18 * other[0] + 14 * other[1] + 15 * other[2]))


def test_a_dataset_that_is_replaced_meanwhile_is_read_from_the_beginning(sixty):
    """Tables of one page never come from two states."""
    seen = []

    def use(parts):
        seen.append(parts)
        if len(seen) == 1:
            raise DatasetDamaged("Replaced while it was read.")
        return len(seen)

    assert datasets.read(wave=sixty, use=use) == 2


def test_an_open_wave_can_be_weighted_and_says_that_it_moves(open_wave):
    aim(open_wave, "work_status", HALF)
    page = words(look(client_of(ANALYST), open_wave, row="issue", weights="targets"))
    assert "Weighted by Work status." in page
    assert "This wave is not closed." in page
