"""Weights by raking cell: against raking of rows, what is refused, and what is written beside a dataset."""

import numpy as np
import pytest

from reports.dataset.build import build
from reports.dataset.queries import Sums
from reports.dataset.scan import scan
from reports.release.raking_cells import Bounds, Category, Margin, NotWeighable, weigh, write
from reports.stats import raking, trimming
from tests.oracles import synth

WIDE = Bounds(low=0.0001, high=100.0)
#: Places on the axes: women, men; young, middle, older.
GENDER = Margin("gender", "Gender", (Category("Women", (1,), 0.4), Category("Men", (2,), 0.6)))
AGE = Margin(
    "age3",
    "Age",
    (Category("Young", (0,), 0.35), Category("Middle", (1,), 0.54), Category("Older", (2,), 0.11)),
)


@pytest.fixture(scope="module")
def rows():
    return [row for row in synth.rows() if row["work_status"] != 6][:400]


@pytest.fixture
def parts(tmp_path, rows):
    return build(folder=tmp_path / "data", rows=rows, definitions={1: synth.definition()}, about={})


def by_row(parts, weighed):
    """Each analysed row's categories and weight, read back from the file."""
    write(parts, weighed, "targets")
    (part,) = parts
    weights = part.weights("targets")
    there = ~np.isnan(weights)
    kinds = []
    for margin in weighed.margins:
        codes = part.values(margin.column)[there]
        kind = np.full(len(codes), -1)
        for number, category in enumerate(margin.categories):
            kind[np.isin(codes, category.places)] = number
        kinds.append(kind)
    return kinds, weights[there]


def with_unknown(kind, targets):
    """Whoever is in no category is one of its own, at its share of the sample."""
    share = float((kind < 0).mean())
    full = [t * (1 - share) for t in targets]
    return (kind, targets) if share == 0 else (np.where(kind < 0, len(targets), kind), [*full, share])


def test_cells_weigh_as_rows_do(parts):
    """Raking and trimming of rows are compared with R; this is the same on sums."""
    bounds = Bounds(low=0.0001, high=1.6, smallest=0.05)
    weighed = weigh(parts, [GENDER, AGE], bounds)
    kinds, weights = by_row(parts, weighed)
    margins = [
        raking.margin(m.label, *with_unknown(kind, [c.share for c in m.categories]))
        for m, kind in zip((GENDER, AGE), kinds, strict=True)
    ]
    expected = trimming.rake_capped(np.ones(len(weights)), margins, 1.6)
    assert weights.max() == pytest.approx(1.6)
    assert weights == pytest.approx(expected.weights, rel=1e-6)
    assert weights.mean() == pytest.approx(1.0)


def test_the_lower_bound_holds_with_the_targets(parts):
    weighed = weigh(parts, [GENDER, AGE], Bounds(low=0.65, high=3.0))
    kinds, weights = by_row(parts, weighed)
    assert weights.min() == pytest.approx(0.65)
    known = kinds[1] >= 0
    shares = np.bincount(kinds[1][known], weights[known]) / weights[known].sum()
    assert shares == pytest.approx([0.35, 0.54, 0.11], rel=1e-6)


def test_who_is_in_no_category_keeps_their_share(parts):
    weighed = weigh(parts, [GENDER, AGE], WIDE)
    kinds, weights = by_row(parts, weighed)
    for number, kind in enumerate(kinds):
        assert weighed.unknown[number] == (kind < 0).sum() > 0
        assert weights[kind < 0].sum() == pytest.approx((kind < 0).sum())


def test_the_file_and_the_cells_say_the_same(parts):
    weighed = weigh(parts, [GENDER, AGE], WIDE)
    write(parts, weighed, "targets")
    query = Sums((), weights="targets")
    n, total, squares = scan(parts, [query])[query]
    assert (n, total) == (weighed.n, pytest.approx(weighed.n))
    assert total**2 / squares == pytest.approx(weighed.effective_n)
    assert weighed.design_effect == pytest.approx(weighed.n * squares / total**2)


def test_targets_like_the_sample_leave_everybody_at_one(parts):
    first = weigh(parts, [GENDER], WIDE)
    known = first.people[first.kinds[:, 0] >= 0]
    shares = known / known.sum()
    margin = Margin(
        "gender",
        "Gender",
        tuple(Category(c.label, c.places, s) for c, s in zip(GENDER.categories, shares, strict=True)),
    )
    assert weigh(parts, [margin], WIDE).weights == pytest.approx(np.ones(3))


@pytest.mark.parametrize(
    "categories, sentence",
    [
        ([("Women", (1,), 0.5), ("Nobody", (0,), 0.5)], "Nobody who took part is in “Nobody” (Gender)"),
        ([("Women", (1,), 0.5), ("Others", (3,), 0.5)], "Fewer than 10 people who took part are in “Others”"),
        ([("Women", (1,), 0.99), ("Men", (2,), 0.01)], "can't be met with weights from 0.2 to 3"),
    ],
)
def test_what_cannot_be_weighted_is_refused_in_a_sentence(parts, categories, sentence):
    margin = Margin("gender", "Gender", tuple(Category(*each) for each in categories))
    with pytest.raises(NotWeighable) as refused:
        weigh(parts, [margin], Bounds())
    assert sentence in str(refused.value)


def test_a_category_of_hardly_anybody_is_refused(parts):
    with pytest.raises(NotWeighable, match="Under 20 % of those who answered are in “Older”"):
        weigh(parts, [AGE], Bounds(smallest=0.2))


def test_targets_that_contradict_each_other_are_refused(tmp_path):
    """All women are young and all men are not."""
    some = [dict(row) for row in synth.rows() if row["work_status"] != 6][:200]
    for place, row in enumerate(some):
        row["gender"], row["age3"] = (1, 0) if place % 2 else (2, 1)
        row["age"] = 1 if place % 2 else 3
    parts = build(folder=tmp_path / "data", rows=some, definitions={1: synth.definition()}, about={})
    gender = Margin("gender", "Gender", (Category("Women", (1,), 0.5), Category("Men", (2,), 0.5)))
    age = Margin("age3", "Age", (Category("Young", (0,), 0.3), Category("Middle", (1,), 0.7)))
    with pytest.raises(NotWeighable, match="No weights meet all targets at once"):
        weigh(parts, [gender, age], WIDE)
