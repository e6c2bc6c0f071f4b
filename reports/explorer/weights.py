"""Weights in the explorer: whether a wave can be weighted, and by what its answers then are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from reports import weighting
from reports.dataset.lent import with_weights
from reports.dataset.store import Part
from reports.models import Target
from reports.release.raking_cells import SLACK, Bounds, Margin, Weighed, of_rows
from surveys.logic.definition import Definition

NAME = weighting.WEIGHTS
#: What may stand in an address, and its words in the form.
LABELS = {NAME: "raked to the targets"}


class NotWeighed(Exception):
    """The answers can't be weighted to the targets; the message says why and what to do."""


@dataclass(frozen=True)
class Offer:
    """What a wave can be weighted to. `definition`: of the newest version that its people answered."""

    definition: Definition
    targets: tuple[Target, ...]

    @cached_property
    def lacking(self) -> str:
        """Why the wave can't be weighted, whoever took part; empty if its targets are complete."""
        return weighting.lacking(self.definition, self.targets)

    @property
    def names(self) -> tuple[str, ...]:
        """The weights to choose from."""
        return () if self.lacking else (NAME,)

    @cached_property
    def by(self) -> tuple[str, ...]:
        """Labels of the variables with a target."""
        plans = {plan.segment.id: plan.segment.label for plan in weighting.variables(self.definition)}
        return tuple(plans.get(each.variable, each.variable) for each in self.targets)

    @cached_property
    def not_by(self) -> tuple[str, ...]:
        """Labels of the variables that the questionnaire names for weighting and that have no target."""
        return tuple(weighting.without_target(self.definition, self.targets))


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category of a target. Shares 0…1 of those who are in any category; `weight`: mean of its people's."""

    label: str
    people: int
    sample: float
    target: float
    weight: float


@dataclass(frozen=True, slots=True)
class MarginLine:
    """A variable that was weighted by. `unknown`: people without a category, who keep their share."""

    label: str
    target: Target
    unknown: int
    lines: tuple[CategoryLine, ...]


@dataclass(frozen=True)
class Weights:
    """What the answers of a page were weighted by, and what it cost."""

    offer: Offer
    weighed: Weighed

    @property
    def bounds(self) -> Bounds:
        return weighting.bounds(self.offer.definition)

    @property
    def smallest(self) -> float:
        return float(self.weighed.weights.min())

    @property
    def largest(self) -> float:
        return float(self.weighed.weights.max())

    @property
    def at_bounds(self) -> tuple[int, int]:
        """People whose weight stands on the lower bound, and on the upper one."""
        w, n = self.weighed.weights, self.weighed.people
        slack = 10 * SLACK
        return (
            int(n[w <= self.bounds.low + slack].sum()),
            int(n[w >= self.bounds.high - slack].sum()),
        )

    @cached_property
    def margins(self) -> tuple[MarginLine, ...]:
        found = self.weighed
        return tuple(
            MarginLine(margin.label, target, unknown, _lines(found, place, margin))
            for place, (margin, target, unknown) in enumerate(
                zip(found.margins, self.offer.targets, found.unknown, strict=True)
            )
        )


def _lines(found: Weighed, place: int, margin: Margin) -> tuple[CategoryLine, ...]:
    kinds = found.kinds[:, place]
    known = int(found.people[kinds >= 0].sum())
    lines = []
    for number, category in enumerate(margin.categories):
        people = found.people[kinds == number]
        n, total = int(people.sum()), float(people @ found.weights[kinds == number])
        lines.append(CategoryLine(category.label, n, n / known, category.share, total / n))
    return tuple(lines)


def weigh(
    parts: Sequence[Part], offer: Offer, before_each: Callable[[], None]
) -> tuple[tuple[Part, ...], Weights]:
    """The parts with a weight for every row of the analysis, under `NAME`. Raise NotWeighed."""
    try:
        weighed = weighting.raked(parts, offer.definition, offer.targets, before_each)
    except ValueError as error:
        raise NotWeighed(str(error)) from error
    weighted = tuple(with_weights(part, NAME, of_rows(part, weighed)) for part in parts)
    return weighted, Weights(offer, weighed)
