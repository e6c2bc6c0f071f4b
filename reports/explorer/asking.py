"""From a choice to counted tables: the one place of the explorer that reads a wave's dataset."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reports import datasets, weighting
from reports.dataset.columns import combined
from reports.dataset.scan import scan
from reports.dataset.store import Part
from reports.explorer import limits
from reports.explorer.choice import Choice
from reports.explorer.counting import Counting
from reports.explorer.tables import Sheet, sheet
from reports.explorer.variables import Catalogue, catalogue
from reports.explorer.weights import NAME, Offer, Weights, weigh
from surveys import queries as surveys


@dataclass(frozen=True)
class Place:
    """A wave and what can be asked about it."""

    wave: Any
    catalogue: Catalogue
    widths: dict[str, int]
    """Valid codes of each code column."""
    offer: Offer


@dataclass(frozen=True)
class Found:
    """The tables, and what they were weighted by."""

    sheet: Sheet
    weights: Weights | None = None


def place_of(wave: Any) -> Place:
    """Raise NeverPublished for a survey without a version."""
    definitions = [surveys.definition_of(version) for version in surveys.wave_versions(wave)]
    if not definitions:
        raise datasets.NeverPublished
    widths = {column.name: column.levels for column in combined(definitions) if column.kind == "code"}
    offer = Offer(definitions[-1], tuple(weighting.targets(wave)))
    return Place(wave, catalogue(definitions), widths, offer)


def ask(place: Place, choice: Choice) -> Found:
    """Count the tables, when it is this page's turn, all in one and the same state of the dataset. Raise
    limits.TooMuch, weights.NotWeighed.
    """
    limits.check(choice)
    with limits.turn() as check_time:
        return datasets.read(
            wave=place.wave, use=lambda parts: counted(parts, place, choice, before_each=check_time)
        )


def counted(parts: Sequence[Part], place: Place, choice: Choice, *, before_each: Callable[[], None]) -> Found:
    """The tables of these parts."""
    weights = None
    if choice.weights == NAME:
        parts, weights = weigh(parts, place.offer, before_each)
    made = sheet(
        rows=choice.rows,
        segments=choice.segments,
        counting=Counting(
            lambda queries: scan(parts, queries), choice.conditions(place.widths), choice.weights
        ),
        base=choice.base,
        correction=choice.correction,
        before_each=before_each,
    )
    return Found(made, weights)
