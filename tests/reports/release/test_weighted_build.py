"""A weighted release from targets to public numbers: figures, protection, what is refused, what is said."""

import json
from dataclasses import replace

import numpy as np
import pytest

from reports import actions, queries, weighting
from reports.dataset.build import build
from reports.disclosure.exact import ExactCell, ExactGroup, ExactItem, ExactRow, ExactTable
from reports.models import Build, Target
from reports.release import assembly
from reports.release.assembly import Counting, Weighting, assemble
from reports.release.layers import layers, plain, shares, weighted, yes_or_no
from reports.release.raking_cells import Bounds, Category, Margin, weigh
from reports.release.weighted_item import protect_weighted
from reports.release_format import Weights
from reports.stats import cells as stats_cells
from reports.stats import estimates
from reports.stats.design import design
from tests.oracles import synth
from tests.reports.release.conftest import only
from tests.reports.release.test_document import about

ROWS = 400
SOURCE = {
    "source": "Office for Counting",
    "url": "https://example.org/marketers",
    "as_of": "2025",
    "population": "People who work in marketing",
}
#: Of the sixty: 27 in house, 18 agency, 15 self-employed.
SHARES = [(["inhouse"], 50.0), (["agency"], 25.0), (["self"], 25.0)]


@pytest.fixture
def aimed(wave):
    """The closed wave with targets for one variable."""
    weighting.save(wave=wave, name="work_status", shares=SHARES, words=SOURCE, user=None)
    return wave


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """A dataset of four hundred, its definition, and weights by gender and age."""
    d = synth.definition()
    rows = [row for row in synth.rows() if row["work_status"] != 6][:ROWS]
    parts = build(folder=tmp_path_factory.mktemp("weighted"), rows=rows, definitions={1: d}, about={})
    gender = Margin("gender", "Gender", (Category("Women", (1,), 0.4), Category("Men", (2,), 0.6)))
    return d, rows, parts, weigh(parts, [gender], Bounds())


def said(weighed):
    return Weights("raking", (), weighed.design_effect, round(weighed.effective_n), 0.7, 1.3, 0.2, 3.0)


def by_cell(counted, item_id):
    """An item's exact tables, and the same by raking cell."""
    d, _, parts, weighed = counted
    counting = Counting(d)
    tabulator = next(each for each in counting.tabulators if each.item.id == item_id)
    exact = counting.exact(tabulator, assembly.scan(parts, counting.queries()))
    return exact, counting.layered(tabulator, exact, parts, weighed)


@pytest.mark.parametrize(
    "item", ["issue", "platforms", "seg", "recommend", "circles", "practice_index", "persona"]
)
def test_the_cells_add_up_to_everybody(counted, item):
    exact, layered = by_cell(counted, item)
    tables = {"": exact.topline, **exact.banners}
    for name, table in tables.items():
        for group, rows in zip(table.groups, layered[name], strict=True):
            for row, found in zip(group.rows, rows, strict=True):
                again = plain(found)
                assert (again.base, again.valid, again.asked) == (row.base, row.valid, row.asked)
                assert [c.count for c in again.cells] == [c.count for c in row.cells]
                assert again.median == row.median


def test_weighted_shares_and_means_are_those_of_the_rows(counted):
    """Σwy/Σw over rows, with the variance of the design (`stats.estimates`, which agrees with R)."""
    d, rows, _, weighed = counted
    kind = {1: 0, 2: 1}
    weight = {tuple(k): w for k, w in zip(weighed.kinds.tolist(), weighed.weights.tolist(), strict=True)}
    w = np.array([weight[(kind.get(row["gender"], -1),)] for row in rows])
    _, layered = by_cell(counted, "seg")
    found = weighted(layered[""][0][0], weighed.weights, weighed.n)
    values = np.array([row["seg__s1"] for row in rows], float)
    asked = ~np.isin(values, (-1, -5))
    by_weights = design(w)
    for cell, option in zip(found.cells, d.question("seg").options, strict=False):
        expected = estimates.domain_mean((values == option.value).astype(float), asked, by_weights)
        assert cell.weighted.value == pytest.approx(expected.value)
        if not cell.count < 11:
            assert cell.weighted.deff == pytest.approx(expected.deff)
    expected = estimates.domain_mean(np.where(values > 0, values, 0.0), values > 0, by_weights)
    assert (found.mean.value, found.mean.se) == pytest.approx((expected.value, expected.se))


