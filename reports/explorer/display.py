"""A sheet of tables as a template draws it: texts only, row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.explorer import wording
from reports.explorer.choice import Choice
from reports.explorer.tables import Line, Sheet, Table
from reports.stats.column_tests import MINIMUM


@dataclass(frozen=True, slots=True)
class ShownCell:
    value: str
    letters: str
    details: tuple[str, ...]
    """Count, standard error, interval: what was asked to be shown."""
    is_few: bool
    """It rests on fewer people than a test needs, or has so small an effective base."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    label: str
    section: str
    """A heading above the line; empty where the line before has the same."""
    is_missing: bool
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """`bases`: label and number by column, the first rows of the table."""

    title: str
    text: str
    bases: tuple[tuple[str, tuple[str, ...]], ...]
    lines: tuple[ShownLine, ...]
    rules: tuple[str, ...]
    associations: tuple[str, ...]
    untested: str


def spans(sheet: Sheet) -> list[tuple[str, int]]:
    """Segment and how many columns it has, for the first row of a head."""
    return [
        (label, len(list(heads))) for label, heads in groupby(head.segment for head in sheet.banner.heads)
    ]


def tables(sheet: Sheet, choice: Choice) -> list[ShownTable]:
    return [_table(sheet, table, choice) for table in sheet.tables]


def _table(sheet: Sheet, table: Table, choice: Choice) -> ShownTable:
    return ShownTable(
        title=table.variable.label,
        text=table.variable.text,
        bases=tuple(bases(sheet, table)),
        lines=tuple(_lines(table, choice)),
        rules=tuple(wording.rules(sheet, table)),
        associations=tuple(wording.association(each) for each in table.associations),
        untested="; ".join(wording.untested(sheet, table)),
    )


def bases(sheet: Sheet, table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    """People in the column, why some are in no base, the base, and its effective size."""
    yield "People", _numbers(sheet.people)
    for reason, counts in table.excluded:
        yield reason, _numbers(counts)
    if not table.effective:
        yield "Base: people", _numbers(table.base)
        return
    yield "Base: people, unweighted", _numbers(table.base)
    yield "Base: weighted", tuple(f"{value:,.1f}" for value in table.weight)
    yield "Base: effective", tuple(f"{value:,.1f}" for value in table.effective)


def _numbers(values: Sequence[int]) -> tuple[str, ...]:
    return tuple(f"{value:,}" for value in values)


def _lines(table: Table, choice: Choice) -> Iterator[ShownLine]:
    before = ""
    few = [effective < MINIMUM for effective in table.effective] or [False] * len(table.base)
    for line in table.lines:
        cells = tuple(
            ShownCell(
                wording.value(line, figure),
                " ".join(figure.letters),
                tuple(_details(line, figure, choice)),
                figure.n < MINIMUM or has_few,
            )
            for figure, has_few in zip(line.figures, few, strict=True)
        )
        yield ShownLine(line.label, line.section if line.section != before else "", line.is_missing, cells)
        before = line.section


def _details(line: Line, figure: wording.Figure, choice: Choice) -> Iterator[str]:
    if "counts" in choice.shows and figure.value is not None:
        if figure.count is not None:
            yield f"{figure.count:,}"
        elif line.kind != "share":
            yield f"n {figure.n:,}"
    if "intervals" in choice.shows:
        yield from filter(None, (wording.spread(line, figure), wording.interval(line, figure)))
