"""What may leave: properties of every released row, whatever the exact one was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.disclosure.control import publish, withheld
from reports.disclosure.exact import Contrast, ExactCell, ExactRow
from reports.release_format import Estimate, Group, Hidden, Row, Table
from reports.release_text import to_data
from reports.stats.means import mean_of_counts
from reports.stats.ranking import ranked

CODES = ("a", "b", "c", "d")


def exact_row(counts, blank=0, *, topline=True):
    valid = sum(counts)
    cells = [ExactCell(code, k) for code, k in zip(CODES, counts, strict=True)]
    if topline:
        cells.append(ExactCell("-2", blank, missing=True))
    return ExactRow(
        None,
        base=valid + blank if topline else valid,
        valid=valid,
        asked=valid + blank if topline else None,
        cells=tuple(cells),
        mean=mean_of_counts([1, 2, 3, 4], counts),
        net=Contrast(("c", "d"), ("a", "b")),
        nps=Contrast(("d",), ("a",)),
        problem=Contrast(("c", "d")),
        borderline=min(counts),
        median=2.5,
    )


small = st.integers(0, 14)
rows = st.builds(exact_row, st.tuples(small, small, small, small), small, topline=st.booleans())
large = st.builds(exact_row, st.tuples(*[st.integers(0, 900)] * 4), st.integers(0, 90), topline=st.booleans())


@given(st.one_of(rows, large))
def test_bases_decide_what_is_shown(exact):
    row = publish(exact)
    assert row.status == (
        "hidden"
        if exact.base < 10
        else "few"
        if exact.base < 30
        else row.status
        if exact.base < 50
        else "shown"
    )
    if exact.base < 10:
        assert row == Row(None, "hidden", None, None, None)
    if row.status == "few":
        assert (row.cells, row.outside, dict(row.stats)) == ((), (), {})
    if exact.valid < 30:
        assert dict(row.stats) == {}
    if row.status == "care":
        assert not any(cell.share in (0.0, 1.0) for cell in row.cells if not cell.missing)


@given(st.one_of(rows, large))
def test_no_exact_count_leaves(exact):
    row = publish(exact)
    for number in (row.base, row.valid, row.asked):
        assert number is None or (number % 5 == 0 and number >= 10)
    for cell in row.cells:
        assert row.base is not None
        assert cell.count % 5 == 0
        assert cell.share == cell.count / row.base
        assert cell.lo <= cell.share <= cell.hi
        assert cell.hi - cell.lo >= 5 / row.base - 1e-9 or cell.share in (0.0, 1.0)


@given(st.one_of(rows, large))
def test_sums_of_shares_tell_no_more_than_the_cells(exact):
    """Net, promoters and problem shares are made of released counts; a function of what is printed anyway."""
    row = publish(exact)
    if not row.stats:
        return
    assert row.base is not None
    assert row.valid is not None
    count = {cell.code: cell.count for cell in row.cells}
    net, nps, problem = row.stats["net"], row.stats["nps"], row.stats["share_problem"]
    assert isinstance(net, Estimate)
    assert isinstance(nps, Estimate)
    assert isinstance(problem, Estimate)
    expected = (count["c"] + count["d"] - count["a"] - count["b"]) / row.base
    assert net.value == pytest.approx(max(-1.0, min(1.0, expected)))
    assert abs(nps.value - 100 * (count["d"] - count["a"]) / row.valid) <= 0.5 + 1e-9 or abs(nps.value) == 100
    assert problem.value == min(1.0, (count["c"] + count["d"]) / row.valid)
    for estimate in (net, problem):
        assert estimate.lo <= estimate.value <= estimate.hi


def test_mean_at_the_decimals_with_an_interval_no_narrower():
    row = publish(exact_row((20, 20, 20, 21)))
    assert row.stats["mean"] == Estimate(2.5, 2.2, 2.8)


def test_the_same_row_at_29_30_49_and_50():
    shown = {n: publish(exact_row((10, n - 20, 5, 5), topline=False)).status for n in (29, 30, 49, 50)}
    assert shown == {29: "few", 30: "care", 49: "care", 50: "shown"}


def test_nobody_and_everybody_are_not_said_below_50():
    assert publish(exact_row((20, 20, 4, 0), topline=False)).status == "few"
    assert publish(exact_row((44, 0, 0, 0), topline=False)).status == "few"
    assert publish(exact_row((0, 0, 2, 48), topline=False)).status == "shown"


def test_an_unanswered_option_is_no_reason_to_withhold():
    """Nobody left it blank: 0 % in a missing row says nothing about anyone's opinion."""
    assert publish(exact_row((12, 10, 10, 10), blank=0)).status == "care"


def ranking_row(first, second, n):
    cells = tuple(
        ExactCell(code, k + j, ranked=ranked([[0, 0, 0], [0, 0, 0], [n - k - j, k, j]], 3))
        for code, k, j in zip(CODES[:3], first, second, strict=True)
    )
    return ExactRow(None, n, n, None, cells)


def test_ranking_cells():
    row = publish(ranking_row((30, 20, 10), (10, 20, 30), 60))
    assert [(c.code, c.share, c.first, c.mean_rank, c.borda) for c in row.cells] == [
        ("a", 40 / 60, 30 / 60, 1.3, 58.0),
        ("b", 40 / 60, 20 / 60, 1.5, 50.0),
        ("c", 40 / 60, 10 / 60, 1.8, 42.0),
    ]


def test_a_mean_rank_needs_thirty_who_ranked_it():
    row = publish(ranking_row((28, 20, 12), (0, 30, 30), 60))
    assert [c.mean_rank for c in row.cells] == [None, 1.6, 1.7]


def test_withheld_is_counted():
    shown, few = publish(exact_row((20, 20, 20, 20))), publish(exact_row((5, 5, 5, 5)))
    table = Table("asked", (Group("x", "X", (shown,)), Group("y", "Y", (few,))))
    assert withheld([(table, 4), (Table("valid", (Group("y", "Y", (few,)),)), 4)]) == Hidden(8, 2, 1)


def test_nothing_of_a_hidden_row_is_in_its_text():
    assert str(to_data(publish(exact_row((3, 2, 1, 1))))).count("3") == 0
