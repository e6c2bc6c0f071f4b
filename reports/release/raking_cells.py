"""Raking on the cells of a dataset: everybody who stands in the same categories of all margins has one
weight, so that whatever is weighted follows from one count a cell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.dataset.columns import ANALYSIS
from reports.dataset.masks import places_of, unpacked
from reports.dataset.queries import Condition, Joint, Where
from reports.dataset.scan import scan
from reports.dataset.store import Part, write_weights
from reports.disclosure.thresholds import SMALLEST_BASE
from reports.stats import raking
from reports.stats.arrays import Floats, Ints

TURNS = 5_000
"""Cuts and rakings one after the other, at most."""
SLACK = 1e-9
"""How far a weight may stand over its bound, for rounding."""
MOST_PLACES = 2**22
"""Of the table that is counted: of more, nearly all are empty, and the table alone would fill the memory."""


class NotWeighable(ValueError):
    """The answers can't be weighted to these targets; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Category:
    """Places of a code column's axis that have one target. `share`: of the population, 0…1."""

    label: str
    places: tuple[int, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Margin:
    """A code column of the dataset and what the population's shares are. Whoever stands in no category is a
    category apart, at its share of the sample.
    """

    column: str
    label: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of a weight, as multiples of the mean; `smallest`: the least share of a category, in sample and
    target.
    """

    low: float = 0.2
    high: float = 3.0
    smallest: float = 0.05
    tolerance: float = 1e-10
    iterations: int = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """`kinds` (cells, margins): the category of each cell that occurs, −1 for none. `people`, `weights`
    (cells,): weights have mean 1 over all people. `unknown`: people without a category, by margin.
    """

    margins: tuple[Margin, ...]
    kinds: Ints
    people: Ints
    weights: Floats
    unknown: tuple[int, ...]
    widths: tuple[int, ...]
    """Places on the axis of each margin's column."""

    @property
    def n(self) -> int:
        return int(self.people.sum())

    @property
    def effective_n(self) -> float:
        """Kish's (Σw)²/Σw²."""
        total = float(self.people @ self.weights)
        return total * total / float(self.people @ self.weights**2)

    @property
    def design_effect(self) -> float:
        """Kish's n Σw²/(Σw)²."""
        return self.n / self.effective_n

    def where(self, cell: int) -> tuple[Condition, ...]:
        """The rows of one cell."""
        return tuple(
            Where(margin.column, _places(margin, int(kind), width))
            for margin, kind, width in zip(self.margins, self.kinds[cell], self.widths, strict=True)
        )


def nothing() -> None:
    """For callers who have all the time."""


def weigh(
    parts: Sequence[Part],
    margins: Sequence[Margin],
    bounds: Bounds,
    before_each: Callable[[], None] = nothing,
) -> Weighed:
    """Rake the analysis rows to the margins, cut at the bounds, rake again, until both hold. One scan.

    `before_each` is called before each raking and may raise to stop. Raise NotWeighable: nobody at all, a
    category with nobody or too few, too many combinations, or no weights that meet all targets.
    """
    if prod(parts[0].column(margin.column).width for margin in margins) > MOST_PLACES:
        raise NotWeighable("The targets are for too many variables at once. Weight by fewer variables.")
    query = Joint(tuple(margin.column for margin in margins))
    table = np.asarray(scan(parts, [query])[query])
    places = np.argwhere(table)
    if not len(places):
        raise NotWeighable("Nobody is in the analysis, so there is nothing to weight.")
    found = np.stack(
        [_kinds(margin, places[:, i], table.shape[i]) for i, margin in enumerate(margins)], axis=1
    )
    kinds, of_cell = np.unique(found, axis=0, return_inverse=True)
    people = np.bincount(of_cell.ravel(), table[tuple(places.T)]).astype(np.int64)
    for i, margin in enumerate(margins):
        _check(margin, np.bincount(kinds[:, i] + 1, people, len(margin.categories) + 1), bounds)
    unknown = tuple(int(people[kinds[:, i] < 0].sum()) for i in range(len(margins)))
    found_weights = _raked(
        people, [_with_unknown(m, kinds[:, i], people) for i, m in enumerate(margins)], bounds, before_each
    )
    return Weighed(tuple(margins), kinds, people, found_weights, unknown, table.shape)


def write(parts: Sequence[Part], weighed: Weighed, name: str) -> None:
    """Put each row's weight beside its part, under this name; NaN outside the analysis."""
    for part in parts:
        write_weights(part.folder, name, of_rows(part, weighed))


def of_rows(part: Part, weighed: Weighed) -> Floats:
    """Each row's weight, (rows,); NaN outside the analysis. A row of a combination that `weighed` does not
    know has none either.
    """
    table = np.full([len(margin.categories) + 1 for margin in weighed.margins], np.nan)
    table[tuple(weighed.kinds.T)] = weighed.weights
    of_row = []
    for margin in weighed.margins:
        levels = part.column(margin.column).width - 6
        on_axis = places_of(part.values(margin.column), levels)
        of_row.append(_kinds(margin, on_axis, levels + 6))
    analysed = unpacked(part.bits(ANALYSIS) & part.alive(), part.rows).astype(np.bool_)
    # No category is −1, the last place of the table's axis.
    return np.where(analysed, table[tuple(of_row)], np.nan)


def _kinds(margin: Margin, places: NDArray[Any], width: int) -> Ints:
    """Each place's category, −1 for none."""
    of_place = np.full(width, -1, np.int64)
    for number, category in enumerate(margin.categories):
        of_place[list(category.places)] = number
    return np.asarray(of_place[places], np.int64)


def _places(margin: Margin, kind: int, width: int) -> tuple[int, ...]:
    if kind >= 0:
        return margin.categories[kind].places
    known = {place for category in margin.categories for place in category.places}
    return tuple(place for place in range(width) if place not in known)


def _check(margin: Margin, people: NDArray[Any], bounds: Bounds) -> None:
    """`people`: without a category, then by category."""
    known = float(people[1:].sum())
    for category, n in zip(margin.categories, people[1:].tolist(), strict=True):
        of = f"“{category.label}” ({margin.label})"
        if n == 0:
            raise NotWeighable(
                f"Nobody who took part is in {of}, which has a target of {100 * category.share:g} %. "
                "Count it together with a neighbour in the targets, then try again."
            )
        if n < SMALLEST_BASE:
            raise NotWeighable(
                f"Fewer than {SMALLEST_BASE} people who took part are in {of}: their weight would tell how "
                "many. Count it together with a neighbour in the targets, then try again."
            )
        if n / known < bounds.smallest:
            raise NotWeighable(
                f"Under {100 * bounds.smallest:g} % of those who answered are in {of}: so few would stand "
                "for too many. Count it together with a neighbour in the targets, then try again."
            )


def _with_unknown(margin: Margin, kinds: Ints, people: Ints) -> raking.Margin:
    """The unknown are a category of their own, whose target is its share of the sample. It is fixed here,
    before any cut, so that it does not drift.
    """
    targets = np.array([category.share for category in margin.categories])
    targets = targets / targets.sum()
    share = float(people[kinds < 0].sum() / people.sum())
    if share == 0.0:
        return raking.margin(margin.label, kinds, targets)
    return raking.margin(
        margin.label, np.where(kinds < 0, len(targets), kinds), np.append(targets * (1.0 - share), share)
    )


def _raked(
    people: Ints, margins: list[raking.Margin], bounds: Bounds, before_each: Callable[[], None]
) -> Floats:
    """Weights (cells,) of mean 1. As `stats.trimming.rake_capped` does on rows, with a lower bound too."""
    n = people.astype(np.float64)
    w = np.ones(len(n))
    before = w
    for _ in range(TURNS):
        before_each()
        try:
            totals = raking.rake(n * w, margins, bounds.tolerance, bounds.iterations).weights
        except raking.NotConverged as error:
            raise NotWeighable(_contradiction(margins)) from error
        w = totals / n
        w *= n.sum() / float(n @ w)
        cut = np.clip(w, bounds.low, bounds.high)
        if float(np.abs(w - cut).max()) <= SLACK:
            return w
        if float(np.abs(cut - before).max()) < 1e-12:
            break
        before = w = cut
    raise NotWeighable(
        f"The targets can't be met with weights from {bounds.low:g} to {bounds.high:g}: the sample is too "
        "different from them. Count small categories together, or weight by fewer variables."
    )


def _contradiction(margins: Sequence[raking.Margin]) -> str:
    names = " and ".join(margin.name for margin in margins)
    return (
        f"No weights meet all targets at once ({names}): some combinations of categories have nobody in "
        "them. Count categories together, or weight by fewer variables."
    )