def test_one_formula_for_many_answers_is_that_of_the_tables():
    hits = np.array([[40.0, 7.0], [35.5, 9.1], [33.0, 14.0]])
    base = np.array([120.0, 118.0, 131.0])
    for place, found in enumerate(shares(hits, base, 300)):
        expected = stats_cells.share(yes_or_no(hits[:, [place]], base[:, None], 300), 0, 0)
        assert (found.value, found.deff) == pytest.approx((expected.value, expected.deff))


@pytest.fixture(scope="module")
def three(counted):
    """One release unweighted, one with weights of one, one weighted."""
    d, _, parts, weighed = counted
    ones = replace(weighed, weights=np.ones(len(weighed.weights)))
    with pytest.MonkeyPatch.context() as patch:
        only(patch, "solo")
        return [
            assemble(d=d, parts=parts, about=about(), weighting=each).doc
            for each in (None, Weighting(ones, said(ones)), Weighting(weighed, said(weighed)))
        ]


def pairs(one, other):
    """Rows of the first release, each with its twin in the other, None where the table is gone."""
    for item in one.items:
        for name, table in {"": item.topline, **item.banners}.items():
            twin = other.item(item.id)
            found = twin.topline if name == "" else twin.banners.get(name)
            for group in table.groups if table else ():
                for row in group.rows:
                    yield row, found.group(group.code).row(row.row) if found else None


def test_weights_of_one_change_no_share(three):
    bare, ones, _ = three
    both = [(row, twin) for row, twin in pairs(bare, ones) if twin and twin.is_shown]
    assert len(both) > 60
    for row, twin in both:
        assert [(c.code, c.count) for c in twin.cells] == [(c.code, c.count) for c in row.cells]
        assert twin.stats["effective_base"] == row.base
        # The logit interval with a design effect of 1 is near Wilson's, and holds the share.
        assert all(c.lo <= c.share <= c.hi for c in twin.cells)


def test_nothing_hidden_is_shown_weighted(three):
    """Thresholds go by people: what the unweighted release hides has no weighted figure."""
    bare, _, doc = three
    found = list(pairs(bare, doc))
    assert sum(twin is not None and twin.is_shown for _, twin in found) > 60
    assert any(not row.is_shown for row, _ in found)
    for row, twin in found:
        if twin is None or not twin.is_shown:
            assert twin is None or twin.cells == ()
            continue
        assert row.is_shown
        assert (twin.base, twin.valid, twin.asked) == (row.base, row.valid, row.asked)


def test_a_weighted_banner_is_whole_in_a_row_or_not_there(three):
    """One hidden group more could be told from the others and everyone's."""
    bare, _, doc = three
    for item in bare.items:
        for name, table in item.banners.items():
            twin = doc.item(item.id).banners.get(name)
            for place in range(len(table.groups[0].rows)):
                before = [group.rows[place].is_shown for group in table.groups]
                after = [group.rows[place].is_shown for group in twin.groups] if twin else []
                assert not any(after) or after == before


