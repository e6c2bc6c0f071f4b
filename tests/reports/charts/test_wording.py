"""Numbers and origins as readers see them."""

from hypothesis import given
from hypothesis import strategies as st

from reports.charts import wording
from reports.charts.hyphens import SOFT, soften
from reports.release_format import Estimate


def test_percents_round_half_up_and_keep_zero() -> None:
    cases = {0.0: "0", 0.004: "*", 0.005: "1", 0.345: "35", 0.5: "50", 0.994: "99", 1.0: "100"}
    assert {share: wording.percent(share) for share in cases} == cases


@given(st.floats(0, 1))
def test_a_percent_is_never_a_point_away(share: float) -> None:
    text = wording.percent(share)
    assert (text == "*" and 0 < share < 0.005) or abs(int(text) - 100 * share) <= 0.5 + 1e-6


def test_signs_are_real_minus_signs() -> None:
    assert [wording.signed(v) for v in (52, -4.4, 0.2, -0.2)] == ["+52", "−4", "0", "0"]
    assert [wording.number(v) for v in (-0.04, -1.25, 1234.5)] == ["0.0", "−1.2", "1,234.5"]
    assert wording.number_interval(Estimate(0, -20, 4.6), 0) == "−20 to 5"


def test_dates_of_a_wave() -> None:
    assert wording.field_dates("2026-05-04", "2026-05-29") == "4–29 May 2026"
    assert wording.field_dates("2026-05-04", "2026-06-02") == "4 May to 2 June 2026"
    assert wording.field_dates("2025-12-29", "2026-01-05") == "29 December 2025 to 5 January 2026"
    assert wording.field_dates("2026-05-04", None) == "from 4 May 2026"
    assert wording.field_dates(None, None) == ""


def test_a_long_label_is_cut_at_a_word() -> None:
    assert (
        wording.short("Leaving a five-star review for a product of their own employer", 40)
        == "Leaving a five-star review for a…"
    )
    assert wording.short("Alex {vig_rel}. On {vig_aud}, Alex posts.") == "Alex […]. On […], Alex posts"


def test_long_words_break_between_syllables() -> None:
    words = "LinkedIn Facebook Instagram Mastodon connected app online"
    assert (
        soften(words).replace(SOFT, "-")
        == "Linked-In Fa-ce-book Insta-gram Mas-to-don con-nec-ted app online"
    )


@given(st.text(st.characters(exclude_characters=SOFT), max_size=40))
def test_soft_hyphens_change_no_letter(words: str) -> None:
    assert soften(words).replace(SOFT, "") == words
