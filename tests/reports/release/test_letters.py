"""Letters of banners: from exact counts, of groups that share nobody."""

from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from reports.disclosure.exact import ExactCell, ExactGroup, ExactRow, ExactTable
from reports.release.letters import lettered
from tests.attacks.sizes import size

YES, NO = "yes", "no"


def exact(*pairs: tuple[int, int], disjoint: bool = True) -> ExactTable:
    """Groups with (people who said yes, people)."""
    return ExactTable(
        "valid",
        tuple(
            ExactGroup(
                f"g{place}",
                f"Group {place}",
                (
                    ExactRow(
                        None,
                        base=n,
                        valid=n,
                        asked=None,
                        cells=(ExactCell(YES, k), ExactCell(NO, n - k), ExactCell("-3", 40, missing=True)),
                    ),
                ),
            )
            for place, (k, n) in enumerate(pairs)
        ),
        disjoint,
    )


def printed(table: ExactTable, code: str) -> list[str]:
    return [cell.letters for group in table.groups for cell in group.rows[0].cells if cell.code == code]


def test_a_clearly_higher_group_carries_the_letters_of_the_lower_ones():
    table = lettered("single", exact((80, 100), (50, 100), (48, 100)))
    assert (printed(table, YES), printed(table, NO)) == (["BC", "", ""], ["", "A", "A"])
    assert printed(table, "-3") == ["", "", ""]


def test_groups_under_thirty_are_not_tested_and_groups_that_share_people_neither():
    assert printed(lettered("single", exact((29, 29), (0, 100))), YES) == ["", ""]
    assert printed(lettered("single", exact((30, 30), (0, 100))), YES) == ["B", ""]
    assert printed(lettered("single", exact((80, 100), (50, 100), disjoint=False)), YES) == ["", ""]


def test_kinds_that_show_means_have_no_letters():
    for kind in ("slider", "number", "index"):
        assert printed(lettered(kind, exact((80, 100), (50, 100))), YES) == ["", ""]


pair = st.integers(30, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=size(30, 1000), deadline=None)
@given(st.lists(pair, min_size=2, max_size=5))
def test_the_letters_are_those_of_a_library(pairs):
    """statsmodels: pooled z for each pair, Holm over the pairs that can be tested."""
    places = [(a, b) for a in range(len(pairs)) for b in range(a + 1, len(pairs))]
    tested = [(a, b) for a, b in places if 0 < pairs[a][0] + pairs[b][0] < pairs[a][1] + pairs[b][1]]
    expected = [""] * len(pairs)
    if tested:
        p = [proportions_ztest([pairs[a][0], pairs[b][0]], [pairs[a][1], pairs[b][1]])[1] for a, b in tested]
        for (a, b), value in zip(tested, multipletests(p, method="holm")[1], strict=True):
            shares = [k / n for k, n in (pairs[a], pairs[b])]
            if value < 0.05 and shares[0] != shares[1]:
                higher, lower = (a, b) if shares[0] > shares[1] else (b, a)
                expected[higher] += "ABCDE"[lower]
    found = printed(lettered("single", exact(*pairs)), YES)
    assert found == ["".join(sorted(each)) for each in expected]
