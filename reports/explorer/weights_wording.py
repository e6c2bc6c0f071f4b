"""Weights of a page in words: what they were raked to, how far they reach, what they cost."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.explorer.weights import MarginLine, Weights

HEADS = ("Level", "People", "Share of answers", "Target", "Mean weight")


@dataclass(frozen=True, slots=True)
class ShownMargin:
    """`facts`: sentences about the target. `lines`: texts, one a head."""

    label: str
    facts: tuple[str, ...]
    url: str
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ShownWeights:
    """`by` and `cost`: the two sentences that everybody should read; `rules`: the others."""

    by: str
    cost: str
    rules: tuple[str, ...]
    margins: tuple[ShownMargin, ...]


def shown(weights: Weights) -> ShownWeights:
    margins = tuple(_margin(margin) for margin in weights.margins)
    return ShownWeights(by(weights), cost(weights), tuple(rules(weights)), margins)


def by(weights: Weights) -> str:
    """Weighted by what."""
    return f"Weighted by {_listed(weights.offer.by, 'and')}."


def cost(weights: Weights) -> str:
    """Kish's figures, of everybody who was weighted."""
    found = weights.weighed
    return (
        f"Kish's design effect is {found.design_effect:.2f}: {found.n:,} people tell as much as "
        f"{found.effective_n:,.0f} who weigh alike."
    )


def rules(weights: Weights) -> Iterator[str]:
    """How the weights were made, a sentence each."""
    bounds = weights.bounds
    yield (
        f"Raking to the targets. Weights have the mean 1 and reach from {weights.smallest:.2f} to "
        f"{weights.largest:.2f}; they are cut to {bounds.low:g} at the least and {bounds.high:g} at the "
        f"most, and raked again until targets and bounds both hold. {_cut(*weights.at_bounds)}"
    )
    yield (
        "Everybody in the analysis is weighted, before any filter. Standard errors take the weights as "
        "given, which is a little too careful."
    )
    if weights.offer.not_by:
        yield f"There is no target for {_listed(weights.offer.not_by, 'or')}."


def facts(margin: MarginLine) -> Iterator[str]:
    """Where a target comes from, a sentence each."""
    target = margin.target
    yield f"Source: {target.source}, {target.as_of}. Population: {target.population}."
    if margin.unknown:
        yield (
            f"{margin.unknown:,} people have no level with a target and keep their share of the answers."
            if margin.unknown > 1
            else "One person has no level with a target and keeps their share of the answers."
        )


def _margin(margin: MarginLine) -> ShownMargin:
    lines = tuple(
        (
            line.label,
            f"{line.people:,}",
            f"{100 * line.sample:.1f} %",
            f"{100 * line.target:.1f} %",
            f"{line.weight:.2f}",
        )
        for line in margin.lines
    )
    return ShownMargin(margin.label, tuple(facts(margin)), margin.target.url, lines)


def _cut(low: int, high: int) -> str:
    if not low and not high:
        return "Nobody was cut."
    parts = [f"{n:,} at the {end} bound" for n, end in ((low, "lower"), (high, "upper")) if n]
    return f"People cut: {' and '.join(parts)}."


def _listed(labels: tuple[str, ...], word: str) -> str:
    """Gender, Age and Region."""
    return f" {word} ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))
