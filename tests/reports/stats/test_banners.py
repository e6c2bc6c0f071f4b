"""Letters, what is tested against what, and what a small base leaves out."""

import numpy as np
import pytest

from reports.stats import cells, column_tests, presentation
from reports.stats.column_tests import PairTest
from reports.stats.design import design
from tests.reports.stats.samples import sample

#: Yes and no of three groups of 100, 100 and 20 people.
COUNTS = [[70, 40, 15], [30, 60, 5]]
SIZES = [100, 100, 20]


def test_letters_stand_in_the_higher_column():
    tests = column_tests.unweighted_pairs(COUNTS, SIZES, minimum=1)
    found = [column_tests.letters(row, [t.p for t in row], 3) for row in tests]
    assert found == [["B", "", "B"], ["", "AC", ""]]


def test_a_small_column_is_not_tested():
    tests = column_tests.unweighted_pairs(COUNTS, SIZES)
    assert [(t.a, t.b, t.p is None) for t in tests[0]] == [(0, 1, False), (0, 2, True), (1, 2, True)]
    corrected = column_tests.corrected(tests)
    assert column_tests.letters(tests[0], corrected[0].holm_row, 3) == ["B", "", ""]
    # One test was made in each row, two on the page.
    assert corrected[0].holm_row[0] == tests[0][0].p
    assert corrected[0].holm_page[0] == pytest.approx(2 * tests[0][0].p)


def test_a_total_and_overlapping_columns_are_not_tested():
    """Total, two groups of one question, two of another."""
    counts = [[110, 70, 40, 60, 50], [90, 30, 60, 40, 50]]
    sizes = [200, 100, 100, 100, 100]
    tests = column_tests.unweighted_pairs(counts, sizes, blocks=[None, "sex", "sex", "age", "age"])
    assert [(t.a, t.b) for t in tests[0]] == [(1, 2), (3, 4)]
    with pytest.raises(ValueError, match="every column"):
        column_tests.unweighted_pairs(counts, sizes, blocks=["sex"])


def test_against_the_rest_in_place_of_the_total():
    [yes, no] = column_tests.against_rest(COUNTS, SIZES)
    expected = column_tests.pooled_z(70, 100, 55, 120)
    assert yes[0] == PairTest(0, -1, pytest.approx(0.7 - 55 / 120), *map(pytest.approx, expected))
    assert (yes[2].p, no[2].p) == (None, None)
    assert no[0].difference == pytest.approx(-yes[0].difference)


def test_no_spread_no_test():
    assert column_tests.pooled_z(0, 40, 0, 50) is None
    assert column_tests.pooled_z(40, 40, 50, 50) is None
    assert column_tests.pooled_z(0, 0, 5, 50) is None
    [[test]] = column_tests.unweighted_pairs([[0, 0]], [40, 0])
    assert test == PairTest(0, 1, None, None, None)


def test_weighted_columns_without_spread_or_people():
    table = cells.from_sums(
        [[40, 40, 0], [0, 0, 0]], [[40.0, 44.0, 0], [0, 0, 0]], [[40.0, 50, 0], [0, 0, 0]], 100
    )
    [first, _] = column_tests.weighted_pairs(table)
    assert [(t.difference, t.p) for t in first] == [(0.0, None), (None, None), (None, None)]
    assert cells.share(table, 0, 2) is None
    assert cells.mean_of_cells(table, [1, 2], 2) is None
    assert (cells.share(table, 0, 0).se, cells.share(table, 0, 0).deff) == (0.0, None)


def test_many_columns_have_longer_letters():
    assert [column_tests.column_letter(i) for i in (0, 25, 26, 27, 51, 52)] == [
        "A",
        "Z",
        "AA",
        "AB",
        "AZ",
        "BA",
    ]


def test_a_table_says_whom_it_leaves_out():
    s = sample(1)
    table = cells.from_rows(s.answer, s.group, (4, 3), design(s.weights))
    assert table.n + table.excluded == s.n
    assert table.excluded == int(((s.answer < 0) | (s.group < 0)).sum())
    with pytest.raises(ValueError, match="outside the table"):
        cells.from_rows(s.answer, s.group, (3, 3), design(s.weights))
    with pytest.raises(ValueError, match="every row"):
        cells.from_sums([[5]], [[5.0]], [[5.0]], 4)
    with pytest.raises(ValueError, match="one shape"):
        cells.from_sums([[5]], [[5.0, 1.0]], [[5.0]], 9)


@pytest.mark.parametrize(
    "p, se, n, df, decision",
    [
        (0.5, 0.09, 25, 24, "suppress_n"),
        (0.0, 0.0, 25, 24, "suppress_n"),
        (0.0, 0.0, 400, 399, "review"),
        (0.5, 0.08, 60, 59, "suppress_abs_width"),
        (0.02, 0.005, 1_000, 999, "show"),
        (0.05, 0.03, 400, 399, "suppress_rel_width"),
        (0.4, 0.03, 400, 5, "review"),
        (0.4, 0.03, 400, 399, "show"),
    ],
)
def test_presentation(p, se, n, df, decision):
    assert presentation.presentation(p, se, n, df).decision == decision


def test_letters_need_a_difference():
    tests = [PairTest(0, 1, 0.0, 0.0, 0.01)]
    assert column_tests.letters(tests, [0.01], 2) == ["", ""]
    assert column_tests.letters([PairTest(0, 1, np.float64(0.1), 3.0, 0.04)], [0.05], 2) == ["", ""]
