"""Changes between two released waves: what is compared, and that the interval holds what rounding hid."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reports.changes import changes
from reports.disclosure.control import publish
from reports.disclosure.exact import ExactCell, ExactRow
from reports.release_format import Group, Item, ItemOption, Row, Table
from reports.stats.waves import newcombe
from tests.reports.factory import release_document

OPTIONS = (ItemOption("yes", "Yes", 1.0), ItemOption("no", "No", 2.0))
BASE = release_document()


def row(k, n):
    cells = (ExactCell("yes", k), ExactCell("no", n - k))
    return publish(ExactRow(None, base=n, valid=n, asked=n, cells=cells))


def item(released: Row, **words) -> Item:
    table = Table("asked", (Group("all", "Everyone", (released,)),))
    plain = Item(
        "q", "1", "start", "single", "Do you?", "", "Everyone.", False, False, OPTIONS, topline=table
    )
    return replace(plain, **words)


def wave(number, *items, **words):
    return replace(BASE, wave=replace(BASE.wave, number=number), items=items, **words)


def compared(old, new, rulings=(), **words):
    return changes(wave(1, item(old)), wave(2, item(new, **words)), "q", rulings)


def test_a_clear_change_has_an_arrow_and_an_unclear_one_has_none():
    found = compared(row(200, 500), row(300, 500))
    assert [(c.label, c.earlier, c.later, c.direction) for c in found.changes] == [
        ("Yes", "40%", "60%", "up"),
        ("No", "60%", "40%", "down"),
    ]
    assert found.changes[0].words.startswith("▲\u00a0+20 (+")
    assert found.summary == "Since wave 1: “Yes” went up from 40% to 60%; “No” went down from 60% to 40%."
    still = compared(row(200, 500), row(210, 500))
    assert [c.direction for c in still.changes] == ["", ""]
    assert still.changes[0].words.startswith("no clear change (−")
    assert still.summary == "Nothing changed clearly since wave 1."


size = st.integers(30, 900)
exact = size.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(exact, exact)
def test_the_interval_holds_the_one_from_exact_counts(old, new):
    """Nothing is claimed that the exact numbers would not bear out."""
    a, b = row(*old), row(*new)
    if not (a.is_shown and b.is_shown):
        assert compared(a, b) is None
        return
    change = compared(a, b).changes[0]
    lo, hi = newcombe(*old, *new)
    assert change.lo <= max(-1.0, lo) + 1e-9
    assert change.hi >= min(1.0, hi) - 1e-9


def test_the_editors_ruling_decides():
    old, new = row(200, 500), row(300, 500)
    assert compared(old, new, ["same", "wording"]).changes != ()
    broken = compared(old, new, ["same", "wording"], text="Don't you?")
    assert (broken.changes, broken.reason.split(",")[0]) == ((), "The wording of this question")
    # The editor says that only typing errors changed.
    assert compared(old, new, ["same"], text="Do you??").changes != ()
    never = compared(old, new, ["not_comparable", "same"])
    assert (never.changes, "do not compare" in never.reason) == ((), True)


def test_what_else_is_not_compared():
    old, new = row(200, 500), row(300, 500)
    assert compared(old, new, base_text="People with a dog.").reason.startswith("Who was asked changed")
    weighted = changes(wave(1, item(old)), wave(2, item(new), weighting="weighted"), "q")
    assert weighted.reason.startswith("One of the two waves is weighted")
    assert changes(wave(1, item(old)), wave(2, item(new), is_demo=False), "q") is None
    assert changes(wave(1), wave(2, item(new)), "q") is None
    assert compared(Row(None, "withheld", 60, 60, 60), new) is None


def test_means_are_compared_by_their_published_intervals():
    docs = [release_document(seed=seed, wave=seed) for seed in (1, 2)]
    found = changes(docs[0], docs[1], "segmentation_index")
    (change,) = found.changes
    a, b = (doc.item("segmentation_index").topline.groups[0].rows[0].stats["mean"] for doc in docs)
    assert change.difference == b.value - a.value
    assert change.lo < change.difference < change.hi
    assert change.hi - change.lo <= (a.hi - a.lo) + (b.hi - b.lo)