def test_a_count_that_two_steps_pin_down_is_not_printed(counted):
    """Of 100 people 8 said no: unweighted that is 10 %, so 8 to 12 people; their weights add up to 7.2, which
    is 5 %, so less than 7.5. Only 8 fits both, and nobody else answered.
    """
    exact, _ = by_cell(counted, "work_status")
    item = replace(exact.item, options=())
    cells = (ExactCell("yes", 92), ExactCell("no", 8))
    parts = [
        ExactRow(None, 100, 100, 100, (ExactCell("yes", 92), ExactCell("no", 8))),
    ]
    row = ExactRow(None, 100, 100, 100, cells)
    told = ExactItem(item, ExactTable("asked", (ExactGroup("all", "Everyone", (row,)),)), {})
    alone = [[layers(item, row, parts)]]
    assert protect_weighted(told, {"": alone}, np.array([1.0]), 100).item.topline.groups[0].rows[0].is_shown
    apart = [
        ExactRow(None, 92, 92, 92, (ExactCell("yes", 92), ExactCell("no", 0))),
        ExactRow(None, 8, 8, 8, (ExactCell("yes", 0), ExactCell("no", 8))),
    ]
    pinned = [[layers(item, row, apart)]]
    weights = np.array([(100 - 7.2) / 92, 0.9])
    found = protect_weighted(told, {"": pinned}, weights, 100)
    assert found.item.topline.groups[0].rows[0].status == "withheld"


@pytest.mark.django_db
@pytest.mark.usefixtures("two_segments")
class TestOfAWave:
    def test_a_weighted_release_says_what_it_was_weighted_to(self, aimed):
        release = actions.build_release(wave=aimed, is_weighted=True)
        doc = queries.document_of(release)
        (variable,) = doc.weights.variables
        assert (doc.weighting, variable.id, variable.source, variable.date) == (
            "weighted",
            "work_status",
            "Office for Counting",
            "2025",
        )
        assert [share for _, share in variable.targets] == [0.5, 0.25, 0.25]
        # 27, 18 and 15 of 60: weights 10/9, 5/6 and 1.
        assert (doc.weights.smallest, doc.weights.largest) == (0.8, 1.1)
        row = doc.item("work_status").topline.groups[0].rows[0]
        assert {c.code: c.count for c in row.cells if c.count} == {"inhouse": 30, "agency": 15, "self": 15}
        assert row.base == 60
        assert row.stats["effective_base"] == 60.0
        assert release.changes.endswith("The figures are weighted.")

    def test_unweighted_stays_the_rule(self, aimed):
        doc = queries.document_of(actions.release_wave(wave=aimed))
        assert (doc.weighting, doc.weights) == ("unweighted", None)

    def test_the_change_of_weighting_is_told(self, aimed):
        actions.release_wave(wave=aimed)
        release = actions.build_release(wave=aimed, is_weighted=True)
        assert "weighted now; before, every answer counted the same" in release.changes
        actions.publish_release(release=release)
        again = actions.build_release(wave=aimed)
        assert "Every answer counts the same now" in again.changes
        assert queries.document_of(again).weighting == "unweighted"
        assert any(item.topline for item in queries.document_of(again).items)

    def test_without_targets_it_is_refused(self, wave):
        with pytest.raises(actions.ReleaseRefused, match="has no targets to weight by"):
            actions.build_release(wave=wave, is_weighted=True)
        assert Build.objects.count() == 0

    def test_other_targets_after_a_public_release_are_refused(self, aimed):
        release = actions.build_release(wave=aimed, is_weighted=True)
        actions.publish_release(release=release)
        shares = [(["inhouse"], 40.0), (["agency"], 30.0), (["self"], 30.0)]
        weighting.save(wave=aimed, name="work_status", shares=shares, words=SOURCE, user=None)
        with pytest.raises(actions.ReleaseRefused, match="Two weightings of the same answers"):
            actions.build_release(wave=aimed, is_weighted=True)

    def test_a_category_of_nobody_is_told_in_the_build(self, aimed):
        Target.objects.update(shares=[[["inhouse"], 50], [["student"], 50]])
        with pytest.raises(actions.ReleaseRefused, match="Nobody who took part is in"):
            actions.build_release(wave=aimed, is_weighted=True)
        assert "Nobody who took part" in Build.objects.get().message

    def test_the_text_of_a_weighted_release_reads_back(self, aimed):
        release = actions.build_release(wave=aimed, is_weighted=True)
        stored = json.loads(release.artefact)
        assert stored["weights"]["variables"][0]["population"] == "People who work in marketing"
        assert queries.document_of(release).weights.at_most == 3.0
