"""Orders and cells are drawn once, kept, and reach every possibility."""

from collections import Counter
from random import Random

from surveys.logic import presentation
from surveys.logic.definition import Definition, Row
from surveys.logic.presentation import fill, ordered


def test_options_are_shuffled_before_their_anchors(d: Definition) -> None:
    orders = [presentation.prepare(d, "start", {}, {}, Random(n))["orders"]["platforms"] for n in range(40)]
    assert {tuple(order[-2:]) for order in orders} == {("other", "none")}
    assert {tuple(sorted(order)) for order in orders} == {
        tuple(sorted(o.code for o in d.question("platforms").options))
    }
    assert len({order[0] for order in orders}) > 5


def test_missing_options_stay_last(small: Definition, d: Definition) -> None:
    order = presentation.prepare(d, "boundaries", {}, {}, Random(1))["orders"]["events"]
    assert order[-2:] == ["none", "prefer_not"]


def test_rows_are_shuffled(d: Definition) -> None:
    orders = presentation.prepare(d, "boundaries", {}, {}, Random(1))["orders"]
    assert sorted(orders) == ["behave", "events", "requests", "seg", "views"]
    assert sorted(orders["seg"]) == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert orders["seg"] != sorted(orders["seg"])


def test_what_is_drawn_stays(d: Definition) -> None:
    rng = Random(1)
    once = presentation.prepare(d, "disclosure", {}, {"saved": ["start"]}, rng)
    assert presentation.prepare(d, "disclosure", {"issue": "big"}, once, rng) == once
    assert once["saved"] == ["start"]
    later = presentation.prepare(d, "boundaries", {}, once, rng)
    assert {**later["orders"], **once["orders"]} == later["orders"]


def test_the_given_state_is_not_changed(d: Definition) -> None:
    state: dict[str, object] = {"orders": {}, "cells": {}}
    presentation.prepare(d, "disclosure", {}, state, Random(1))
    assert state == {"orders": {}, "cells": {}}


def test_cells_are_uniform(d: Definition) -> None:
    rng = Random(5)
    drawn = Counter(
        tuple(presentation.prepare(d, "disclosure", {}, {}, rng)["cells"]["vignette"].items())
        for _ in range(1200)
    )
    assert len(drawn) == 6
    assert all(140 < count < 260 for count in drawn.values())


def test_ordered() -> None:
    rows = (Row("a", "A"), Row("b", "B"), Row("c", "C"))
    assert [row.code for row in ordered(rows, ["c", "x", "a"])] == ["c", "a", "b"]
    assert ordered(rows, None) == rows


def test_fill_replaces_only_factors(d: Definition) -> None:
    vignette = d.question("vignette")
    words = fill(vignette.text, {"vig_rel": "client", "vig_aud": "public"}, vignette.fills)
    assert words.startswith(
        "Alex runs campaigns for a small outdoor clothing brand. "
        "On a public account that anyone can follow, Alex posts"
    )
    assert fill("{a} {b} {{7*7}} {0.__class__} {a", {"a": "x", "b": "y"}, {"a": {"x": "{b}"}}) == (
        "{b} {b} {{7*7}} {0.__class__} {a"
    )
