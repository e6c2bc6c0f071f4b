"""What is drawn once for a person and then kept: random orders and vignette cells."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from random import Random
from typing import Any, Protocol, TypeVar

from surveys.logic.definition import Definition, Question

_TOKEN = re.compile(r"\{([a-z0-9_]+)\}")


class Coded(Protocol):
    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Coded)


def prepare(
    d: Definition, section_id: str, answers: Mapping[str, Any], state: Mapping[str, Any], rng: Random
) -> dict[str, Any]:
    """State with an order and a cell for every question of the section that needs one; what is drawn stays.

    All questions of the section are prepared, also those whose condition is false: they may appear on this
    very page. Draws do not depend on answers.
    """
    orders = dict(state.get("orders", {}))
    cells = dict(state.get("cells", {}))
    for q in d.in_section(section_id):
        if q.randomize and q.id not in orders:
            orders[q.id] = _order(q, rng)
        if q.type == "vignette" and q.id not in cells:
            cells[q.id] = dict(zip(q.factors, rng.choice(list(product(*q.factors.values()))), strict=True))
    return {**state, "orders": orders, "cells": cells}


def _order(q: Question, rng: Random) -> list[str]:
    """A random order of all options or rows; anchored and missing options keep their places at the end."""
    if q.randomize == "rows":
        codes = [row.code for row in q.rows]
        fixed: list[str] = []
    else:
        codes = [option.code for option in q.options if not (option.anchor or option.is_missing)]
        fixed = [option.code for option in q.options if option.anchor or option.is_missing]
    rng.shuffle(codes)
    return codes + fixed


def ordered(items: Iterable[T], order: Sequence[str] | None) -> tuple[T, ...]:
    """The items in the stored order; without one, or for codes it lacks, in their own, last."""
    items = tuple(items)
    places = {code: place for place, code in enumerate(order or ())}
    return tuple(sorted(items, key=lambda item: places.get(item.code, len(places))))


def fill(text: str, cell: Mapping[str, str], fills: Mapping[str, Mapping[str, str]]) -> str:
    """The wording with each {factor} replaced by its level's words; other braces stay as they are."""

    def words(token: re.Match[str]) -> str:
        factor = token.group(1)
        return fills.get(factor, {}).get(cell.get(factor, ""), token.group(0))

    return _TOKEN.sub(words, text)
