"""From a choice to counted tables: the one place of the explorer that reads a wave's dataset."""

from dataclasses import dataclass
from typing import Any

from reports import datasets
from reports.dataset.columns import combined
from reports.dataset.errors import DatasetDamaged
from reports.dataset.store import open_parts
from reports.explorer import limits
from reports.explorer.choice import Choice
from reports.explorer.counting import Counting
from reports.explorer.tables import Sheet, sheet
from reports.explorer.variables import Catalogue, catalogue
from surveys import queries as surveys


@dataclass(frozen=True)
class Place:
    """A wave and what can be asked about it."""

    wave: Any
    catalogue: Catalogue
    widths: dict[str, int]
    """Valid codes of each code column."""
    weights: tuple[str, ...] = ()
    """Names of the weights that every part has."""


def place_of(wave: Any) -> Place:
    """Raise NeverPublished for a survey without a version."""
    definitions = [surveys.definition_of(version) for version in surveys.wave_versions(wave)]
    if not definitions:
        raise datasets.NeverPublished
    widths = {column.name: column.levels for column in combined(definitions) if column.kind == "code"}
    return Place(wave, catalogue(definitions), widths, weights_of(wave))


def weights_of(wave: Any) -> tuple[str, ...]:
    """None where the dataset has not been built, or is damaged."""
    try:
        parts = open_parts(datasets.dataset_folder(wave))
    except DatasetDamaged:
        return ()
    names = [{file.stem for file in part.folder.glob("*.weights")} for part in parts]
    return tuple(sorted(set.intersection(*names))) if names else ()


def ask(place: Place, choice: Choice) -> Sheet:
    """Count the tables, when it is this page's turn. Raise limits.TooMuch."""
    limits.check(choice)
    with limits.turn() as check_time:
        return sheet(
            rows=choice.rows,
            segments=choice.segments,
            counting=Counting(
                lambda queries: datasets.count(wave=place.wave, queries=queries),
                choice.conditions(place.widths),
                choice.weights,
            ),
            base=choice.base,
            correction=choice.correction,
            before_each=check_time,
        )
